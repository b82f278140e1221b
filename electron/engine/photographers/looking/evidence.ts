import { fail, type EvidenceMap, type EvidenceMethod } from '../../../contract/index.ts';
import { askedOfPhoto } from '../../jobs/index.ts';
import type { Photographers } from '../store.ts';
import type { LookWatch, LookWith } from './watch.ts';

export interface EvidenceWith extends LookWith {
  readonly photographers: Pick<Photographers, 'record'>;
}

/** Places along each side: a square is asked about once for each, the derivative all at once. */
const places: Readonly<Record<EvidenceMethod, number>> = { occlusion: 15, gradient: 28 };

/**
 * Where in a photo the score of a photographer comes from.
 *
 * @throws photographers/unknown, model/unsupported when nobody is called so, photo/*
 */
export function evidenceIn(
  { runner, model, device, photographers }: EvidenceWith,
  { path, className, method }: { readonly path: string; readonly className: string; readonly method: EvidenceMethod },
  watch: LookWatch,
): Promise<EvidenceMap> {
  const { name, report } = photographers.record(model.hash);
  const classIndex = report.classNames.indexOf(className);
  if (classIndex < 0)
    fail('model/unsupported', { model: name, reason: `it knows no photographer called "${className}".` });
  const input = { model, path, classIndex, method, grid: places[method], device };
  return askedOfPhoto(() => runner.ask('photographers.evidence', input, watch));
}
