import {
  cutAt,
  cutFrom,
  encode,
  floatsOf,
  readMetadata,
  tensorValue,
  withMetadata,
  type Graph,
} from '../../../../compiler/index.ts';
import {
  DetectorFile,
  detectorKey,
  fail,
  type DetectorSettings,
  type ModelFile,
  type Sha256,
} from '../../../../contract/index.ts';
import { dimsOf } from '../../../hypercolumns/index.ts';
import { readGraph, writeWhole } from '../../../runtime/index.ts';
import type { BoxRegression } from '../../../vision/index.ts';
import type { RegionNetwork } from '../regions/index.ts';
import type { DetectorHead } from './find.ts';
import { detectorGraph, parts } from './graph.ts';

/** A detector, ready to be opened. */
export interface Detector {
  readonly network: RegionNetwork;
  readonly head: DetectorHead;
  readonly classNames: readonly string[];
  readonly settings: DetectorSettings;
  /** All that the rows of regions depend on beside the photo: under it they are kept. */
  readonly describes: string;
  /** The network that it was learned on; null: older files do not say. */
  readonly trunk: Sha256 | null;
}

/** Writes a detector as one network file, whole or not at all. @throws disk/* */
export async function writeDetector(file: string, detector: Detector): Promise<void> {
  const { network, head, classNames, settings, describes, trunk } = detector;
  const { form, size, batch, grid, width, tap } = network;
  const record: DetectorFile = {
    ...{ settings, describes, trunk, classNames },
    curves: head.curves,
    moves: classNames.map((_, own) => (head.regressors?.[own] ?? null) !== null),
    network: { form, size, batch, grid, width, tap },
  };
  const graph = withMetadata(detectorGraph(network, head), { [detectorKey]: JSON.stringify(record) });
  await writeWhole(file, encode(graph));
}

/** @throws model/not-onnx @throws model/unsupported  it is no detector that was learned here */
export async function readDetector({ path, card }: ModelFile): Promise<Detector> {
  const graph = await readGraph(path);
  const text = readMetadata(graph, detectorKey);
  const record = text === null ? null : recordIn(text);
  if (record === null)
    return fail('model/unsupported', { model: card.name, reason: 'it is no detector that Fovea learned.' });
  const { network, classNames, settings, describes, trunk, curves, moves } = record;
  const [weights, bias] = [numbersIn(graph, parts.machines), numbersIn(graph, parts.bias)];
  const [steps, stepBias] = [numbersIn(graph, parts.regressors), numbersIn(graph, parts.regressorBias)];
  const { width } = network;
  const regressorOf = (own: number): BoxRegression => ({
    weights: steps.slice(4 * own * width, 4 * (own + 1) * width),
    bias: stepBias.slice(4 * own, 4 * own + 4),
  });
  const { name, preprocessing } = card;
  return {
    network: { ...network, name, preprocessing, graph: trunkOf(graph, network, preprocessing.layout) },
    head: {
      machines: { weights, bias },
      curves,
      regressors: moves.some(Boolean) ? moves.map((has, own) => (has ? regressorOf(own) : null)) : null,
    },
    ...{ classNames, settings, describes, trunk },
  };
}

function recordIn(text: string): DetectorFile | null {
  try {
    return DetectorFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What describes regions, without what lays them out before and judges them behind. */
function trunkOf(
  graph: Graph,
  { form, size, batch }: Pick<RegionNetwork, 'form' | 'size' | 'batch'>,
  layout: 'NCHW' | 'NHWC',
) {
  if (form === 'shared') return cutAt(graph, [parts.map]);
  const known = tensorValue(parts.regions, 'float32', dimsOf(layout, size, batch));
  const behind = cutAt({ ...graph, values: [...graph.values, known] }, [parts.features]);
  return cutFrom({ ...behind, values: [known] }, parts.regions);
}

const numbersIn = (graph: Graph, name: string): Float32Array => {
  const tensor = graph.initializers.find((one) => one.name === name);
  return Float32Array.from((tensor && floatsOf(tensor)) ?? []);
};
