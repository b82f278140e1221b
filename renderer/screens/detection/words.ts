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
import { numberWords, phrase, t } from '../../words/index.ts';

/** Each form of a detector by what it is to a person. */
export const formWords: Readonly<Record<DetectorSettings['form'], { readonly name: string; readonly how: string }>> = {
  shared: {
    name: phrase('Shared'),
    how: phrase('The network looks at the photo once, and regions are cut out of what it saw: quick.'),
  },
  exact: {
    name: phrase('Exact'),
    how: phrase(
      'Every region is shown to the network by itself: many times as slow, and small things are seen larger.',
    ),
  },
};

/** Whether the network learns from the boxes too, by what it is to a person. */
export const tuningWords: Readonly<Record<'none' | TrunkTuning['layers'], string>> = {
  none: phrase('Stays as it is: quickest'),
  last: phrase('Its last layers learn from the boxes: some minutes more'),
  all: phrase('All its layers learn from the boxes: slowest'),
};

/** Where regions come from, the quickest last. */
export const sourceWords: Readonly<Record<ProposalSource, string>> = {
  fast: phrase('Regions merged in several ways'),
  quality: phrase('Regions merged in many ways, slower'),
  single: phrase('Regions merged in one way, quicker'),
  windows: phrase('Windows of many sizes'),
};

/** What an exported detector takes. */
export const exportWords: Readonly<Record<DetectorExportKind, { readonly name: string; readonly how: string }>> = {
  'photo-alone': {
    name: phrase('A photo alone'),
    how: phrase('It looks at windows of many sizes by itself and answers with boxes, scores and classes.'),
  },
  'with-proposals': {
    name: phrase('A photo and boxes'),
    how: phrase(
      'It says what is in boxes that your program proposes, and where they should be. Overlapping ones are left in.',
    ),
  },
};

/** What a mistake is, as Hoiem and others sort them. */
export type Mistake = DetectionReport['worst'][number]['kind'];

interface MistakeWords {
  readonly name: string;
  /** The same within a line. */
  readonly inLine: string;
  readonly what: string;
}

export const mistakeWords: Readonly<Record<Mistake, MistakeWords>> = {
  localization: {
    name: phrase('Badly placed'),
    inLine: phrase('badly placed'),
    what: phrase('The right class, but the box fits badly or is there twice.'),
  },
  similar: {
    name: phrase('Similar class'),
    inLine: phrase('similar class'),
    what: phrase('A thing of a similar class: the names share what stands before the last “/”.'),
  },
  other: {
    name: phrase('Other class'),
    inLine: phrase('other class'),
    what: phrase('A thing of another class that is not similar.'),
  },
  background: {
    name: phrase('Nothing there'),
    inLine: phrase('nothing there'),
    what: phrase('No thing of any class that was drawn.'),
  },
  missed: { name: phrase('Missed'), inLine: phrase('missed'), what: phrase('A drawn box that was not found.') },
};

/** Each format by what it is to a person. */
export const formatWords: Readonly<Record<BoxFormat, string>> = {
  voc: phrase('Pascal VOC (XML, one file per photo)'),
  coco: 'COCO (JSON)',
  yolo: phrase('YOLO (text, one file per photo)'),
  cvat: 'CVAT (XML)',
  labelme: phrase('LabelMe (JSON, one file per photo)'),
  createml: 'Create ML (JSON)',
  labelstudio: 'Label Studio (JSON)',
  csv: phrase('Table (CSV)'),
  iptc: phrase('IPTC regions (XMP beside the photo)'),
  mwg: phrase('MWG regions (XMP beside the photo)'),
};

/** "120 × 80" */
export const extentWords = ({ x0, y0, x1, y1 }: PhotoBox): string =>
  `${count(Math.round(x1 - x0))} × ${count(Math.round(y1 - y0))}`;

/** The name that stands on a box. */
export const nameWords = ({ className, difficult }: Pick<ShownBox, 'className' | 'difficult'>): string =>
  difficult ? t('{className} · difficult', { className }) : className;

/** A box for those who hear it. */
export function boxWords({ kind, className, box, difficult, score }: ShownBox): string {
  const how = kind === 'drawn' ? t('drawn') : t('found, {share}', { share: percent(score ?? 0) });
  const hard = difficult ? [t('difficult')] : [];
  return [className, how, ...hard, t('{extent} pixels', { extent: extentWords(box) })].join(', ');
}

/** "Average precision rose from 41.0 % to 52.3 %", or what is known of it. */
export function learnedWords(before: number | null, after: number | null): string {
  if (after === null) return t('Nothing was held out to judge it by.');
  if (before === null)
    return t('Average precision is {share} on photos it had not seen.', { share: oneDecimal(after) });
  const facts = { before: oneDecimal(before), after: oneDecimal(after) };
  if (after > before) return t('Average precision rose from {before} to {after} on photos it had not seen.', facts);
  if (after < before) return t('Average precision fell from {before} to {after} on photos it had not seen.', facts);
  return t('Average precision stayed from {before} to {after} on photos it had not seen.', facts);
}

const oneDecimal = (share: number): string =>
  t('{number} %', { number: numberWords(100 * share, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) });
