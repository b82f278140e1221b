import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { fitted, inside, nearest, neighbor, toMap, toScreen, zoomed } from '../../../renderer/plots/map/camera.ts';
import { markOf } from '../../../renderer/ui/classMarks.ts';
import { failure } from '../../../electron/contract/index.ts';
import { openPart, openResult } from './mountResult.ts';
import { expectAccessible, textOf } from './mountTraining.ts';

beforeEach(() => {
  // jsdom draws nothing and captures no pointer.
  HTMLCanvasElement.prototype.getContext = vi.fn(() => null) as never;
  HTMLElement.prototype.setPointerCapture = vi.fn();
  // Nor does it know of a system's theme.
  const light = { matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  window.matchMedia = () => light as never;
});

async function openMap() {
  const mounted = await openResult();
  await openPart('Map');
  return { ...mounted, map: await screen.findByRole('application', { name: /^Map of the photos/ }) };
}

test('the map is laid out when it is opened, once', async () => {
  const { fake } = await openMap();
  await openPart('Classes');
  await openPart('Map');
  await screen.findByRole('application');
  expect(fake.askedFor('training.map')).toHaveLength(1);
  await expectAccessible();
});

test('a map that cannot be laid out says why and can be tried again', async () => {
  const { fake } = await openResult();
  const problem = failure('training/run-unknown', { run: 'x' });
  fake.failing.set('training.map', problem);
  await openPart('Map');
  expect((await screen.findByRole('alert')).textContent).toContain(problem.message);
  fake.failing.clear();
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('application');
});

test('arrows go from photo to photo, Space selects, Escape selects none', async () => {
  const { map } = await openMap();
  await fireEvent.keyDown(map, { key: 'ArrowRight' });
  await waitFor(() => expect(textOf(within(map).getByRole('status'))).toMatch(/^all\/\d+\.jpg: /));
  await fireEvent.keyDown(map, { key: ' ' });
  await screen.findByText('1 photo selected');
  expect(textOf(within(map).getByRole('status'))).toMatch(/, selected$/);
  await fireEvent.keyDown(map, { key: 'Escape' });
  await screen.findByText('0 photos selected');
});

test('a lasso around everything selects everything, Shift adds to what is selected', async () => {
  const { map } = await openMap();
  const drag = async (corners: readonly (readonly [number, number])[], shiftKey = false): Promise<void> => {
    const [[x, y] = [0, 0], ...rest] = corners;
    await fireEvent.pointerDown(map, { button: 0, clientX: x, clientY: y, shiftKey });
    for (const [clientX, clientY] of rest) await fireEvent.pointerMove(map, { clientX, clientY });
    await fireEvent.pointerUp(map, { clientX: x, clientY: y, shiftKey });
  };
  await drag([
    [0, 0],
    [2000, 0],
    [2000, 2000],
    [0, 2000],
  ]);
  await screen.findByText('40 photos selected');
  await drag([
    [0, 0],
    [405, 0],
    [405, 2000],
    [0, 2000],
  ]);
  const left = Number(/^\d+/.exec(textOf(screen.getByText(/photos selected/)))?.[0]);
  expect(left).toBeGreaterThan(5);
  expect(left).toBeLessThan(35);
  await drag(
    [
      [405, 0],
      [2000, 0],
      [2000, 2000],
      [405, 2000],
    ],
    true,
  );
  await screen.findByText('40 photos selected');
});

test('a class of the legend is selected, labelled at once, and taken back as one step', async () => {
  const { fake } = await openMap();
  await fireEvent.click(within(screen.getByRole('list', { name: 'Classes of the map' })).getByText('tulips'));
  await screen.findByText('8 photos selected');
  await fireEvent.change(screen.getByRole('combobox', { name: 'Class for all selected' }), {
    target: { value: 'roses' },
  });
  await fireEvent.click(screen.getByRole('button', { name: 'Label 8 photos' }));
  await screen.findByText('8 photos labelled roses.');
  expect(fake.askedFor('library.label')).toHaveLength(1);
  await screen.findByRole('button', { name: 'Train again with 8 corrections' });
  await expectAccessible();
  await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Train again/ })).toBeNull());
});

test('the screen and the map are each other’s inverse, and zooming keeps what lies under the pointer', () => {
  const size = { width: 764, height: 440 };
  const at = { x: 123, y: 321 };
  const camera = zoomed(fitted(size), size, at, 3.7);
  const before = toMap(fitted(size), size, at);
  expect(toScreen(camera, size, before).x).toBeCloseTo(at.x, 9);
  expect(toScreen(camera, size, before).y).toBeCloseTo(at.y, 9);
  expect(camera.scale).toBeCloseTo(fitted(size).scale * 3.7, 9);
});

test('a lasso that crosses itself holds what lies inside by the even-odd rule', () => {
  const bow = [
    { x: 0, y: 0 },
    { x: 4, y: 4 },
    { x: 4, y: 0 },
    { x: 0, y: 4 },
  ];
  const held = [
    [1, 2],
    [3, 2],
    [2, 1],
    [2, 3],
  ].map(([x = 0, y = 0]) => inside(bow, { x, y }));
  expect(held).toEqual([true, true, false, false]);
});

test('the nearest within reach, and the neighbor in a direction', () => {
  const places = [
    { x: 0, y: 0 },
    { x: 10, y: 1 },
    { x: 4, y: 9 },
    { x: -3, y: 0 },
  ];
  expect(nearest(places, { x: 9, y: 0 }, 5)).toBe(1);
  expect(nearest(places, { x: 50, y: 50 }, 5)).toBe(-1);
  expect(neighbor(places, 0, { x: 1, y: 0 })).toBe(1);
  expect(neighbor(places, 0, { x: 0, y: 1 })).toBe(2);
  expect(neighbor(places, 0, { x: 0, y: -1 })).toBe(0);
});

test('no two of 256 classes have the same mark, and the first eight differ in color and in shape', () => {
  const marks = Array.from({ length: 256 }, (_, i) => markOf(i));
  expect(new Set(marks.map(({ color, outline }) => color + outline)).size).toBe(256);
  expect(new Set(marks.slice(0, 8).map(({ color }) => color)).size).toBe(8);
  expect(new Set(marks.slice(0, 8).map(({ outline }) => outline)).size).toBe(8);
});
