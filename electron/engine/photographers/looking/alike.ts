import { fail, type EngineContract, type OutputOf, type PhotoId } from '../../../contract/index.ts';
import { classifyFiles, type RunnerProcess } from '../../jobs/index.ts';
import type { Library } from '../../library/index.ts';
import type { Photographers } from '../store.ts';
import type { LookWatch, LookWith } from './watch.ts';

type Output = OutputOf<EngineContract['photographers.alike']>;

export interface AlikeWith extends LookWith {
  readonly runner: RunnerProcess;
  readonly library: Pick<Library, 'source' | 'detail'>;
  readonly photographers: Pick<Photographers, 'record' | 'attributions'>;
}

export interface ToFind {
  readonly className: string;
  readonly ids: readonly PhotoId[];
  readonly limit: number;
}

/**
 * Photos that look like one photographer's, the likeliest first; those that the photographers were learned from are left out.
 *
 * @throws photographers/unknown, model/unsupported when nobody is called so, engine/stopped
 */
export async function alikeIn(needs: AlikeWith, { className, ids, limit }: ToFind, watch: LookWatch): Promise<Output> {
  const { runner, model, device, photographers } = needs;
  const { name, report } = photographers.record(model.hash);
  const classIndex = report.classNames.indexOf(className);
  if (classIndex < 0)
    fail('model/unsupported', { model: name, reason: `it knows no photographer called "${className}".` });
  const paths = strangePaths(needs, ids);
  const found: { photo: PhotoId; probability: number }[] = [];
  const asked = { paths: [...paths.keys()], model, topK: Math.min(1000, report.classNames.length), device };
  if (paths.size === 0) return [];
  await classifyFiles(
    runner,
    asked,
    ({ done, total, photos }) => {
      for (const { path, top } of photos) {
        const photo = paths.get(path);
        const own = top.find((suggestion) => suggestion.classIndex === classIndex);
        if (photo !== undefined && own) found.push({ photo, probability: own.probability });
      }
      watch.onProgress({ done, total });
    },
    watch.signal,
  );
  return found.sort((a, b) => b.probability - a.probability || a.photo - b.photo).slice(0, limit);
}

/** Photos by path that are not of the collection, under whatever name. */
function strangePaths({ library, photographers, model }: AlikeWith, ids: readonly PhotoId[]): Map<string, PhotoId> {
  const collection = photographers.attributions(model.hash);
  const [known, hashes] = [new Set(collection.map(({ path }) => path)), new Set(collection.map(({ hash }) => hash))];
  const paths = new Map<string, PhotoId>();
  for (const id of ids) {
    const { path } = library.source(id);
    if (known.has(path)) continue;
    const { hash, state } = library.detail(id);
    if (state !== 'unreadable' && (hash === null || !hashes.has(hash))) paths.set(path, id);
  }
  return paths;
}
