import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { FakeBoxes } from '../../support/fakeBoxes.ts';
import { at, box, changed, chosenRow, drag, drawn, mountDetect, nameClass, point, press, rows } from './mountDetect.ts';

/** The first photo with a boat and, within it, a gull. */
function twoBoxes(): FakeBoxes {
  const boxes = new FakeBoxes();
  boxes.add(1, 'boat', box(300, 300, 1500, 1200));
  boxes.add(1, 'gull', box(600, 600, 900, 900));
  return boxes;
}

test('the rail has Detect third, and the screen teaches how it begins', async () => {
  await mountDetect();
  const entry = screen.getByRole('button', { name: 'Detect', current: 'page' });
  expect(entry.getAttribute('aria-keyshortcuts')).toBe('Control+3');
  screen.getByText('Draw boxes around a few things, and Fovea learns to find the rest.');
  await press('b');
  await screen.findByText('Name a class beside the photo, then draw.');
});

test('a drag draws a box of the named class in whole pixels of the full-size photo', async () => {
  const fake = await mountDetect();
  await nameClass('boat');
  await press('b');
  await drag(at(300, 400), at(600, 700), at(1200, 900));
  await waitFor(() =>
    expect(fake.askedFor('boxes.draw')).toEqual([
      { photo: 1, boxes: [{ className: 'boat', box: box(300, 400, 1200, 900), difficult: false }] },
    ]),
  );
  await waitFor(() => expect(rows()).toEqual(['boat, drawn, 900 × 500 pixels']));
  expect(chosenRow()).toBe('boat, drawn, 900 × 500 pixels');
});

test('a drag goes on while the photo gets its class', async () => {
  const fake = await mountDetect();
  await nameClass('boat');
  await press('b');
  await point('down', at(300, 400));
  await point('move', at(600, 700));
  const lists = fake.askedFor('library.list').length;
  fake.announce('library.changed', { photos: [1] });
  await waitFor(() => expect(fake.askedFor('library.list').length).toBeGreaterThan(lists));
  await tick();
  await point('move', at(1200, 900));
  await point('up', at(1200, 900));
  await waitFor(() => expect(drawn(fake)).toMatchObject([{ box: box(300, 400, 1200, 900) }]));
});

test('two presses draw the same box as a drag, and Escape gives the first corner up', async () => {
  const fake = await mountDetect();
  await nameClass('boat');
  await press('b');
  await drag(at(100, 100));
  await press('Escape');
  await drag(at(1200, 900));
  await screen.findByText(/opposite corner/);
  await point('move', at(600, 500));
  await drag(at(300, 400));
  await waitFor(() => expect(drawn(fake)).toMatchObject([{ box: box(300, 400, 1200, 900) }]));
});

test('a corner that was pressed on one photo is none on the next', async () => {
  const fake = await mountDetect();
  await nameClass('boat');
  await press('b');
  await drag(at(100, 100));
  await screen.findByText(/opposite corner/);
  await press('ArrowRight');
  await screen.findByText(/DSCF1002\.jpg · 2 of 6/);
  await waitFor(() => expect(screen.queryByText(/opposite corner/)).toBeNull());
  await drag(at(1200, 900));
  await screen.findByText(/opposite corner/);
  expect(drawn(fake)).toEqual([]);
});

test('a box is there before the engine has answered, and can be changed by then', async () => {
  const boxes = new FakeBoxes();
  let answer = (): void => undefined;
  boxes.hold = new Promise((resolve) => (answer = resolve));
  const fake = await mountDetect({ boxes });
  await nameClass('boat');
  await press('b');
  await drag(at(300, 400), at(1200, 900));
  expect(rows()).toEqual(['boat, drawn, 900 × 500 pixels']);
  await press('d');
  expect(rows()).toEqual(['boat · difficult, drawn, 900 × 500 pixels']);
  expect(fake.askedFor('boxes.change')).toEqual([]);
  answer();
  await waitFor(() => expect(changed(fake)).toMatchObject([{ id: 1, difficult: true }]));
  await waitFor(() => expect(boxes.of(1).drawn).toMatchObject([{ difficult: true }]));
  expect(chosenRow()).toBe('boat · difficult, drawn, 900 × 500 pixels');
});

test('what the engine does not take goes away again, with the reason', async () => {
  const fake = await mountDetect();
  fake.failing.set('boxes.draw', failure('library/photo-unknown', { photo: 1 }));
  await nameClass('boat');
  await press('b');
  await drag(at(300, 400), at(1200, 900));
  await screen.findByRole('alert');
  await waitFor(() => expect(rows()).toEqual([]));
});

test('a drag inside moves the chosen box, also where a smaller one lies in it', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await drag(at(400, 400));
  expect(chosenRow()).toContain('boat');
  await drag(at(700, 700), at(750, 800), at(800, 600));
  await waitFor(() => expect(changed(fake)).toMatchObject([{ id: 1, box: box(400, 200, 1600, 1100) }]));
});

test('a press chooses the inner box, and one beside all boxes lets go', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await drag(at(400, 400));
  await drag(at(700, 700));
  expect(chosenRow()).toContain('gull');
  await drag(at(2500, 1800));
  expect(chosenRow()).toBeUndefined();
  expect(fake.askedFor('boxes.change')).toEqual([]);
});

test('a handle resizes the chosen box', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await drag(at(400, 400));
  await drag(at(1500, 1200), at(1600, 1300), at(2000, 1500));
  await waitFor(() => expect(changed(fake)).toMatchObject([{ id: 1, box: box(300, 300, 2000, 1500) }]));
});

test('arrow keys move the chosen box by pixels, many of them as one edit that one undo takes back', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await drag(at(400, 400));
  await press('ArrowRight');
  await press('ArrowRight');
  await press('ArrowDown', { shiftKey: true });
  await press('ArrowRight', { altKey: true });
  await press('Control');
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(fake.askedFor('edits.undo')).toHaveLength(1));
  expect(changed(fake)).toMatchObject([{ id: 1, box: box(302, 310, 1503, 1210) }]);
  await waitFor(() => expect(rows()[0]).toBe('boat, drawn, 1,200 × 900 pixels'));
  expect(fake.boxes.of(1).drawn[0]?.box).toEqual(box(300, 300, 1500, 1200));
});

test('without a chosen box arrow keys walk to the next photo', async () => {
  await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await press('ArrowRight');
  await screen.findByText(/DSCF1002\.jpg · 2 of 6/);
  await waitFor(() => expect(rows()).toEqual([]));
});

test('a number gives the chosen box its class, and boxes to come too', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await drag(at(400, 400));
  await press('2');
  await waitFor(() => expect(changed(fake)).toMatchObject([{ id: 1, className: 'gull' }]));
  await press('Escape');
  await press('b');
  await drag(at(2000, 1000), at(2200, 1200));
  await waitFor(() => expect(drawn(fake)).toMatchObject([{ className: 'gull' }]));
});

test('Delete removes the chosen box, and Undo brings it back', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await drag(at(400, 400));
  await press('Delete');
  expect(rows()).toEqual(['gull, drawn, 300 × 300 pixels']);
  await waitFor(() => expect(fake.askedFor('boxes.remove')).toEqual([{ ids: [1] }]));
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(rows()).toHaveLength(2));
});

test('Tab goes from box to box, and then lets the focus go on', async () => {
  await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(await press('Tab')).toBe(false);
  expect(chosenRow()).toContain('boat');
  expect(await press('Tab')).toBe(false);
  expect(chosenRow()).toContain('gull');
  expect(await press('Tab')).toBe(true);
  expect(chosenRow()).toBeUndefined();
  await press('Tab', { shiftKey: true });
  expect(chosenRow()).toContain('gull');
});

test('boxes of the photo before are copied, and the photo is said to be complete', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await press('ArrowRight');
  await screen.findByText(/DSCF1002\.jpg · 2 of 6/);
  await press('c');
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(fake.askedFor('boxes.copy')).toEqual([{ from: 1, to: 2 }]);
  await press('k');
  const complete = screen.getByRole('button', { name: 'Everything is drawn' });
  expect(complete.getAttribute('aria-pressed')).toBe('true');
  await waitFor(() => expect(fake.askedFor('boxes.complete')).toEqual([{ photos: [2], complete: true }]));
});

test('a class keeps its key while boxes of others come and go', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await nameClass('mast');
  const names = (): string[] =>
    within(screen.getByRole('radiogroup', { name: 'Class to draw with' }))
      .getAllByRole('radio')
      .map((radio) => (radio as HTMLInputElement).value);
  expect(names()).toEqual(['boat', 'gull', 'mast']);
  fake.boxes.add(2, 'tree', box(0, 0, 50, 50));
  fake.announce('boxes.changed', { photos: null });
  await waitFor(() => expect(names()).toEqual(['boat', 'gull', 'mast', 'tree']));
  await fireEvent.click(screen.getByRole('button', { name: 'Remove mast, it has no box' }));
  await waitFor(() => expect(names()).toEqual(['boat', 'gull', 'tree']));
});

test('an arrow key that nothing follows is kept after a moment', async () => {
  const fake = await mountDetect({ boxes: twoBoxes() });
  await waitFor(() => expect(rows()).toHaveLength(2));
  await drag(at(400, 400));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await press('ArrowLeft');
  expect(fake.askedFor('boxes.change')).toEqual([]);
  vi.advanceTimersByTime(1000);
  vi.useRealTimers();
  await waitFor(() => expect(changed(fake)).toMatchObject([{ id: 1, box: box(299, 300, 1499, 1200) }]));
});
