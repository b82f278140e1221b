import { z } from 'zod';
import { job } from './define.ts';
import { GrantId, Sha256 } from './records.ts';
import { KnownModel } from './trainingMethods.ts';

// A detector that was learned here, for other programs.

/**
 * with-proposals: photo and boxes in, probabilities and moved boxes out; other programs propose and suppress.
 * photo-alone: the photo in, boxes with their scores and classes out; only of the shared form.
 */
export const DetectorExportKind = z.enum(['with-proposals', 'photo-alone']);
export type DetectorExportKind = z.infer<typeof DetectorExportKind>;

/** The key of metadata_props under which an exported detector says, as JSON, how a photo is laid into its input. */
export const detectorUseKey = 'fovea.detector-use';

const steps = z.object({ done: z.int(), total: z.int() });
const output = z.object({ files: z.array(z.string()).readonly() });

export const detectorExportMethods = {
  /** Writes detector.onnx, detector.json, labels.txt and a program that uses them into an empty folder. */
  'detectors.export': job({
    input: z.object({ model: Sha256, kind: DetectorExportKind, target: GrantId }),
    progress: steps,
    output,
    errors: [
      'library/grant-unknown',
      'model/unknown',
      'model/not-onnx',
      'model/unsupported',
      'detection/exact-alone',
      'export/not-empty',
      'disk/full',
      'disk/denied',
    ],
  }),
};

/** What the engine may ask of the runner. */
export const detectorExportRunnerMethods = {
  /** Writes the files of an export; answers their names. */
  'detectors.export': job({
    input: z.object({ model: KnownModel, kind: DetectorExportKind, folder: z.string() }),
    progress: steps,
    output,
    errors: ['model/not-onnx', 'model/unsupported', 'detection/exact-alone', 'disk/full', 'disk/denied'],
  }),
};
