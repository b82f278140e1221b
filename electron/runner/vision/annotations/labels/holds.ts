import type { LabelFormat } from '../../../../contract/index.ts';
import { countLosses } from '../losses.ts';
import { plainLabels, type LabelledPhoto, type LabelSet } from './record.ts';

/** What a format can say of whole photos. */
export interface Holds {
  /** That a network said so, and not a person. */
  readonly suggested: boolean;
  /** That a person called what a network said wrong. */
  readonly rejected: boolean;
  readonly confidence: boolean;
  /** Which network. */
  readonly model: boolean;
  /** More than one class. */
  readonly several: boolean;
  /** Which class lies below which. */
  readonly hierarchy: boolean;
  readonly boxes: boolean;
  /** Photos that nobody has said anything about. */
  readonly unlabelled: boolean;
  /** The photos themselves are part of it, because their folders are what it says. */
  readonly isOfPhotos: boolean;
}

const nothing: Holds = {
  ...{ suggested: false, rejected: false, confidence: false, model: false, several: true, hierarchy: false },
  ...{ boxes: false, unlabelled: false, isOfPhotos: false },
};

export const labelFormats: Readonly<Record<LabelFormat, Holds>> = {
  folders: { ...nothing, hierarchy: true, isOfPhotos: true },
  csv: { ...nothing, suggested: true, rejected: true, confidence: true, model: true, unlabelled: true },
  coco: { ...nothing, suggested: true, confidence: true, model: true, hierarchy: true, boxes: true, unlabelled: true },
  voc: nothing,
  yolo: { ...nothing, several: false, isOfPhotos: true },
  labelme: { ...nothing, boxes: true },
  cvat: { ...nothing, suggested: true, confidence: true, model: true, boxes: true, unlabelled: true },
  createml: { ...nothing, unlabelled: true },
  labelstudio: {
    ...{ suggested: true, rejected: true, confidence: true, model: true, several: true, hierarchy: false },
    ...{ boxes: true, unlabelled: true, isOfPhotos: false },
  },
  fiftyone: { ...nothing, unlabelled: true, isOfPhotos: true },
};

/** What a format has no place for in these labels, one sentence each. */
export function labelLosses(set: LabelSet, holds: Holds): string[] {
  const losses = countLosses();
  let likePersons = 0;
  for (const photo of set.photos) {
    notePhoto(losses.note, photo, holds);
    if (!holds.suggested) likePersons += plainLabels(photo).filter(({ state }) => state === 'suggested').length;
  }
  if (!holds.hierarchy)
    for (const { parent } of set.classes) if (parent !== null) losses.note('that a class lies below another');
  const times = likePersons === 1 ? '' : ` (${likePersons} times)`;
  const suggestions =
    likePersons === 0 ? [] : [`What a network suggests stands there as if a person had said it${times}.`];
  return [...suggestions, ...losses.sentences()];
}

function notePhoto(note: (what: string) => void, photo: LabelledPhoto, holds: Holds): void {
  const { labels, objects } = photo;
  const plain = plainLabels(photo);
  const written = labels.filter((label) => {
    if (label.state === 'rejected') return holds.rejected;
    return label.state === 'human' || holds.suggested || plain.includes(label);
  });
  for (const { state } of labels) {
    if (state === 'rejected' && !holds.rejected) note('that a person called a suggestion wrong');
  }
  if (!holds.suggested && plain.some(({ state }) => state === 'human'))
    for (const { state } of labels) if (state === 'suggested') note('a suggestion for a photo that has a label');
  for (const { confidence, model } of written) {
    if (confidence !== undefined && !holds.confidence) note('the confidence of a suggestion');
    if (model !== undefined && !holds.model) note('the network of a suggestion');
  }
  if (!holds.several) for (const _ of plain.slice(1)) note('a further class of a photo');
  if (!holds.boxes) for (const _ of objects) note('a box');
  const isEmpty = (holds.suggested ? written : plain).length === 0 && !(holds.boxes && objects.length > 0);
  if (isEmpty && !holds.unlabelled) note('a photo without a label');
}
