import { resolve } from 'node:path';
import type { SegmentationReport } from '../../contract/index.ts';
import type { Command, Values } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { grantPhotos } from './grants.ts';
import { modelHash } from './models.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { segmentationSettings } from './segment.ts';
import { withEngine, type Session } from './session.ts';
import { percent, table } from './tables.ts';

/** fovea eval segmentation: how well a network agrees with masks. */
export const evaluateMasks: Command = {
  name: 'eval segmentation',
  synopsis: 'MODEL PHOTOS… --masks FOLDER [--void CLASS] [--long-side PX] [--step PX] [--flip] [--crf] [--json]',
  summary: 'judge a network pixel by pixel on photos with masks',
  help: [
    'MODEL              a name from "fovea models list", or an .onnx file (which is put on the shelf)',
    'PHOTOS…            photos, and folders with everything in them',
    '--masks FOLDER     an indexed PNG for each photo, of its name; 255 is not judged',
    '--void CLASS       a class of the masks that is not judged either',
    '--long-side PX     how large the network sees the photo',
    '--step PX          pixels between places that a classifier is asked about, a power of 2',
    '--flip             looks at the mirrored photo too',
    '--crf              draws borders along the colors of the photo',
    '--json             one JSON object per class and per photo, {"summary":…} last',
  ],
  options: {
    ...{ masks: { type: 'string' }, void: { type: 'string' }, 'long-side': { type: 'string' } },
    ...{ step: { type: 'string' }, flip: { type: 'boolean' }, crf: { type: 'boolean' }, json: { type: 'boolean' } },
  },
  words: { min: 2, max: Infinity },
  run: ([model = '', ...paths], values) => {
    const { masks, void: typed } = values;
    if (typeof masks !== 'string') throw new UsageError('--masks FOLDER says where the masks are.');
    const voidClass = typeof typed === 'string' ? Number(typed) : null;
    if (voidClass !== null && !Number.isInteger(voidClass)) throw new UsageError('--void takes the number of a class.');
    return withEngine((session) => judge(session, { model, paths, masks: resolve(masks), voidClass, values }));
  },
};

interface Asked {
  readonly model: string;
  readonly paths: readonly string[];
  readonly masks: string;
  readonly voidClass: number | null;
  readonly values: Values;
}

async function judge(session: Session, { model, paths, masks, voidClass, values }: Asked): Promise<ExitCode> {
  const settings = segmentationSettings(values);
  const { grants, missing } = await grantPhotos(session, paths);
  missing.forEach(({ path, problem }) => tell(`${path}: ${sentences(problem)}`));
  if (grants.length === 0) return exit.nothing;
  const { id: truth } = await session.shell.ask('grants.addFolder', { path: masks });
  const hash = (await modelHash(session, model)) ?? model;
  const line = progressLine('photos');
  try {
    const report = await session.engine.ask(
      'segmentation.evaluate',
      { grants, truth, model: hash, settings, voidClass, device: null },
      { signal: session.stop, onProgress: ({ done, total }) => line.show(done, total) },
    );
    line.clear();
    if (values['json'] === true) printRecord(report);
    else inWords(report).forEach(print);
    return report.photos.some(({ problem }) => problem !== null) ? exit.someFailed : exit.done;
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    tell('Stopped.');
    if (values['json'] === true) printJson({ summary: { stopped: true } });
    return exit.stopped;
  }
}

const shown = (share: number | null): string => (share === null ? '–' : percent(share));
/** The worst photos that are named. */
const named = 5;

function inWords({ model, meanIou, pixelAccuracy, boundaryF, classes, photos }: SegmentationReport): string[] {
  const judged = photos.filter(({ problem }) => problem === null);
  const rows = classes.map(({ className, iou, accuracy }) => [className, shown(iou), shown(accuracy)]);
  return [
    model,
    '',
    `mean IoU ${shown(meanIou)}, pixels right ${shown(pixelAccuracy)}, boundary F ${shown(boundaryF)}; ${judged.length} photos`,
    '',
    ...table(['class', 'IoU', 'found'], rows, [1, 2]),
    '',
    'Worst photos:',
    ...judged.slice(0, named).map(({ path, meanIou: own }) => `${shown(own)}  ${path}`),
    ...photos.flatMap(({ path, problem }) => (problem ? [`${path}: ${sentences(problem)}`] : [])),
  ];
}

function printRecord({ classes, photos, ...summary }: SegmentationReport): void {
  classes.forEach(({ className, iou, accuracy }) => printJson({ class: className, iou, accuracy }));
  photos.forEach(({ path, meanIou, pixelAccuracy, problem }) =>
    printJson({ path, meanIou, pixelAccuracy, error: problem && { code: problem.code, message: problem.message } }),
  );
  printJson({ summary: { ...summary, photos: photos.length, stopped: false } });
}
