import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SegmentationSettings, type Look, type NewStroke, type StrokeSet } from '../../electron/contract/index.ts';
import { notJudged, pixelsOfShape } from '../../electron/runner/vision/index.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { stripes } from '../support/segmenting.ts';

// A segmenter in the making, from the first stroke to the shelf, with the real engine and runner and the network in the
// box. Photos are three stripes of noisy colors: red, green, blue. The tests follow one another.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const size = { width: 180, height: 120 };
const { picture, truth } = stripes(3, size.width, size.height);

let engine: ForkedEngine;
let photos: ReadonlyMap<string, number>;
let set: StrokeSet['id'];

const photo = (name: string): number => photos.get(`${name}.png`) ?? -1;
const dash = (classIndex: number | null, x: number, y: number): NewStroke => ({
  classIndex,
  shape: { kind: 'path', points: [x, y, x + 10, y + 25], radius: 3 },
});
const paint = (name: string, strokes: readonly NewStroke[]) =>
  engine.window.ask('strokes.paint', { set, photo: photo(name), strokes });
const answer = (name: string) => engine.window.ask('strokes.answer', { set, photo: photo(name) });
const setNow = async () => (await engine.window.ask('strokes.sets', undefined)).find(({ id }) => id === set);
const strokesOn = (name: string) => engine.window.ask('strokes.of', { set, photo: photo(name) });

async function classesOf({ id, result }: Look): Promise<Uint16Array> {
  const { path } = await engine.shell.ask('looks.locate', { look: id });
  const bytes = Uint8Array.from(gunzipSync(readFileSync(path)));
  return new Uint16Array(bytes.buffer, 0, result.width * result.height);
}

const rightShare = (classes: Uint16Array): number =>
  classes.filter((own, pixel) => own === truth.classOf[pixel]).length / classes.length;

beforeAll(async () => {
  mkdirSync(at('photos'));
  const raw = { raw: { ...size, channels: 3 as const } };
  for (const name of ['first', 'second', 'third']) await sharp(picture.pixels, raw).toFile(at('photos', `${name}.png`));
  await sharp({ create: { width: 1, height: 1, channels: 3, background: '#808080' } }).toFile(at('photos', 'dot.png'));
  await sharp({ create: { width: 30_000, height: 40, channels: 3, background: '#808080' } }).toFile(
    at('photos', 'panorama.png'),
  );
  engine = forkEngine(at('library'), at('models'));
  await importPaths(engine, [at('photos')]);
  await jobsEnded(engine);
  photos = new Map((await allPhotos(engine)).map(({ fileName, id }) => [fileName, id]));
  const { chosen } = await engine.window.ask('models.shelf', undefined);
  const begun = await engine.window.ask('strokes.begin', {
    ...{ name: 'Stripes', model: chosen ?? '', classes: ['red', 'green', 'blue'], from: null },
  });
  set = begun.set;
}, 120_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

describe('strokes', () => {
  test('of one class are not enough, and the sentence says what to do', async () => {
    await paint('first', [dash(0, 10, 20)]);
    await expect(answer('first')).rejects.toMatchObject({
      code: 'strokes/too-few-classes',
      remedy: 'Paint a stroke of another class.',
    });
  });

  test('of each class make an answer for nearly all pixels, and painted ones keep what was said', async () => {
    await paint('first', [dash(0, 35, 85), dash(1, 68, 15), dash(1, 95, 80), dash(2, 128, 20), dash(2, 160, 80)]);
    const { look, next, learnedMs, problems } = await answer('first');
    const classes = await classesOf(look);
    expect(rightShare(classes)).toBeGreaterThan(0.9);
    expect(look.result.areas.map(({ className }) => className).sort()).toEqual(['blue', 'green', 'red']);
    expect(learnedMs).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    expect(next?.x).toBeLessThan(size.width);
    // A false word holds on its own pixels.
    const lie = dash(2, 15, 50);
    await paint('first', [lie]);
    const told = await classesOf((await answer('first')).look);
    for (const pixel of pixelsOfShape(lie.shape, size, size)) expect(told[pixel]).toBe(2);
    await engine.window.ask('edits.undo', undefined);
  });

  test('are undone and done again by name, and the answer with them', async () => {
    const before = await classesOf((await answer('first')).look);
    const { undo } = await paint('first', [dash(2, 15, 30)]);
    expect(undo).toBe('Paint a stroke of “blue”');
    await answer('first');
    const { redo } = await engine.window.ask('edits.undo', undefined);
    expect(redo).toBe('Paint a stroke of “blue”');
    const { look } = await answer('first');
    const back = await classesOf(look);
    expect(back.filter((own, pixel) => own !== before[pixel]).length / back.length).toBeLessThan(0.05);
  });

  test('on one photo answer another', async () => {
    const { look } = await answer('second');
    expect(rightShare(await classesOf(look))).toBeGreaterThan(0.9);
    expect((await setNow())?.photos.map(({ fileName }) => fileName)).toEqual(['first.png']);
  });

  test('are answered for photos of one pixel and of 30,000 in a row', async () => {
    expect((await answer('dot')).look.result).toMatchObject({ width: 1, height: 1 });
    expect((await answer('panorama')).look.result).toMatchObject({ photoWidth: 30_000, photoHeight: 40 });
  });

  test('that are erased are not learned from', async () => {
    await paint('second', [dash(0, 150, 20)]);
    await paint('second', [{ classIndex: null, shape: { kind: 'path', points: [150, 20, 160, 45], radius: 8 } }]);
    expect(rightShare(await classesOf((await answer('second')).look))).toBeGreaterThan(0.9);
    expect(await strokesOn('second')).toHaveLength(2);
    expect((await engine.window.ask('strokes.clear', { set, photo: photo('second') })).undo).toBe(
      'Take 2 strokes off a photo',
    );
    expect(await strokesOn('second')).toEqual([]);
  });

  test('survive a crash of the engine, undo included', async () => {
    const before = await strokesOn('first');
    await engine.kill();
    engine = forkEngine(at('library'), at('models'));
    expect(await strokesOn('first')).toEqual(before);
    expect(rightShare(await classesOf((await answer('first')).look))).toBeGreaterThan(0.9);
    expect((await engine.window.ask('edits.undo', undefined)).redo).toBe('Take 2 strokes off a photo');
  });
});

describe('a segmenter in the making', () => {
  test('gets more classes, and one that is removed is not answered any more', async () => {
    const classes = (await setNow())?.classes ?? [];
    const more = [...classes, { name: 'violet', removed: false }];
    await engine.window.ask('strokes.change', { set, name: 'Bands', classes: more });
    await paint('first', [dash(3, 85, 90)]);
    const names = async () => (await answer('first')).look.result.areas.map(({ className }) => className);
    expect(await names()).toContain('violet');
    const without = more.map((one) => ({ ...one, removed: one.name === 'violet' }));
    await engine.window.ask('strokes.change', { set, name: 'Bands', classes: without });
    expect((await names()).sort()).toEqual(['blue', 'green', 'red']);
    expect((await setNow())?.name).toBe('Bands');
  });

  test('learns from a filled region, whose numbers lie where its pixels are', async () => {
    const asked = { photo: photo('third'), least: 200 };
    const regions = await engine.window.ask('strokes.regions', asked);
    expect(await engine.window.ask('strokes.regions', asked)).toEqual(regions);
    expect(regions).toMatchObject(size);
    const { path } = await engine.shell.ask('looks.locate', { look: regions.id });
    const numbers = new Uint16Array(Uint8Array.from(gunzipSync(readFileSync(path))).buffer, 0, 180 * 120);
    expect(new Set(numbers).size).toBe(regions.regions);
    expect(regions.regions).toBeGreaterThan(2);
    expect(numbers[5]).not.toBe(numbers[175]);
    expect(numbers[5]).not.toBe(notJudged);
  });

  test('goes on without a photo that has vanished, and says which', async () => {
    await paint('third', [dash(0, 20, 50), dash(1, 90, 50)]);
    rmSync(at('photos', 'third.png'));
    const { problems, look } = await answer('first');
    expect(problems).toMatchObject([{ photo: photo('third'), problem: { code: 'photo/missing' } }]);
    expect(rightShare(await classesOf(look))).toBeGreaterThan(0.9);
    await expect(answer('third')).rejects.toMatchObject({ code: 'photo/missing' });
    expect(await strokesOn('third')).toHaveLength(2);
  });

  test('becomes a network on the shelf that sees what it saw', async () => {
    const { look } = await answer('first');
    const model = await engine.window.ask('strokes.save', { set, name: 'Stripes finder' });
    expect(model.card).toMatchObject({ name: 'Stripes finder', task: 'segmentation' });
    expect(model.card.classNames).toEqual(['red', 'green', 'blue']);
    const settings = SegmentationSettings.parse({ longSide: 180 });
    const seen = await engine.window.ask('segmentation.look', { photo: photo('first'), model: model.hash, settings });
    const [own, learned] = [await classesOf(seen), await classesOf(look)];
    expect(own.filter((one, pixel) => one === learned[pixel]).length / own.length).toBeGreaterThan(0.97);
    const corrected = await engine.window.ask('strokes.begin', {
      ...{ name: 'Corrected', model: model.hash, classes: ['violet'], from: { photo: photo('second'), settings } },
    });
    const begun = (await engine.window.ask('strokes.sets', undefined))[0];
    expect(begun?.id).toBe(corrected.set);
    expect(begun?.classes.map(({ name }) => name).sort()).toEqual(['blue', 'green', 'red', 'violet']);
    const again = await engine.window.ask('strokes.answer', { set: corrected.set, photo: photo('second') });
    const named = again.look.result.areas.map(({ className, share }) => [className, share] as const);
    for (const [className, share] of named) expect(share, className).toBeGreaterThan(0.2);
  });

  test('goes into the bin and comes back', async () => {
    await engine.window.ask('strokes.remove', { set });
    expect(await setNow()).toBeUndefined();
    await expect(answer('first')).rejects.toMatchObject({ code: 'strokes/set-unknown' });
    await engine.window.ask('edits.undo', undefined);
    expect((await setNow())?.photos.length).toBeGreaterThan(0);
  });
});
