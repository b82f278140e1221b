import type { Handlers, RunnerContract } from '../contract/index.ts';
import { keepSessions, probeDevices } from './runtime/index.ts';
import { newSchedule } from './schedule.ts';
import { checkCard, classifierOpener, classify, inspectNetwork, tryPhoto } from './tasks/classification/index.ts';
import {
  alikeIn,
  collectionLearner,
  judgeLabels,
  loadCollection,
  lookAtCollection,
  mapCollection,
  outliersIn,
  regionIn,
  usefulIn,
} from './tasks/collection/index.ts';
import {
  detectorTrainer,
  exportDetector,
  findProposals,
  mergeTrees,
  thingSearch,
  windowSearch,
} from './tasks/detection/index.ts';
import { describe, gradcheck, probeOperators } from './tasks/inspection/index.ts';
import { indexUnits, listLayers, makeInLab } from './tasks/lab/index.ts';
import {
  depths,
  evaluate,
  exportModel,
  lessonNetwork,
  mapRun,
  newFinishing,
  previewAugmentation,
  survey,
  trainRun,
} from './tasks/learning/index.ts';
import {
  photographerEvidence,
  photographerIdentifier,
  photographerProfiles,
  trainPhotographers,
} from './tasks/photographer/index.ts';
import {
  photoRegions,
  segmentPhoto,
  segmentationLimits,
  strokeTeacher,
  trainSegmenter,
} from './tasks/segmentation/index.ts';

/** Networks kept loaded between requests. */
const sessionBytes = 1.5e9;

/** What the runner answers, each request in the turn it deserves. */
export function runnerHandlers(): Handlers<RunnerContract> {
  const open = classifierOpener(keepSessions(sessionBytes));
  const { interactive, background } = newSchedule();
  const finishing = newFinishing();
  const windows = windowSearch();
  const things = thingSearch();
  const identifier = photographerIdentifier();
  const detectors = detectorTrainer();
  const teacher = strokeTeacher();
  const learn = collectionLearner();
  const classifyInBackground: Handlers<RunnerContract>['classification.classify'] = (input, scope) =>
    classify(input, scope, { open, turn: background });
  return {
    'classification.classify': classifyInBackground,
    'collection.look': (input, scope) => lookAtCollection(input, scope, background),
    'collection.load': (input) => loadCollection(input, background),
    'collection.learn': (input) => learn(input, interactive),
    'collection.useful': (input) => interactive(() => usefulIn(input)),
    'collection.alike': (input) => interactive(() => alikeIn(input)),
    'collection.region': (input) => regionIn(input, interactive),
    'collection.outliers': (input) => interactive(() => outliersIn(input)),
    'collection.map': (input, scope) => mapCollection(input, scope, background),
    'collection.judge': (input) => judgeLabels(input, interactive),
    'classification.try': (input) => tryPhoto(input, { open, turn: interactive }),
    'segmentation.photo': (input, scope) => segmentPhoto(input, scope, background),
    'segmentation.look': (input, scope) => segmentPhoto(input, scope, interactive),
    'segmentation.limits': segmentationLimits,
    'segmentation.train': (input, scope) => trainSegmenter(input, scope, background),
    'strokes.answer': (input, scope) => teacher.answer(input, scope, interactive),
    'strokes.regions': photoRegions,
    'strokes.save': (input, scope) => teacher.save(input, scope, background),
    'detectors.find': (input, scope) => things.find(input, scope, input.seen ? interactive : background),
    'detectors.train': (input, scope) => detectors.train(input, scope, background),
    'detectors.export': exportDetector,
    'lab.index': (input, scope) => indexUnits(input, scope, background),
    'lab.layers': listLayers,
    'lab.make': (input, scope) => makeInLab(input, scope, interactive),
    'photographers.train': (input, scope) => trainPhotographers(input, scope, background),
    'photographers.identify': (input, scope) => identifier.identify(input, scope, interactive),
    'photographers.evidence': (input, scope) => photographerEvidence(input, scope, interactive),
    'photographers.profiles': (input, scope) => photographerProfiles(input, scope, background),
    'proposals.find': findProposals,
    'proposals.trees': mergeTrees,
    'detection.windows': (input, scope) => windows.find(input, scope, background),
    'models.inspect': inspectNetwork,
    'models.check': (input) => checkCard(input, { open, turn: interactive }),
    'models.describe': describe,
    'models.gradcheck': gradcheck,
    'devices.operators': probeOperators,
    'devices.probe': (_, scope) => probeDevices(scope),
    'training.survey': (input, scope) => survey(input, scope, { turn: background }),
    'training.depths': (input) => depths(input, { turn: interactive }),
    'training.preview': previewAugmentation,
    'training.run': (input, scope) => trainRun(input, scope, { turn: background, finishing }),
    'training.finish': ({ run }) => finishing.ask(run),
    'training.evaluate': (input, scope) => evaluate(input, scope, classifyInBackground),
    'training.lessonNetwork': lessonNetwork,
    'training.map': (input, scope) => mapRun(input, scope, background),
    'training.export': (input, scope) => exportModel(input, scope, background),
  };
}
