import { fail, unknownClass, type ModelCard, type Suggestion } from '../../../contract/index.ts';

/** Raw output of one run, as ONNX Runtime gives it. */
export interface Output {
  readonly values: Float32Array;
  readonly dims: readonly number[];
}

/**
 * One probability vector per photo.
 *
 * @param output  [N, C], [N, C, 1, 1], [N, 1, 1, C], or [N, C, H, W], whose positions are averaged
 * @param count   N
 * @returns       [N][C], each summing to 1 when the card says logits
 * @throws model/bad-card     the number of classes is not the card's
 * @throws model/unsupported  the output has another form, or is not a number
 */
export function probabilitiesIn(output: Output, count: number, card: ModelCard): Float64Array[] {
  const { classes, positions } = formOf(output.dims, count, card);
  const rows: Float64Array[] = [];
  for (let photo = 0; photo < count; photo++) {
    const start = photo * classes * positions;
    const scores = averaged(output.values.subarray(start, start + classes * positions), classes, positions);
    if (!scores.every(Number.isFinite)) {
      fail('model/unsupported', { model: card.name, reason: 'its output is not a number.' });
    }
    rows.push(card.outputKind === 'logits' ? softmax(scores) : scores);
  }
  return rows;
}

function formOf(dims: readonly number[], count: number, card: ModelCard): { classes: number; positions: number } {
  const named = card.classNames.length;
  const perPhoto = dims[0] === count ? dims.slice(1) : dims;
  const wide = perPhoto.filter((dim) => dim !== 1);
  // A network of a single class has no wide dimension, and one without spatial extent just one.
  const classes = wide.length <= 1 ? (wide[0] ?? 1) : (perPhoto[0] ?? 0);
  const total = perPhoto.reduce((product, dim) => product * dim, 1);
  if (dims[0] !== count && count !== 1) {
    fail('model/bad-card', { model: card.name, reason: `it answers ${dims.join('×')} to ${count} pictures.` });
  }
  if (perPhoto.length !== 1 && perPhoto.length !== 3) {
    fail('model/unsupported', { model: card.name, reason: `its output has the form ${dims.join('×')}.` });
  }
  if (named > 0 && named !== classes) {
    fail('model/bad-card', { model: card.name, reason: `it has ${classes} classes, the card names ${named}.` });
  }
  return { classes, positions: total / classes };
}

function averaged(values: Float32Array, classes: number, positions: number): Float64Array {
  if (positions === 1) return Float64Array.from(values);
  return Float64Array.from({ length: classes }, (_, index) => {
    const map = values.subarray(index * positions, (index + 1) * positions);
    return map.reduce((sum, value) => sum + value, 0) / positions;
  });
}

/** exp(x) / Σ exp(x), shifted by the largest so that nothing overflows. */
function softmax(logits: Float64Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * The `topK` likeliest classes, best first; of equals the one that comes first in the network. Before an answer that is
 * less probable than the card allows stands "unknown", as probable as that answer is wrong; its index is the number of
 * classes.
 */
export function suggestionsIn(probabilities: Float64Array, topK: number, card: ModelCard): Suggestion[] {
  const best: { classIndex: number; probability: number }[] = [];
  probabilities.forEach((probability, classIndex) => {
    if (best.length === topK && probability <= (best.at(-1)?.probability ?? 0)) return;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.probability ?? 0) < probability) place--;
    best.splice(place, 0, { classIndex, probability });
    if (best.length > topK) best.pop();
  });
  const answers = best.map(({ classIndex, probability }) => ({
    classIndex,
    className: card.classNames[classIndex] ?? `class ${classIndex}`,
    // A network that ends in its own softmax may round a hair beyond 1.
    probability: Math.min(1, Math.max(0, probability)),
  }));
  const first = answers[0]?.probability ?? 1;
  if (first >= (card.unknownBelow ?? 0)) return answers;
  return [{ classIndex: probabilities.length, className: unknownClass, probability: 1 - first }, ...answers].slice(
    0,
    topK,
  );
}
