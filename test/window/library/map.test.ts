import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { defaultSettings } from '../../../electron/contract/index.ts';
import { FakeFind } from '../../support/fakeFind.ts';
import { fakeMapPoints } from '../../support/fakeMap.ts';
import { somePhotos } from '../../support/fakeShell.ts';
import { inertGl } from '../../support/inertGl.ts';
import { mountWindow, selectedNames } from './mountWindow.ts';

const count = 40;
const place = placesOf();

beforeEach(() => {
  HTMLElement.prototype.setPointerCapture = vi.fn();
  const light = { matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  window.matchMedia = () => light as never;
});

/** Whether the window has a device to draw with. */
function draws(able: boolean): void {
  const inert = inertGl();
  HTMLCanvasElement.prototype.getContext = vi.fn((kind: string) => (able && kind === 'webgl2' ? inert : null)) as never;
}

async function openMap(missing = 0, more: Parameters<typeof mountWindow>[0] = {}) {
  const find = new FakeFind();
  find.map = { model: 'a'.repeat(64), points: count, missing, job: null };
  const mounted = await mountWindow({ count, find, ...more });
  await fireEvent.keyDown(document.body, { key: 'm' });
  return mounted;
}

const stage = (): Promise<HTMLElement> => screen.findByRole('application', { name: /^Map of 40 photos/ });
const selected = (text: string): Promise<HTMLElement> => screen.findByText(text, { selector: '[role=toolbar] *' });

/** Where the photos lie on the stage of these tests, which is 808 × 648 pixels. */
function placesOf(): readonly { x: number; y: number }[] {
  const points = fakeMapPoints(somePhotos(count));
  const numbers = (packed: string): Float32Array =>
    new Float32Array(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)).buffer);
  const [xs, ys] = [numbers(points.x), numbers(points.y)];
  return Array.from(xs, (x, i) => ({ x: (x - 0.5) * 600 + 404, y: ((ys[i] ?? 0) - 0.5) * 600 + 324 }));
}

/** The two photos that lie farthest from all others: no other's picture lies over them. */
function alone() {
  const far = place.map((own, i) => {
    const others = place.filter((_, other) => other !== i).map(({ x, y }) => Math.hypot(x - own.x, y - own.y));
    return { id: i + 1, place: own, far: Math.min(...others) };
  });
  const [first, second] = far.sort((a, b) => b.far - a.far);
  if (!first || !second) throw new Error('The map has no two photos.');
  return [first, second] as const;
}

async function drag(map: HTMLElement, line: readonly { x: number; y: number }[], more: object = {}): Promise<void> {
  const [first, ...rest] = line;
  const at = ({ x, y }: { x: number; y: number }) => ({ clientX: x, clientY: y, pointerId: 1, button: 0, ...more });
  if (first) await fireEvent.pointerDown(map, at(first));
  for (const next of rest) await fireEvent.pointerMove(map, at(next));
  await fireEvent.pointerUp(map, at(rest.at(-1) ?? first ?? { x: 0, y: 0 }));
}

const everything = [
  { x: 10, y: 10 },
  { x: 800, y: 10 },
  { x: 800, y: 640 },
  { x: 10, y: 640 },
];

test('without WebGL the map says so, and points to the grid', async () => {
  draws(false);
  await openMap();
  await screen.findByText(/^The map is drawn by WebGL 2/);
  expect(screen.queryByRole('application')).toBeNull();
  await fireEvent.keyDown(document.body, { key: 'g' });
  await screen.findByRole('grid');
});

test('a click selects a photo, Shift adds one, and the grid has the same selection', async () => {
  draws(true);
  await openMap();
  const map = await stage();
  const [first, second] = alone();
  await drag(map, [first.place]);
  await selected('1 selected');
  await drag(map, [second.place], { shiftKey: true });
  await selected('2 selected');
  await fireEvent.keyDown(document.body, { key: 'm' });
  await screen.findByRole('grid');
  const names = [first, second].map(({ id }) => `DSCF${1000 + id}`).sort();
  await waitFor(() => expect(selectedNames().map((name) => name.slice(0, 8))).toEqual(names));
});

test('a lasso selects all inside, a number key labels them, and a drag without one only moves', async () => {
  draws(true);
  const { fake } = await openMap();
  const map = await stage();
  await drag(map, everything);
  await selected('40 on the map');
  await fireEvent.keyDown(document.body, { key: '0' });
  await drag(map, everything, { shiftKey: true });
  await selected('40 selected');
  await fireEvent.keyDown(document.body, { key: '1' });
  await waitFor(() =>
    expect(fake.askedFor('library.label').at(-1)).toMatchObject({
      photos: expect.arrayContaining([1, 20, 40]) as unknown,
    }),
  );
});

test('while L is held dragging is a lasso; pressed alone it asks for a class', async () => {
  draws(true);
  await openMap();
  const map = await stage();
  await fireEvent.keyDown(document.body, { key: 'l' });
  await waitFor(() => expect(map.classList.contains('lassoing')).toBe(true));
  await drag(map, everything);
  await fireEvent.keyUp(document.body, { key: 'l' });
  await selected('40 selected');
  expect(document.activeElement?.tagName).not.toBe('INPUT');
  await fireEvent.keyDown(document.body, { key: 'l' });
  await fireEvent.keyUp(document.body, { key: 'l' });
  await waitFor(() => expect(document.activeElement?.tagName).toBe('INPUT'));
});

test('what is selected is shown in the grid as a search that was chosen', async () => {
  draws(true);
  const { fake } = await openMap();
  await drag(await stage(), everything, { shiftKey: true });
  await selected('40 selected');
  await fireEvent.click(screen.getByRole('button', { name: 'Show in the grid' }));
  await screen.findByRole('grid');
  expect(fake.askedFor('find.run')).toEqual([
    expect.objectContaining({
      by: { kind: 'chosen', photos: expect.anything() as unknown, title: '40 photos of the map' },
    }),
  ]);
});

test('a photo that the filter hides is the one that is shown, looked at and labelled, and nothing goes on from it', async () => {
  draws(true);
  const [{ id, place: at }] = alone();
  const photos = somePhotos(count).map((photo) => ({
    ...{ ...photo, problem: null, flag: photo.id === id ? null : ('pick' as const) },
    rating: photo.id === id ? 3 : null,
  }));
  const { fake } = await openMap(0, { photos, settings: { ...defaultSettings, goOn: true } });
  await fireEvent.click(await screen.findByRole('button', { name: /^Picked/ }));
  await screen.findByText(`${String(count - 1)} photos`, { selector: '[role=status]' });
  await drag(await stage(), [at]);
  await selected('1 selected');
  const stars = await screen.findByRole('group', { name: 'Stars' });
  await waitFor(() =>
    expect(within(stars).getByRole('button', { name: '3 stars' }).getAttribute('aria-pressed')).toBe('true'),
  );
  await fireEvent.keyDown(document.body, { key: ' ' });
  await screen.findByRole('button', { name: new RegExp(`^Close quick look of DSCF${String(1000 + id)}`) });
  await fireEvent.keyDown(document.body, { key: 'x' });
  await fireEvent.keyDown(document.body, { key: 'u' });
  await waitFor(() =>
    expect(fake.askedFor('library.flag')).toEqual([
      { photos: [id], flag: 'reject' },
      { photos: [id], flag: null },
    ]),
  );
});

test('Enter opens the photo that was chosen, also after another one left the map', async () => {
  draws(true);
  const { fake } = await openMap();
  const [{ id, place: at }] = alone();
  await drag(await stage(), [at]);
  await selected('1 selected');
  fake.photos = fake.photos.slice(1);
  fake.announce('library.changed', { photos: null });
  await screen.findByRole('application', { name: /^Map of 39 photos/ });
  await fireEvent.keyDown(document.body, { key: 'Enter' });
  const strip = await screen.findByRole('navigation', { name: 'Film strip' });
  const name = new RegExp(`DSCF${String(1000 + id)}`);
  await waitFor(() => expect(within(strip).getByRole('button', { name }).getAttribute('aria-current')).toBe('true'));
});

test('new photos are placed, and the whole is drawn again, each by a button', async () => {
  draws(true);
  const { fake } = await openMap(5);
  await fireEvent.click(await screen.findByRole('button', { name: 'Place 5 new' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Draw again' }));
  expect([fake.askedFor('map.place').length, fake.askedFor('map.draw').length]).toEqual([1, 1]);
});

test('before there is a map, it is drawn by one button', async () => {
  draws(true);
  const { fake } = await mountWindow({ count });
  await fireEvent.keyDown(document.body, { key: 'm' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Draw the map' }));
  expect(fake.askedFor('map.draw')).toHaveLength(1);
});
