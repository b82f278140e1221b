export { photographerEvidence } from './evidence.ts';
export { photographerIdentifier } from './identify.ts';
export { photographerProfiles } from './profiles.ts';
export { trainPhotographers } from './train.ts';
