// Whether pictures that are made for a class are taken for it: read back from their files, by the network they were made for
// and by another one that has never seen them.
//
//   node test/bench/lab/maximize.ts [--model NAME] [--other NAME] [--classes N] [--seed N] [--steps N] [--folder DIR]

import { parseArgs } from 'node:util';
import { shuffled, seeded } from '../../../electron/runner/vision/index.ts';
import { made, modelNamed } from './support.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'mobilenetv2_1.0_224_imagenet' },
    other: { type: 'string', default: 'squeezenet1_1_imagenet' },
    classes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string' },
    folder: { type: 'string' },
  },
});
const model = await modelNamed(values.model);
const other = await modelNamed(values.other);
const classes = Array.from(shuffled(model.card.classNames.length, seeded(Number(values.seed)))).slice(
  0,
  Number(values.classes),
);
const settings = {
  method: 'maximize',
  targets: classes.map((classIndex) => ({ kind: 'class', classIndex })),
  ...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
};
const result = await made(settings, { model, others: [other] }, values.folder);
const [own, others] = [model, other].map(({ card: { name } }) =>
  result.answers.filter(({ network }) => network === name),
);
let [certain, kept] = [0, 0];
for (const [at, classIndex] of classes.entries()) {
  const found = own?.[at]?.top.find((answer) => answer.classIndex === classIndex)?.probability ?? 0;
  const first = others?.[at]?.top[0];
  if (found >= 0.99) certain += 1;
  if (first?.className === model.card.classNames[classIndex]) kept += 1;
  console.log(
    `  ${(model.card.classNames[classIndex] ?? '').padEnd(28)} ${found.toFixed(4)}   ${first?.className ?? '-'} ${(first?.probability ?? 0).toFixed(2)}`,
  );
}
const minutes = (result.elapsedMs / 60_000).toFixed(1);
console.log(`${values.model}: ${certain} of ${classes.length} classes reach 0.99, in ${minutes} minutes`);
console.log(`  first answer of ${values.other}: the same class for ${kept} of ${classes.length}`);
console.log(`  pictures in ${result.folder}`);
