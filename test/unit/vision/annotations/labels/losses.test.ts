import { expect, test } from 'vitest';
import { LabelFormat } from '../../../../../electron/contract/index.ts';
import { readLabels, writeLabels, type LabelSet } from '../../../../../electron/runner/vision/index.ts';
import { options } from './drawn.ts';

const size = { width: 40, height: 30 };
const set: LabelSet = {
  classes: [
    { name: 'animal', parent: null },
    { name: 'dog', parent: 'animal' },
  ],
  photos: [
    {
      ...{ file: 'a.jpg', ...size },
      labels: [
        { className: 'dog', state: 'human' },
        { className: 'animal', state: 'human' },
      ],
      objects: [{ className: 'dog', box: { x0: 1, y0: 2, x1: 11, y1: 12 } }],
    },
    {
      ...{ file: 'b.jpg', ...size, objects: [] },
      labels: [{ className: 'dog', state: 'suggested', confidence: 0.9, model: 'm' }],
    },
    { ...{ file: 'c.jpg', ...size, objects: [] }, labels: [{ className: 'dog', state: 'rejected', model: 'm' }] },
    { ...{ file: 'd.jpg', ...size, objects: [] }, labels: [] },
  ],
};
const lossesOf = (format: LabelFormat) => writeLabels(format, set, options).losses;

const below = 'Left out: that a class lies below another.';
const wrong = 'Left out: that a person called a suggestion wrong.';
const box = 'Left out: a box.';
const likePersons = 'What a network suggests stands there as if a person had said it.';
const unsure = ['Left out: the confidence of a suggestion.', 'Left out: the network of a suggestion.'];
const unlabelled = 'Left out: a photo without a label (2 times).';

test('each format says what it cannot hold before anything is written', () => {
  const expected: Record<LabelFormat, readonly (string | RegExp)[]> = {
    folders: [likePersons, box, ...unsure, wrong, unlabelled],
    csv: [box, below],
    coco: [/^COCO has no classes of whole photos/, wrong],
    voc: [likePersons, box, ...unsure, wrong, unlabelled, below],
    yolo: [likePersons, 'Left out: a further class of a photo.', box, ...unsure, wrong, unlabelled, below],
    labelme: [likePersons, ...unsure, wrong, unlabelled, below],
    cvat: [wrong, below],
    createml: [likePersons, box, ...unsure, wrong, below],
    labelstudio: [below],
    fiftyone: [likePersons, box, ...unsure, wrong, below],
  };
  for (const format of LabelFormat.options) {
    const losses = lossesOf(format);
    expect(losses, format).toHaveLength(expected[format].length);
    for (const one of expected[format])
      expect(
        losses.some((loss) => (typeof one === 'string' ? loss === one : one.test(loss))),
        `${format}: ${one}`,
      ).toBe(true);
  }
});

test('a file that is damaged says where', () => {
  expect(() => readLabels('csv', 'x.csv', 'path,label\na.jpg,"dog\n')).toThrow(/a quote is opened/);
  expect(() => readLabels('coco', 'x.json', '{"images": [')).toThrow(/not JSON/);
  expect(() => readLabels('voc', 'dog_train.txt', 'a 1\nb 7\n')).toThrow(/line 2/);
  expect(() => readLabels('fiftyone', 'labels.json', '{"classes": ["a"], "labels": {"x": 3}}')).toThrow(/number 3/);
  expect(() => readLabels('labelstudio', 'x.json', '[{"data": {}}]')).toThrow(/names no photo/);
});

test('a table of other programs holds several classes in one cell', () => {
  const { photos } = readLabels('csv', 'x.csv', 'Filename;Labels\nsub\\a.jpg;dog | cat\n');
  expect(photos).toMatchObject([{ file: 'sub/a.jpg', labels: [{ className: 'dog' }, { className: 'cat' }] }]);
});

test('Label Studio: uploads, local files and remote ones name the photo; skipped answers are left out', () => {
  const task = (image: string, more = {}) => ({ data: { image }, annotations: [], ...more });
  const choices = { type: 'choices', value: { choices: ['dog'] } };
  const text = JSON.stringify([
    task('/data/upload/3/0a1b2c3d-a%20b.jpg', { annotations: [{ result: [choices] }] }),
    task('/data/local-files/?d=x/%23y.jpg', { annotations: [{ was_cancelled: true, result: [choices] }] }),
    task('s3://bucket/deep/z.jpg'),
    task('plain/100%.jpg', { predictions: [{ model_version: 'v3', result: [{ ...choices, score: 0.5 }] }] }),
  ]);
  const { photos, losses } = readLabels('labelstudio', 'x.json', text);
  expect(photos.map(({ file }) => file)).toEqual(['a b.jpg', 'x/#y.jpg', 'deep/z.jpg', 'plain/100%.jpg']);
  expect(photos.map(({ labels }) => labels)).toEqual([
    [{ className: 'dog', state: 'human' }],
    [],
    [],
    [{ className: 'dog', state: 'suggested', confidence: 0.5, model: 'v3' }],
  ]);
  expect(losses).toEqual(['Left out: an annotation that was skipped.']);
});
