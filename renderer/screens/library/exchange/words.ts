import type { ExchangePreview, LabelFormat } from '../../../../electron/contract/index.ts';
import { phrase, t } from '../../../words/index.ts';

/** Each format by what it is to a person. */
export const formatWords = {
  folders: phrase('A folder for each class'),
  csv: phrase('Table (CSV)'),
  coco: phrase('COCO (JSON)'),
  voc: phrase('Pascal VOC (a list for each class)'),
  yolo: phrase('YOLO classification (train and val)'),
  labelme: phrase('LabelMe (JSON beside each photo)'),
  cvat: phrase('CVAT (XML)'),
  createml: phrase('Create ML (JSON)'),
  labelstudio: phrase('Label Studio (JSON)'),
  fiftyone: phrase('FiftyOne (photos and labels.json)'),
} as const satisfies Record<LabelFormat, string>;

/** How photos are known again, in one sentence. */
export function matchedWords({ photos, matched, addable, unmatched }: ExchangePreview): string {
  const known = matched.path + matched.name + matched.hash;
  const more = [
    ...(matched.hash > 0 ? [t('{count} by their bytes', { count: matched.hash })] : []),
    ...(matched.name > 0 ? [t('{count} by their names', { count: matched.name })] : []),
  ];
  const others = [
    ...(addable > 0 ? [t('can be added: {count}', { count: addable })] : []),
    ...(unmatched > 0 ? [t('nowhere to be found: {count}', { count: unmatched })] : []),
  ];
  const here =
    more.length > 0
      ? t('{known} of {count} photos are in the library ({how})', { known, count: photos, how: more.join(', ') })
      : t('{known} of {count} photos are in the library', { known, count: photos });
  return t('{facts}.', { facts: [here, ...others].join('; ') });
}
