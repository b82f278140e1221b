import { createEvent, fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect } from 'vitest';
import type { NewBox, PhotoBox } from '../../../electron/contract/index.ts';
import type { FakeEngine, FakeEngineOptions } from '../../support/fakeEngine.ts';
import { mountWindow } from '../library/mountWindow.ts';

type Held = Partial<Pick<KeyboardEvent, 'ctrlKey' | 'shiftKey' | 'altKey'>>;

export const press = (key: string, held: Held = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

/** The Detect screen over six photos, once the first one's boxes are read. */
export async function mountDetect(options: FakeEngineOptions = {}): Promise<FakeEngine> {
  // jsdom has neither.
  HTMLElement.prototype.setPointerCapture = () => undefined;
  HTMLElement.prototype.scrollIntoView = () => undefined;
  const { fake } = await mountWindow({ count: 6, ...options });
  await press('3', { ctrlKey: true });
  await screen.findByRole('heading', { level: 1, name: 'Detect' });
  await waitFor(() => expect(fake.askedFor('boxes.of')).not.toEqual([]));
  await screen.findByRole('region', { name: 'Boxes on this photo' });
  return fake;
}

/** Names a class for boxes to come. */
export async function nameClass(name: string): Promise<void> {
  await fireEvent.input(screen.getByLabelText('New class'), { target: { value: name } });
  await fireEvent.click(screen.getByRole('button', { name: 'Add' }));
  await screen.findByRole('radio', { name: new RegExp(name), checked: true });
}

/** How large the first photo is shown, and where it begins: 3000 by 2000 within 808 by 648 window pixels. */
const scale = 808 / 3000;
const top = (648 - 2000 * scale) / 2;
/** A place of the stage, given in pixels of the first photo. */
export const at = (x: number, y: number): Point => [x * scale, y * scale + top];

type Point = readonly [number, number];

const surface = (): HTMLElement => screen.getByRole('application', { name: 'Photo with boxes' });

export async function point(type: 'down' | 'move' | 'up', [clientX, clientY]: Point): Promise<void> {
  const target = surface();
  const make = { down: createEvent.pointerDown, move: createEvent.pointerMove, up: createEvent.pointerUp }[type];
  await fireEvent(target, make(target, { clientX, clientY, button: 0, pointerId: 1 }));
}

/** Presses, moves over the points, and lets go at the last. */
export async function drag(...points: readonly Point[]): Promise<void> {
  const [first = [0, 0], ...rest] = points;
  await point('down', first);
  for (const each of rest) await point('move', each);
  await point('up', points.at(-1) ?? first);
}

/** What was drawn, in order. */
export const drawn = (fake: FakeEngine): readonly NewBox[] =>
  fake.askedFor('boxes.draw').flatMap((input) => (input as { boxes: readonly NewBox[] }).boxes);

/** What drawn boxes were changed to, in order. */
export const changed = (fake: FakeEngine): readonly (NewBox & { readonly id: number })[] =>
  fake
    .askedFor('boxes.change')
    .flatMap((input) => (input as { changes: readonly (NewBox & { id: number })[] }).changes);

/** The rows of the boxes on the photo, as they are read out. */
export const rows = (): string[] => screen.queryAllByRole('button', { name: rowName }).map(wordsOf);

export const chosenRow = (): string | undefined =>
  screen.queryAllByRole('button', { name: rowName, pressed: true }).map(wordsOf)[0];

const rowName = /, (drawn|found) ?,/;

const wordsOf = (row: HTMLElement): string => row.textContent.trim().replace(/\s+/g, ' ').replace(/ ,/g, ',');

export const box = (x0: number, y0: number, x1: number, y1: number): PhotoBox => ({ x0, y0, x1, y1 });
