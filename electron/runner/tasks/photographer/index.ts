export { photographerEvidence } from './evidence.ts';
export { identifyPhotographer } from './identify.ts';
export { photographerProfiles } from './profiles.ts';
export { trainPhotographers } from './train.ts';
