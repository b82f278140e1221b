import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import type { FakeEngine } from '../../support/fakeEngine.ts';
import { FakeStrokes } from '../../support/fakeStrokes.ts';
import { drag, mountPaint, paintClass, painted, point, surface } from './mountPaint.ts';
import { press } from './mountSegment.ts';

/** How large the first photo is shown, and where it begins: 3000 by 2000 within 808 by 648. */
const scale = 808 / 3000;
const top = (648 - 2000 * scale) / 2;
const [toX, toY] = [(x: number) => x / scale, (y: number) => (y - top) / scale];

const answers = () => within(screen.getByRole('region', { name: 'Classes to paint' }));
const shareOf = (name: string): string =>
  answers()
    .getByRole('radio', { name: new RegExp(`^${name}`) })
    .closest('.row')?.textContent ?? '';

/** One stroke of each class, and the answer to them. */
async function paintBoth(fake: FakeEngine): Promise<void> {
  await paintClass(fake, '1');
  await screen.findByText('Paint a second class.');
  await paintClass(fake, '2');
  await waitFor(() => expect(shareOf('sea')).toContain('50 %'));
}

test('a drag is one stroke of the chosen class, in pixels of the full-size photo', async () => {
  const fake = await mountPaint();
  await press('2');
  await drag([
    [100, 100],
    [150, 150],
    [200, 200],
    [200, 300],
  ]);
  await waitFor(() => expect(fake.askedFor('strokes.paint')).toMatchObject([{ set: 1, photo: 1 }]));
  const [stroke] = painted(fake);
  const points = [toX(100), toY(100), toX(200), toY(200), toX(200), toY(300)];
  const close = points.map((each) => expect.closeTo(each, 6) as number);
  expect(stroke).toEqual({
    classIndex: 1,
    shape: { kind: 'path', points: close, radius: expect.closeTo(8 / scale, 6) as number },
  });
});

test('number keys choose classes, letters tools, and brackets the width of the brush', async () => {
  await mountPaint();
  await surface();
  await press('2');
  await waitFor(() => expect(screen.getByRole('radio', { name: /sea/ })).toHaveProperty('checked', true));
  for (const [key, name] of [
    ['g', 'Polygon'],
    ['f', 'Fill region'],
    ['x', 'Eraser'],
    ['b', 'Brush'],
  ] as const) {
    await press(key);
    const button = screen.getByRole('button', { name });
    await waitFor(() => expect(button.getAttribute('aria-pressed')).toBe('true'));
  }
  const width = screen.getByRole('slider', { name: 'Width' });
  await press(']');
  await waitFor(() => expect(width.getAttribute('aria-valuetext')).toBe('20 px'));
  await press('[');
  await waitFor(() => expect(width.getAttribute('aria-valuetext')).toBe('16 px'));
  expect(screen.getByRole('slider', { name: 'Opacity' }).getAttribute('aria-valuetext')).toBe('60 %');
});

test('Alt erases, and so does the eraser', async () => {
  const fake = await mountPaint();
  await drag([[100, 100]], true);
  await press('x');
  await drag([[120, 120]]);
  await waitFor(() => expect(painted(fake).map(({ classIndex }) => classIndex)).toEqual([null, null]));
});

test('while Space is held a drag paints nothing', async () => {
  const fake = await mountPaint();
  await surface();
  await press(' ');
  await drag([
    [100, 100],
    [200, 200],
  ]);
  await fireEvent.keyUp(document.body, { key: ' ' });
  await drag([[300, 300]]);
  await waitFor(() => expect(painted(fake)).toHaveLength(1));
  expect(painted(fake)).toMatchObject([
    { shape: { points: [expect.closeTo(toX(300), 6), expect.closeTo(toY(300), 6)] } },
  ]);
});

test('a polygon is closed by Enter, and has a corner less after Backspace', async () => {
  const fake = await mountPaint();
  await press('g');
  for (const at of [
    [100, 100],
    [300, 100],
    [300, 300],
    [50, 310],
  ] as const)
    await point('down', at);
  await press('Backspace');
  await press('Enter');
  const points = [toX(100), toY(100), toX(300), toY(100), toX(300), toY(300)];
  await waitFor(() =>
    expect(painted(fake)).toEqual([
      { classIndex: 0, shape: { kind: 'polygon', points: points.map((each) => expect.closeTo(each, 6) as number) } },
    ]),
  );
});

test('a polygon is closed by a press on its first corner, or by a double press', async () => {
  const fake = await mountPaint();
  await press('g');
  const corners = [
    [100, 100],
    [300, 100],
    [300, 300],
  ] as const;
  for (const at of [...corners, [104, 103] as const]) await point('down', at);
  await waitFor(() => expect(painted(fake)).toHaveLength(1));
  for (const at of [...corners, corners[2]]) await point('down', at);
  await fireEvent.dblClick(await surface());
  await waitFor(() => expect(painted(fake)).toHaveLength(2));
  expect(painted(fake)[0]).toEqual(painted(fake)[1]);
});

test('Escape gives a polygon up', async () => {
  const fake = await mountPaint();
  await press('g');
  for (const at of [
    [100, 100],
    [300, 100],
    [300, 300],
  ] as const)
    await point('down', at);
  await press('Escape');
  await press('Enter');
  await press('b');
  await drag([[400, 300]]);
  await waitFor(() => expect(painted(fake)).toMatchObject([{ shape: { kind: 'path' } }]));
});

test('regions that a drag passes are painted as one shape', async () => {
  const fake = await mountPaint();
  await press('f');
  await waitFor(() => expect(fake.askedFor('strokes.regions')).toEqual([{ photo: 1, least: 200 }]));
  await waitFor(() => expect(screen.queryByText('Finding regions …')).toBeNull());
  await drag([
    [100, 300],
    [400, 300],
  ]);
  const runs = [0, 4, 2, 4, 2, 4, 2, 4, 2];
  await waitFor(() =>
    expect(painted(fake)).toEqual([{ classIndex: 0, shape: { kind: 'region', width: 6, height: 4, runs } }]),
  );
});

test('with the keyboard alone a crosshair is moved by the width of the brush, and Enter dabs', async () => {
  const fake = await mountPaint();
  await surface();
  await fireEvent.keyDown(document.body, { key: 'ArrowRight', shiftKey: true });
  await press('Enter');
  await waitFor(() => expect(painted(fake)).toHaveLength(1));
  const points = [expect.closeTo(1500 + 16 / scale, 6), expect.closeTo(1000, 6)];
  expect(painted(fake)).toMatchObject([{ classIndex: 0, shape: { kind: 'path', points } }]);
});

test('a second class is asked for by a hint, not as an error', async () => {
  const fake = await mountPaint();
  await screen.findByText('Paint a stroke on sky.');
  await paintClass(fake, '1');
  await screen.findByText('Paint a second class.');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('live there is one answer for each stroke', async () => {
  const fake = await mountPaint();
  await paintBoth(fake);
  expect(fake.askedFor('strokes.answer')).toHaveLength(2);
  await paintClass(fake, '2');
  await waitFor(() => expect(fake.askedFor('strokes.answer')).toHaveLength(3));
});

test('an older answer never takes the place of a newer one', async () => {
  const fake = await mountPaint();
  await paintClass(fake, '1');
  fake.strokes.held = true;
  fake.strokes.deaf = true;
  await paintClass(fake, '2');
  await waitFor(() => expect(fake.strokes.waiting).toHaveLength(1));
  const older = fake.strokes.sight;
  fake.strokes.sight = { ...older, classOf: older.classOf.map(() => 1) };
  await paintClass(fake, '2');
  await waitFor(() => expect(fake.strokes.waiting).toHaveLength(2));
  expect(fake.strokes.stopped).toBe(1);
  fake.strokes.waiting[1]?.go();
  await waitFor(() => expect(shareOf('sea')).toContain('100 %'));
  fake.strokes.waiting[0]?.go();
  // Longer than an answer in memory takes to arrive.
  await new Promise((arrived) => setTimeout(arrived, 150));
  expect(shareOf('sea')).toContain('100 %');
});

test('an answer that was let go for a stroke is asked for again when the stroke is given up', async () => {
  const fake = await mountPaint();
  await paintClass(fake, '1');
  fake.strokes.held = true;
  await paintClass(fake, '2');
  await waitFor(() => expect(fake.strokes.waiting).toHaveLength(1));
  await point('down', [300, 300]);
  await waitFor(() => expect(fake.strokes.stopped).toBe(1));
  await press('Escape');
  await waitFor(() => expect(fake.strokes.waiting).toHaveLength(2));
  expect(painted(fake)).toHaveLength(2);
});

test('not live, U asks once, and says so as long as the areas are old', async () => {
  const fake = await mountPaint();
  await paintBoth(fake);
  await fireEvent.click(screen.getByRole('button', { name: 'Live', pressed: true }));
  await paintClass(fake, '2');
  await screen.findByText('U updates the areas.');
  expect(fake.askedFor('strokes.answer')).toHaveLength(2);
  await press('u');
  await waitFor(() => expect(fake.askedFor('strokes.answer')).toHaveLength(3));
  await waitFor(() => expect(screen.queryByText('U updates the areas.')).toBeNull());
});

test('undo takes a stroke back, and the areas follow', async () => {
  const fake = await mountPaint();
  await paintBoth(fake);
  await paintClass(fake, '2');
  await screen.findByText('3 strokes on this photo');
  await waitFor(() => expect(fake.askedFor('strokes.answer')).toHaveLength(3));
  await press('z', { ctrlKey: true });
  await screen.findByText('2 strokes on this photo');
  await waitFor(() => expect(fake.askedFor('strokes.answer')).toHaveLength(4));
  await press('y', { ctrlKey: true });
  await screen.findByText('3 strokes on this photo');
});

test('a stroke that the engine does not keep is taken off the photo, and why is said', async () => {
  const fake = await mountPaint();
  fake.failing.set('strokes.paint', failure('strokes/set-unknown', { set: 1 }));
  await drag([[100, 100]]);
  expect((await screen.findByRole('alert')).textContent).toContain('There is no segmenter in the making of number 1.');
  await screen.findByText('0 strokes on this photo');
});

test('a slow answer says how far it is and can be stopped, and U takes it up again', async () => {
  const fake = await mountPaint();
  await paintClass(fake, '1');
  fake.strokes.held = true;
  await paintClass(fake, '2');
  await waitFor(() => expect(fake.strokes.waiting).toHaveLength(1));
  const stop = await screen.findByRole('button', { name: 'Stop' });
  fake.strokes.waiting[0]?.tell(1, 4);
  await screen.findByText(/^25 %, \d+ s left$/);
  await fireEvent.click(stop);
  await screen.findByText('Stopped.');
  fake.strokes.held = false;
  await press('u');
  await waitFor(() => expect(shareOf('sea')).toContain('50 %'));
});

test('N enlarges the most uncertain place and rings it', async () => {
  const fake = await mountPaint();
  await paintBoth(fake);
  await press('n');
  const ring = await screen.findByRole('img', { name: 'The most uncertain place' });
  // The place is a quarter from the left and from the top: enlarged three times it is in the middle of the stage, but
  // for the photo's edge above.
  expect(Number.parseFloat(ring.style.left)).toBeCloseTo(404, 3);
  expect(Number.parseFloat(ring.style.top)).toBeCloseTo(324, 3);
});

test('what could not be learned from is told with the photo it is on', async () => {
  const fake = await mountPaint();
  const { code, message, remedy } = failure('photo/missing', {});
  fake.strokes.told = { ...fake.strokes.told, problems: [{ photo: 1, problem: { code, message, remedy } }] };
  for (const key of ['1', '2']) await paintClass(fake, key);
  expect((await screen.findByRole('alert')).textContent).toContain(`DSCF1001.jpg: ${message}`);
});

test('another photo has strokes of its own, and the list of photos leads back', async () => {
  const fake = await mountPaint();
  for (const key of ['1', '2']) await paintClass(fake, key);
  await screen.findByText('2 strokes on this photo');
  await press('ArrowRight');
  await screen.findByText('0 strokes on this photo');
  await waitFor(() => expect(fake.askedFor('strokes.answer').at(-1)).toEqual({ set: 1, photo: 2 }));
  const list = screen.getByRole('list', { name: 'Photos with strokes' });
  await fireEvent.click(within(list).getByRole('button', { name: /DSCF1001/ }));
  await screen.findByText('2 strokes on this photo');
});

test('all strokes of a photo are cleared at once, and undo brings them back', async () => {
  const fake = await mountPaint();
  for (const key of ['1', '2']) await paintClass(fake, key);
  await fireEvent.click(await screen.findByRole('button', { name: "Clear this photo's strokes" }));
  await screen.findByText('0 strokes on this photo');
  await press('z', { ctrlKey: true });
  await screen.findByText('2 strokes on this photo');
});

test('a network is not asked while one paints, and is again afterwards', async () => {
  const strokes = new FakeStrokes();
  strokes.add('coast', 'sky', 'sea');
  const fake = await mountPaint({ strokes });
  const looks = fake.askedFor('segmentation.look').length;
  await press('ArrowRight');
  await screen.findByText(/DSCF1002\.jpg · 2 of 6/);
  await surface();
  expect(fake.askedFor('segmentation.look')).toHaveLength(looks);
  await press('p');
  await waitFor(() => expect(fake.askedFor('segmentation.look').length).toBeGreaterThan(looks));
});

test('? shows the keys of painting', async () => {
  await mountPaint();
  await press('?');
  expect((await screen.findByRole('dialog', { name: 'Keys' })).textContent).toContain('The most uncertain place');
});
