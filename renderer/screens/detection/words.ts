import type {
  BoxFormat,
  DetectionReport,
  DetectorExportKind,
  DetectorSettings,
  PhotoBox,
  ProposalSource,
  TrunkTuning,
} from '../../../electron/contract/index.ts';
import type { ShownBox } from '../../state/boxKnown.ts';
import { count, percent } from '../../ui/index.ts';

/** Each form of a detector by what it is to a person. */
export const formWords: Readonly<Record<DetectorSettings['form'], { readonly name: string; readonly how: string }>> = {
  shared: {
    name: 'Shared',
    how: 'The network looks at the photo once, and regions are cut out of what it saw: quick.',
  },
  exact: {
    name: 'Exact',
    how: 'Every region is shown to the network by itself: many times as slow, and small things are seen larger.',
  },
};

/** Whether the network learns from the boxes too, by what it is to a person. */
export const tuningWords: Readonly<Record<'none' | TrunkTuning['layers'], string>> = {
  none: 'Stays as it is: quickest',
  last: 'Its last layers learn from the boxes: some minutes more',
  all: 'All its layers learn from the boxes: slowest',
};

/** Where regions come from, the quickest last. */
export const sourceWords: Readonly<Record<ProposalSource, string>> = {
  fast: 'Regions merged in several ways',
  quality: 'Regions merged in many ways, slower',
  single: 'Regions merged in one way, quicker',
  windows: 'Windows of many sizes',
};

/** What an exported detector takes. */
export const exportWords: Readonly<Record<DetectorExportKind, { readonly name: string; readonly how: string }>> = {
  'photo-alone': {
    name: 'A photo alone',
    how: 'It looks at windows of many sizes by itself and answers with boxes, scores and classes.',
  },
  'with-proposals': {
    name: 'A photo and boxes',
    how: 'It says what is in boxes that your program proposes, and where they should be. Overlapping ones are left in.',
  },
};

/** What a mistake is, as Hoiem and others sort them. */
export type Mistake = DetectionReport['worst'][number]['kind'];

export const mistakeWords: Readonly<Record<Mistake, { readonly name: string; readonly what: string }>> = {
  localization: { name: 'Badly placed', what: 'The right class, but the box fits badly or is there twice.' },
  similar: {
    name: 'Similar class',
    what: 'A thing of a similar class: the names share what stands before the last “/”.',
  },
  other: { name: 'Other class', what: 'A thing of another class that is not similar.' },
  background: { name: 'Nothing there', what: 'No thing of any class that was drawn.' },
  missed: { name: 'Missed', what: 'A drawn box that was not found.' },
};

/** Each format by what it is to a person. */
export const formatWords: Readonly<Record<BoxFormat, string>> = {
  voc: 'Pascal VOC (XML, one file per photo)',
  coco: 'COCO (JSON)',
  yolo: 'YOLO (text, one file per photo)',
  cvat: 'CVAT (XML)',
  labelme: 'LabelMe (JSON, one file per photo)',
  createml: 'Create ML (JSON)',
  labelstudio: 'Label Studio (JSON)',
  csv: 'Table (CSV)',
  iptc: 'IPTC regions (XMP beside the photo)',
  mwg: 'MWG regions (XMP beside the photo)',
};

/** "120 × 80" */
export const extentWords = ({ x0, y0, x1, y1 }: PhotoBox): string =>
  `${count(Math.round(x1 - x0))} × ${count(Math.round(y1 - y0))}`;

/** A box for those who hear it. */
export function boxWords({ kind, className, box, difficult, score }: ShownBox): string {
  const how = kind === 'drawn' ? 'drawn' : `found, ${percent(score ?? 0)}`;
  return `${className}, ${how}${difficult ? ', difficult' : ''}, ${extentWords(box)} pixels`;
}

/** "Average precision went from 41.0 % to 52.3 %", or what is known of it. */
export function learnedWords(before: number | null, after: number | null): string {
  const words = (share: number): string => `${(100 * share).toFixed(1)} %`;
  if (after === null) return 'Nothing was held out to judge it by.';
  if (before === null) return `Average precision is ${words(after)} on photos it had not seen.`;
  const change = after > before ? 'rose' : after < before ? 'fell' : 'stayed';
  return `Average precision ${change} from ${words(before)} to ${words(after)} on photos it had not seen.`;
}
