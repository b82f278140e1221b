import type { BindingPlace } from '../../../keys/index.ts';
import { phrase } from '../../../words/index.ts';

/** What the places of the table are called. */
export const placeNames: Readonly<Record<BindingPlace, string>> = {
  everywhere: phrase('Everywhere'),
  library: phrase('Grid'),
  photo: phrase('Large view'),
  queue: phrase('Queue'),
  training: phrase('Train'),
  detection: phrase('Detect'),
  segmentation: phrase('Segment'),
  paint: phrase('Paint'),
  photographers: phrase('Photographers'),
  lab: phrase('Lab'),
  models: phrase('Models'),
  settings: phrase('Settings'),
};
