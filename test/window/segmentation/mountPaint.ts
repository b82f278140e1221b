import { createEvent, fireEvent, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import type { NewStroke } from '../../../electron/contract/index.ts';
import { FakeStrokes } from '../../support/fakeStrokes.ts';
import type { FakeEngine, FakeEngineOptions } from '../../support/fakeEngine.ts';
import { mountSegment, press } from './mountSegment.ts';

/** The Segment screen in Paint mode, with a segmenter of sky and sea unless the strokes are given. */
export async function mountPaint(options: FakeEngineOptions = {}): Promise<FakeEngine> {
  HTMLElement.prototype.setPointerCapture = () => undefined;
  const strokes = options.strokes ?? new FakeStrokes();
  if (!options.strokes) strokes.add('coast', 'sky', 'sea');
  const fake = await mountSegment({ ...options, strokes });
  await press('p');
  await screen.findByRole('radio', { name: 'Paint', checked: true });
  return fake;
}

export const surface = (): Promise<HTMLElement> => screen.findByRole('group', { name: 'Photo to paint on' });

type Point = readonly [number, number];

/** A pointer event at a place of the stage, which is 808 by 648 window pixels; the first photo is 3000 by 2000. */
export async function point(type: 'down' | 'move' | 'up', [clientX, clientY]: Point, altKey = false): Promise<void> {
  const target = await surface();
  const make = { down: createEvent.pointerDown, move: createEvent.pointerMove, up: createEvent.pointerUp }[type];
  await fireEvent(target, make(target, { clientX, clientY, altKey, button: 0, pointerId: 1 }));
}

/** Presses, moves over the points, and lets go at the last. */
export async function drag(points: readonly Point[], altKey = false): Promise<void> {
  const [first = [0, 0], ...rest] = points;
  await point('down', first, altKey);
  for (const each of rest) await point('move', each, altKey);
  await point('up', points.at(-1) ?? first, altKey);
}

/** What was painted, in order. */
export const painted = (fake: FakeEngine): readonly NewStroke[] =>
  fake.askedFor('strokes.paint').flatMap((input) => (input as { strokes: readonly NewStroke[] }).strokes);

/** Paints a stroke of the class behind a number key, and waits until it is read back. */
export async function paintClass(fake: FakeEngine, key: string): Promise<void> {
  const [paints, reads] = [painted(fake).length, fake.askedFor('strokes.of').length];
  await press(key);
  await drag([
    [200, 200],
    [300, 220],
  ]);
  await waitFor(() => {
    if (painted(fake).length === paints || fake.askedFor('strokes.of').length === reads) throw new Error('not yet');
  });
  await tick();
}
