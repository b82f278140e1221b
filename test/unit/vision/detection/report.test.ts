import { expect, test } from 'vitest';
import { DetectionReport } from '../../../../electron/contract/index.ts';
import { detectionReport, type Box, type ReportedPhoto } from '../../../../electron/runner/vision/index.ts';

const boxAt = (x0: number, width = 10): Box => ({ x0, y0: 0, x1: x0 + width, y1: 10 });
const drawn = (classIndex: number, box: Box, difficult = false) => ({ classIndex, box, difficult });
const found = (classIndex: number, box: Box, score: number) => ({ classIndex, box, score });
const photo = (path: string, own: Partial<ReportedPhoto>): ReportedPhoto => ({
  ...{ path, photo: null, truth: [], found: [] },
  ...own,
});

test('what is found as it was drawn is worth 1, whatever is difficult, and leaves no mistake', () => {
  const report = detectionReport(
    'raccoons',
    [
      photo('/a.jpg', {
        truth: [drawn(0, boxAt(0)), drawn(0, boxAt(50), true)],
        found: [found(0, boxAt(0), 0.9), found(0, boxAt(50), 0.95)],
      }),
      photo('/b.jpg', {
        photo: 7,
        truth: [drawn(0, boxAt(20)), drawn(0, boxAt(80), true)],
        found: [found(0, boxAt(20), 0.4)],
      }),
    ],
    ['raccoon', 'cat'],
  );
  expect(DetectionReport.parse(report)).toEqual(report);
  expect(report).toMatchObject({ photos: 2, meanAp50: 1, meanAp50ElevenPoint: 1, meanAp: 1, worst: [] });
  expect(report.classes).toMatchObject([
    { className: 'raccoon', boxes: 2, ap50: 1, ap: 1, curve: { recall: [0.5, 1], precision: [1, 1] } },
    { className: 'cat', boxes: 0, ap50: null, ap50ElevenPoint: null, ap: null, curve: { recall: [], precision: [] } },
  ]);
});

test('each of the surest mistakes is counted by its kind and named, and what nobody found is missed', () => {
  const report = detectionReport(
    'zoo',
    [
      photo('/a.jpg', {
        photo: 3,
        truth: [drawn(0, boxAt(0)), drawn(0, boxAt(100)), drawn(0, boxAt(300)), drawn(1, boxAt(200))],
        found: [
          found(0, boxAt(6), 0.9), // beside the first
          found(0, boxAt(200), 0.8), // a cat
          found(0, boxAt(400), 0.7), // nothing
          found(0, boxAt(100), 0.6), // right, and no longer among the three surest
          found(0, boxAt(500), 0.5), // nothing, less sure than there are raccoons
        ],
      }),
    ],
    ['raccoon', 'cat'],
  );
  expect(report.mistakes).toEqual({ localization: 1, similar: 0, other: 1, background: 1 });
  expect(
    report.worst.map(({ kind, className, score, box, photo: id }) => [kind, className, score, box.x0, id]),
  ).toEqual([
    ['localization', 'raccoon', 0.9, 6, 3],
    ['other', 'raccoon', 0.8, 200, 3],
    ['background', 'raccoon', 0.7, 400, 3],
    ['missed', 'raccoon', 0, 0, 3],
    ['missed', 'raccoon', 0, 300, 3],
    ['missed', 'cat', 0, 200, 3],
  ]);
});

test('a mistake for a class of the same group is a similar one, the group being what stands before the last "/"', () => {
  const names = ['animal/cat', 'animal/dog', 'animal', 'car', '/cat', 'animal/wild/fox', 'animal / cat'];
  const mistaken = (meant: number) =>
    detectionReport(
      'zoo',
      [photo('/a.jpg', { truth: [drawn(meant, boxAt(0)), drawn(0, boxAt(90))], found: [found(0, boxAt(0), 0.9)] })],
      names,
    ).worst.find(({ kind }) => kind !== 'missed')?.kind;
  expect(names.map((_, meant) => mistaken(meant))).toEqual([
    ...[undefined, 'similar', 'other', 'other', 'other', 'other', 'similar'],
  ]);
});

test('a long curve keeps its ends in 200 points, and of too many mistakes both sorts are named', () => {
  const places = Array.from({ length: 500 }, (_, at) => at * 40);
  const report = detectionReport(
    'many',
    places.map((x, at) =>
      photo(`/${at}.jpg`, {
        truth: [drawn(0, boxAt(x))],
        found: [found(0, boxAt(at % 2 ? x : x + 20), 1 - at / 1000)],
      }),
    ),
    ['thing'],
  );
  const { recall = [], precision = [] } = report.classes[0]?.curve ?? {};
  expect([recall.length, recall[0], recall.at(-1), precision.at(-1)]).toEqual([200, 0, 0.5, 0.5]);
  const kinds = report.worst.map(({ kind }) => kind);
  expect([kinds.length, kinds.filter((kind) => kind === 'missed').length]).toEqual([200, 100]);
});

test('of no photos there is nothing to say, and problems are passed on', () => {
  const problem = { code: 'photo/missing', message: 'It is gone.', remedy: 'Look for it.' };
  const report = detectionReport('none', [], ['thing'], [{ path: '/a.jpg', problem }]);
  expect(DetectionReport.parse(report)).toMatchObject({ meanAp50: null, meanAp: null, problems: [{ path: '/a.jpg' }] });
});
