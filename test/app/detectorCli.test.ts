import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBase } from '../support/classFolders.ts';
import { fovea as run, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { maskedScene, sceneNames, writePicture } from '../support/maskedScenes.ts';
import { writeVocBoxes, type Box } from '../../electron/runner/vision/index.ts';

// Learned detectors, as the command line has them: the real command, engine and runner, a small network. Photos are scenes
// of a red box and a blue disc; regions come from windows, so that no compiler is needed.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const env = { FOVEA_DATA_DIR: at('library'), FOVEA_MODELS_DIR: at('models') };
const fovea = (...options: readonly string[]): Promise<Ended> => run(options, env);
const size = { width: 96, height: 80 };

type Row = Readonly<Record<string, unknown>>;
const rowsOf = ({ stdout }: Ended): Row[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const summaryOf = (ended: Ended): Row => (rowsOf(ended).at(-1)?.['summary'] ?? {}) as Row;

/** Around the pixels of a class. */
function extentOf(classOf: Uint16Array, wanted: number): Box {
  const own = [...classOf.keys()].filter((pixel) => classOf[pixel] === wanted);
  const [xs, ys] = [own.map((pixel) => pixel % size.width), own.map((pixel) => Math.floor(pixel / size.width))];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs) + 1, y1: Math.max(...ys) + 1 };
}

beforeAll(async () => {
  for (const name of ['models', 'xml']) mkdirSync(at(name));
  writeBase(at('net.onnx'));
  for (let scene = 0; scene < 8; scene += 1) {
    const made = maskedScene(500 + scene, size.width, size.height);
    const name = `scene ${scene}`;
    await writePicture(made, at('photos'), name);
    const objects = [1, 2].map((wanted) => ({
      ...{ className: sceneNames[wanted] ?? '', box: extentOf(made.truth.classOf, wanted) },
    }));
    writeFileSync(at('xml', `${name}.xml`), writeVocBoxes({ photo: { file: `${name}.png`, ...size }, objects }).text);
  }
});
afterAll(() => folder.remove());

describe('a detector', () => {
  test('is learned from boxes, judged, kept on the shelf, and finds things in photos', async () => {
    const learned = await fovea(
      ...['train-detector', at('photos'), '--annotations', at('xml'), '--model', at('net.onnx')],
      ...['--proposals', 'windows', '--held-out', '4', '--name', 'shapes', '--json'],
    );
    expect({ code: learned.code, stderr: learned.stderr }).toMatchObject({ code: 0 });
    expect(summaryOf(learned)).toMatchObject({ name: 'shapes', classes: ['box', 'disc'], photos: 2, failed: 0 });
    const judged = await fovea(
      'eval',
      'detection',
      at('photos'),
      '--annotations',
      at('xml'),
      '--model',
      'shapes',
      '--json',
    );
    expect(judged.code).toBe(0);
    expect(rowsOf(judged).slice(0, 2)).toMatchObject([
      { class: 'box', boxes: 8 },
      { class: 'disc', boxes: 8 },
    ]);
    expect(summaryOf(judged)).toMatchObject({ detector: 'shapes', photos: 8, failed: 0 });
    expect(summaryOf(judged)['meanAp50']).toBeGreaterThan(0.3);
    const photo = at('photos', 'scene 0.png');
    const out = ['--out', at('found'), '--format', 'voc,iptc'];
    const found = await fovea(
      'detect',
      photo,
      '--model',
      'shapes',
      '--threshold',
      '0',
      '--limit',
      '3',
      ...out,
      '--json',
    );
    expect(found.code).toBe(0);
    const objects = rowsOf(found)[0]?.['objects'] as readonly unknown[];
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.length).toBeLessThanOrEqual(3);
    expect(readdirSync(at('found')).sort()).toEqual(['scene 0.png.xmp', 'scene 0.xml']);

    const files = ['detector.onnx', 'detector.json', 'labels.txt', 'use.py'];
    const exported = await fovea('export', 'shapes', at('alone'), '--kind', 'photo-alone', '--json');
    expect(exported.code).toBe(0);
    expect(rowsOf(exported).slice(0, -1)).toEqual(files.map((file) => ({ file })));
    expect(readdirSync(at('alone')).sort()).toEqual(files.toSorted());
  }, 60_000);

  test('is not learned from nothing, nor from what cannot be read, and each has its sentence', async () => {
    mkdirSync(at('none'));
    const learn = (annotations: string) =>
      fovea('train-detector', at('photos'), '--annotations', annotations, '--model', at('net.onnx'));
    expect((await learn(at('none'))).stderr).toContain('There are no boxes to learn from');
    writeFileSync(at('cut.json'), '{"images": [');
    const cut = await learn(at('cut.json'));
    expect([cut.code, cut.stderr]).toEqual([
      3,
      expect.stringMatching(/^cut\.json: The annotations could not be read: .* Export them again/),
    ]);
    expect((await fovea('train-detector', at('photos'))).code).toBe(2);
    const refused = await fovea('export', at('net.onnx'), at('nothing'), '--kind', 'photo-alone');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--kind is for detectors')]);
  }, 60_000);
});

test('proposals say how much of what is drawn they cover', async () => {
  const ended = await fovea(
    'proposals',
    at('photos'),
    '--annotations',
    at('xml'),
    '--mode',
    'windows',
    '--most',
    '500',
    '--json',
  );
  expect(ended.code).toBe(0);
  expect(rowsOf(ended)).toHaveLength(9);
  expect((rowsOf(ended)[0]?.['boxes'] as readonly unknown[]).length).toBeGreaterThan(10);
  const { recall } = summaryOf(ended);
  expect(recall).toBeGreaterThan(0.5);
}, 60_000);
