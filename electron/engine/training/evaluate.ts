import { failure } from '../../contract/index.ts';
import type {
  DeviceId,
  EngineContract,
  Example,
  KnownModel,
  OutputOf,
  ProgressOf,
  Stop,
} from '../../contract/index.ts';
import { hashOf } from '../images/files.ts';
import type { RunnerProcess } from '../jobs/index.ts';
import { listSource } from './datasets/listSource.ts';
import { inOrder, type DatasetSource, type ListedPhoto, type Listing } from './datasets/sources.ts';

type Method = EngineContract['training.evaluate'];

export interface Judged {
  readonly source: DatasetSource;
  readonly model: KnownModel;
  readonly device: DeviceId;
}

/**
 * Judges a model on photos whose classes are known. Where the source sets photos aside to judge by, those alone count:
 * the others may be what the model learned from.
 *
 * @throws training/no-class, training/no-shared-class, training/nothing-readable
 */
export async function evaluateSource(
  runner: Pick<RunnerProcess, 'ask'>,
  { source, model, device }: Judged,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (step: ProgressOf<Method>) => void },
): Promise<OutputOf<Method>> {
  const { photos } = await listed(source, signal);
  const tested = photos.filter(({ part }) => part === 'test');
  const judged = tested.length > 0 ? tested : photos;
  if (judged.length === 0) throw failure('training/no-class', { path: pathOf(source) });
  const classNames = inOrder(judged.flatMap((photo) => photo.classNames));
  const examples = await examplesOf(judged, classNames, signal);
  const input = { model, examples, classNames, device };
  const { report } = await runner.ask('training.evaluate', input, { signal, onProgress });
  // Classes that only the model has stand behind those of the source.
  return { report, classNames: report.classes.map(({ className }) => className), model: model.card.name };
}

function listed(source: DatasetSource, stop: Stop): Promise<Listing> {
  if (source.kind !== 'labels') return listSource(source, new Map(), stop);
  throw failure('library/path-missing', { path: 'the library, which the command line does not open' });
}

const pathOf = (source: DatasetSource): string =>
  source.kind === 'csv' ? source.path : source.kind === 'labels' ? 'the library' : source.paths.join(', ');

async function examplesOf(
  photos: readonly ListedPhoto[],
  classNames: readonly string[],
  stop: Stop,
): Promise<Example[]> {
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  const examples: Example[] = [];
  for (const [group, photo] of photos.entries()) {
    stop.throwIfAborted();
    const classIndices = photo.classNames.flatMap((name) => indexOf.get(name) ?? []);
    // A file that is gone meanwhile is told of as unreadable by whoever reads its pixels.
    const hash = await hashOf(photo.path).catch(() => '0'.repeat(64));
    examples.push({ path: photo.path, hash, classIndices, part: 'test', group });
  }
  return examples;
}
