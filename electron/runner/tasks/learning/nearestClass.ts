import type { Graph } from '../../../compiler/index.ts';
import type { TrainingData } from '../../training/index.ts';
import { headOf, withHeadWeights } from './network.ts';
import { scoresOf } from './scores.ts';
import { scoring, type Work } from './work.ts';

/**
 * Lets a network that was trained to embed photos answer with the nearest class: by the cosine between a photo's
 * embedding and the mean direction of each class. Both are linear in the features, so one linear head says the same.
 *
 *     score[k] = m[k] · (E f + b),  m[k] the mean of the unit embeddings of class k, brought to length 1
 *
 * @param network  from the entrance to embeddings [N, D], whose last layer is the head
 * @see Schroff et al., "FaceNet", 2015, section 3
 */
export async function nearestClassHead(work: Work, network: Graph, train: TrainingData): Promise<Graph> {
  const classes = work.plan.classNames.length;
  const embeddings = await scoresOf(network, train, scoring(work));
  const means = classMeans(embeddings, train.classOf, classes);
  const { weight, bias } = headOf(network);
  const width = weight.length / bias.length;
  const composed = { weight: new Float32Array(classes * width), bias: new Float32Array(classes) };
  for (let k = 0; k < classes; k++) {
    for (let d = 0; d < bias.length; d++) {
      const mean = means[k * bias.length + d] ?? 0;
      composed.bias[k] = (composed.bias[k] ?? 0) + mean * (bias[d] ?? 0);
      for (let i = 0; i < width; i++)
        composed.weight[k * width + i] = (composed.weight[k * width + i] ?? 0) + mean * (weight[d * width + i] ?? 0);
    }
  }
  return withHeadWeights(network, composed);
}

/** [C, D] unit vectors. */
function classMeans(embeddings: Float32Array, classOf: Int32Array, classes: number): Float64Array {
  const width = embeddings.length / classOf.length;
  const means = new Float64Array(classes * width);
  classOf.forEach((classIndex, row) => {
    const own = embeddings.subarray(row * width, (row + 1) * width);
    const length = Math.hypot(...own) || 1;
    own.forEach((value, d) => (means[classIndex * width + d] = (means[classIndex * width + d] ?? 0) + value / length));
  });
  for (let k = 0; k < classes; k++) {
    const mean = means.subarray(k * width, (k + 1) * width);
    const length = Math.hypot(...mean) || 1;
    mean.forEach((value, d) => (mean[d] = value / length));
  }
  return means;
}
