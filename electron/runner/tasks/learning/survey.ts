import { availableParallelism } from 'node:os';
import {
  failure,
  problemOf,
  type InputOf,
  type KnownModel,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
  type SurveyedPhoto,
} from '../../../contract/index.ts';
import { lookAt, readAhead, type LookedAt } from '../../pixels/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { openBase, openPass, type FeaturePass } from '../../training/index.ts';
import { fingerprintOf } from '../../vision/index.ts';
import { openKnownFiles, stampOf, type FileFacts, type KnownFiles } from './knownFiles.ts';
import { candidateLayers } from './layers.ts';

type Method = RunnerContract['training.survey'];
type Step = ProgressOf<Method>;

/** More often than this nobody can see. */
const reportEveryMs = 100;
/** What was found is on disk no later than this after it was found. */
const saveEveryMs = 2000;
/** Files whose time and length are asked for at once. */
const statsAtOnce = 256;
/** Photos that are taken together; the network's own batches are filled from them. */
const photosAtOnce = 4;

/**
 * Looks at files, each read once and decoded once: hash, fingerprint, capture time, and the model's features into the
 * cache. What is known already is not opened; a file that cannot be read is one photo with a problem. Stopped, it keeps
 * what it has.
 *
 * @throws engine/stopped, model/*, disk/full, disk/denied
 */
export async function survey(
  { paths, model, cacheDir, device }: InputOf<Method>,
  scope: Scope<Step>,
  { turn }: { readonly turn: Turn },
): Promise<OutputOf<Method>> {
  const startedMs = performance.now();
  const known = await openKnownFiles(cacheDir);
  const cuts = model ? (await layersOf(model)).map((value) => ({ value, pooled: true })) : [];
  const pass = model ? await openPass({ model, cuts, cacheDir, device, turn, varied: null }) : null;
  try {
    const report = reporter(scope);
    const unknown = await reportKnown(paths, known, pass, report);
    await lookAtAll(unknown, { model, known, pass, report, scope });
    await pass?.finish();
    report.flush();
    const perSecond = (1000 * paths.length) / Math.max(1, performance.now() - startedMs);
    return { done: paths.length, computed: unknown.length, perSecond };
  } finally {
    await known.flush();
    await pass?.close();
  }
}

// Reading a network for the names of its layers takes longer than asking a thousand files for their time.
const layersByModel = new Map<string, readonly string[]>();

async function layersOf(model: KnownModel): Promise<readonly string[]> {
  const key = JSON.stringify([model.hash, model.card.inputName, model.card.outputName]);
  const layers = layersByModel.get(key) ?? candidateLayers(await openBase(model, true));
  layersByModel.set(key, layers);
  return layers;
}

interface Unknown {
  readonly index: number;
  readonly path: string;
}

async function reportKnown(
  paths: readonly string[],
  known: KnownFiles,
  pass: FeaturePass | null,
  report: Reporter,
): Promise<readonly Unknown[]> {
  const unknown: Unknown[] = [];
  for (let at = 0; at < paths.length; at += statsAtOnce) {
    const found = await Promise.all(paths.slice(at, at + statsAtOnce).map((path) => known.find(path)));
    for (const [offset, facts] of found.entries()) {
      const [index, path] = [at + offset, paths[at + offset] ?? ''];
      const isDone = facts && (facts.hash === null || !pass?.lacks({ hash: facts.hash, view: 0 }));
      if (isDone) report.add([{ ...facts, index }]);
      else unknown.push({ index, path });
    }
  }
  return unknown;
}

interface Looking {
  readonly model: KnownModel | null;
  readonly known: KnownFiles;
  readonly pass: FeaturePass | null;
  readonly report: Reporter;
  readonly scope: Scope<Step>;
}

async function lookAtAll(list: readonly Unknown[], { model, known, pass, report, scope }: Looking): Promise<void> {
  const stopped = new Promise<never>((_, reject) => {
    scope.onStop(() => reject(failure('engine/stopped', {})));
  });
  // A slow photo does not hold up the stop.
  stopped.catch(() => undefined);
  const preprocessing = model?.card.preprocessing ?? null;
  const ahead = readAhead(list.length, (at) => lookedAt(list[at], preprocessing));
  let savedMs = performance.now();
  for (;;) {
    scope.stop.throwIfAborted();
    const looked = await Promise.race([
      ahead.take(photosAtOnce, 2 * photosAtOnce + 2 * availableParallelism()),
      stopped,
    ]);
    if (looked.length === 0) return;
    for (const { stamp, facts, pixels } of looked) {
      const { index, ...own } = facts;
      known.add(stamp, own);
      const key = own.hash === null ? null : { hash: own.hash, view: 0 };
      if (pass && pixels && key && pass.lacks(key)) await pass.push({ ...key, pixels });
      report.add([{ ...own, index }]);
    }
    if (performance.now() - savedMs < saveEveryMs) continue;
    await known.flush();
    savedMs = performance.now();
  }
}

interface Looked {
  readonly stamp: string;
  readonly facts: SurveyedPhoto;
  readonly pixels: Uint8Array | null;
}

async function lookedAt(file: Unknown | undefined, preprocessing: Parameters<typeof lookAt>[1]): Promise<Looked> {
  const { index, path } = file ?? { index: 0, path: '' };
  // Before it is read: a file that changes meanwhile is looked at again the next time.
  const stamp = await stampOf(path);
  try {
    const looked = await lookAt(path, preprocessing);
    return { stamp, facts: { index, ...factsOf(path, looked) }, pixels: looked.pixels };
  } catch (thrown) {
    const nothing = { hash: null, fingerprint: null, takenAtMs: null, camera: null };
    return { stamp, facts: { index, path, ...nothing, problem: problemOf(thrown) }, pixels: null };
  }
}

function factsOf(path: string, { hash, whole, takenAtMs, camera }: LookedAt): FileFacts {
  // Of the whole photo, not of what one network sees of it: sets are compared whichever model looked at them.
  const fingerprint = fingerprintOf(whole.pixels, whole.width, whole.height);
  return { path, hash, fingerprint, takenAtMs, camera, problem: null };
}

interface Reporter {
  add(photos: readonly SurveyedPhoto[]): void;
  flush(): void;
}

/** Collects photos and reports them together. */
function reporter(scope: Scope<Step>): Reporter {
  let photos: SurveyedPhoto[] = [];
  let lastMs = performance.now();
  const flush = (): void => {
    if (photos.length > 0) scope.progress({ photos });
    photos = [];
    lastMs = performance.now();
  };
  return {
    add(more) {
      photos.push(...more);
      if (performance.now() - lastMs >= reportEveryMs) flush();
    },
    flush,
  };
}
