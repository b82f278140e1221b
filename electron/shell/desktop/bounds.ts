import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';

/** Where the window was, in screen pixels; nothing of it when it would open where no screen is any more. */
export function fittingBounds(saved: Rectangle | null, screens: readonly Rectangle[]): Partial<Rectangle> {
  const usual = { width: 1280, height: 820 };
  if (!saved) return usual;
  const seen = screens.some((screen) => overlap(saved, screen) >= 64 * 64);
  return seen ? saved : { ...usual, width: saved.width, height: saved.height };
}

const overlap = (a: Rectangle, b: Rectangle): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
};

/** The bounds kept in a file; null when there are none that can be read. */
export function readBounds(file: string): Rectangle | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRectangle(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps the bounds. Where nothing can be written, the window opens at its usual place next time. */
export function keepBounds(file: string, bounds: Rectangle): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(bounds));
  } catch {
    // a place on the screen is not worth an error
  }
}

const isRectangle = (value: unknown): value is Rectangle => {
  if (typeof value !== 'object' || value === null) return false;
  const sides = value as Readonly<Record<string, unknown>>;
  return ['x', 'y', 'width', 'height'].every((side) => Number.isInteger(sides[side]));
};
