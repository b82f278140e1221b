export { exportDetector } from './export.ts';
export { readDetector, writeDetector, type Detector } from './file.ts';
export { thingSearch, type ThingSearch } from './task.ts';
export { detectorTrainer, type DetectorTrainer } from './train.ts';
