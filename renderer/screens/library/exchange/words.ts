import type { ExchangePreview, LabelFormat } from '../../../../electron/contract/index.ts';
import { count, counted } from '../../../ui/index.ts';

/** Each format by what it is to a person. */
export const formatWords: Readonly<Record<LabelFormat, string>> = {
  folders: 'A folder for each class',
  csv: 'Table (CSV)',
  coco: 'COCO (JSON)',
  voc: 'Pascal VOC (a list for each class)',
  yolo: 'YOLO classification (train and val)',
  labelme: 'LabelMe (JSON beside each photo)',
  cvat: 'CVAT (XML)',
  createml: 'Create ML (JSON)',
  labelstudio: 'Label Studio (JSON)',
  fiftyone: 'FiftyOne (photos and labels.json)',
};

/** How photos are known again, in one sentence. */
export function matchedWords({ photos, matched, addable, unmatched }: ExchangePreview): string {
  const known = matched.path + matched.name + matched.hash;
  const more = [
    ...(matched.hash > 0 ? [`${count(matched.hash)} by their bytes`] : []),
    ...(matched.name > 0 ? [`${count(matched.name)} by their names`] : []),
  ];
  const how = more.length > 0 ? ` (${more.join(', ')})` : '';
  const others = [
    ...(addable > 0 ? [`can be added: ${count(addable)}`] : []),
    ...(unmatched > 0 ? [`nowhere to be found: ${count(unmatched)}`] : []),
  ];
  return [`${count(known)} of ${counted(photos, 'photo')} are in the library${how}`, ...others].join('; ').concat('.');
}
