import { floatsOf, foldBatchNorm, upgrade } from '../../electron/compiler/index.ts';
import type { ModelCard } from '../../electron/contract/index.ts';
import { networkOf, probabilitiesOf, valuesOf, walkedBack } from '../../electron/runner/evidence/index.ts';
import { readGolden } from '../golden/gradients/golden.ts';
import { gradientCases } from '../golden/gradients/problems.ts';
import { drift } from '../peer/compare.ts';

/**
 * How far the lab's gradient by the picture is from PyTorch's in 64 bits, relative to it, for a network of
 * test/golden/gradients: the cross-entropy's, which is that of the scores from the seed (probabilities − truth) / pictures.
 *
 * @param models  the shared folder's, where the network is there
 */
export async function distanceFromPytorch(name: string, models: string): Promise<number> {
  const found = gradientCases.find((one) => one.name === name);
  if (!found) throw new Error(`${name} has no golden.`);
  const { graph, feeds, loss } = found.problem(models);
  const [image] = feeds;
  if (!image || loss.kind !== 'crossEntropy') throw new Error(`${name} is not a classifier.`);
  const [pictures = 1, , height = 1, width = 1] = image.dims;
  const card = {
    ...{ name, inputName: image.name, outputName: loss.logits, outputKind: 'logits', classNames: [] },
    preprocessing: { layout: 'NCHW', width, height },
  } as unknown as ModelCard;
  const network = networkOf(foldBatchNorm(upgrade(graph)), { path: name, card }, 'cpu');
  const numbers = floatsOf(image);
  if (!numbers) throw new Error(`${name} is fed with no numbers.`);
  const gradient = new Float32Array(numbers.length);
  const truths = loss.target;
  for (let picture = 0; picture < pictures; picture += 1) {
    const own = Float32Array.from(numbers.slice(picture * 3 * width * height, (picture + 1) * 3 * width * height));
    const [logits] = await valuesOf(network, [loss.logits], own, 1);
    if (!logits) throw new Error(`${name} has no scores.`);
    const seed = Float32Array.from(probabilitiesOf(logits.values, logits.dims, card));
    const truth = Number(new BigInt64Array(truths.bytes.slice().buffer)[picture]);
    seed[truth] = (seed[truth] ?? 0) - 1;
    const question = { of: loss.logits, to: image.name, projection: 'gradient' } as const;
    const [slope] = await walkedBack(
      network,
      question,
      own,
      seed.map((value) => value / pictures),
      logits.dims,
    );
    gradient.set(slope?.values ?? [], picture * own.length);
  }
  await network.close();
  const golden = readGolden(name);
  const ofImage = golden.tensors.filter((tensor) => tensor.name === image.name);
  return drift({ ...golden, tensors: ofImage }, new Map([[image.name, Float64Array.from(gradient)]]));
}
