import type { Graph } from '../../../../compiler/index.ts';
import type { ModelCard, ModelFile } from '../../../../contract/index.ts';
import { dense, readPatchNetwork, stridesOf } from '../../../dense/index.ts';
import { networkFile } from '../../../runtime/index.ts';
import { geometryOf, type Geometry } from './grid.ts';

/** A classifier as it is searched with. */
export interface Network {
  /** All that its sessions depend on. */
  readonly key: string;
  readonly bytes: number;
  /** Null where the network has no dense form; then why. */
  readonly dense: { readonly patch: Graph; readonly geometry: Geometry } | null;
  readonly refusal: unknown;
}

/** Keeps the network that was read last. */
export type ReadNetwork = (model: ModelFile) => Promise<Network>;

/** @throws model/not-onnx  there is no such file; what else is wrong with it `denseOf` says */
export function networkReader(): ReadNetwork {
  let last: { readonly key: string; readonly network: Promise<Network> } | null = null;
  return async ({ path, card }) => {
    const { key: file, bytes } = await networkFile(path);
    const { preprocessing, inputName, outputName, outputKind } = card;
    const key = JSON.stringify([file, preprocessing, inputName, outputName, outputKind]);
    if (last?.key !== key) last = { key, network: readNetwork({ path, card }, key, bytes) };
    return last.network;
  };
}

async function readNetwork(model: ModelFile, key: string, bytes: number): Promise<Network> {
  try {
    const patch = await readPatchNetwork(model);
    const geometry = dense(model.card.name, () => geometryOf(patch, model.card.preprocessing, model.card.outputName));
    return { key, bytes, dense: { patch, geometry }, refusal: null };
  } catch (refusal) {
    return { key, bytes, dense: null, refusal };
  }
}

/** @throws why the network has no dense form: model/* */
export function denseOf({ dense: form, refusal }: Network) {
  if (form === null) throw refusal;
  return form;
}

/** A divisor of the network's strides, of an eighth of the window or less unless another is wished. */
export function stepOf({ preprocessing }: ModelCard, { dense: form }: Network, wished: number | null): number {
  const most = wished ?? Math.max(1, Math.floor(Math.min(preprocessing.width, preprocessing.height) / 8));
  if (form === null) return most;
  const strides = stridesOf(form.patch);
  const divisors = Array.from({ length: strides }, (_, at) => at + 1).filter((step) => strides % step === 0);
  return divisors.findLast((step) => step <= most) ?? 1;
}
