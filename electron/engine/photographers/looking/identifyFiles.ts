import type { EngineContract, OutputOf, ProgressOf } from '../../../contract/index.ts';
import { overFiles } from '../../jobs/index.ts';
import { identified, type IdentifyWith } from './identify.ts';

type Method = EngineContract['photographers.identifyFiles'];

export interface FilesWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: ProgressOf<Method>) => void;
}

/** Who took each of the photos, in the order found. @throws photographers/unknown, model/*, engine/stopped */
export async function identifyFiles(
  needs: Omit<IdentifyWith, 'idsAt'>,
  roots: readonly string[],
  { signal, onProgress }: FilesWatch,
): Promise<OutputOf<Method>> {
  needs.photographers.record(needs.model.hash);
  return overFiles({
    ...{ roots, ofThePhoto: /^photo\//, signal },
    work: (path) => identified({ ...needs, idsAt: () => new Map() }, path, { signal, onProgress: () => undefined }),
    onProgress: ({ done, total, file }) =>
      onProgress({
        ...{ done, total },
        file: file && {
          ...{ path: file.path, problem: file.problem },
          ...{ ranked: file.result?.ranked ?? [], isKnown: file.result?.isKnown ?? false },
        },
      }),
  });
}
