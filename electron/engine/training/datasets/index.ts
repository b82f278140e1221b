export type { Collection } from './collection.ts';
export { datasetsIn } from './datasets.ts';
export type { DatasetLibrary, Datasets, ExampleSet, Look } from './datasets.ts';
export { DatasetSource } from './sources.ts';
export { surveyJob } from './surveyJob.ts';
export type { SurveyWith } from './surveyJob.ts';
