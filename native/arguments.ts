// What the addon trusts is checked here: it reads arrays in place, and one that is too short would be read past its end.

import type { CrfProblem } from './denseCrf.ts';
import type { GraphProblem } from './graphSegmentation.ts';
import { machinesOf, type SvmProblem } from './linearSvm.ts';
import type { AlignProblem } from './regionAlign.ts';
import { colorSpaces, type GroupingProblem } from './selectiveSearch.ts';

/** Pixels; keeps lattice coordinates and edge numbers inside their words. */
const longestSide = 16_384;
/** Pixels or shades: far below one step, where a Gaussian is a point. */
const leastSigma = 0.1;

/** @throws  RangeError that names what can't be */
export function assertSvm({ features, count, width, classOf, classes, costs, maxPasses, start }: SvmProblem): void {
  for (const [name, value] of Object.entries({ count, width, classes })) whole(name, value, 1);
  whole('maxPasses', maxPasses, 0);
  length('features', features, count * width);
  length('classOf', classOf, count);
  length('costs', costs, count);
  if (!start) return;
  length('start', start, machinesOf(classes) * count);
  const wild = start.find((alpha) => !(alpha >= 0 && alpha < Infinity));
  if (wild !== undefined) throw new RangeError(`A multiplier of start is ${wild}, and must be 0 or more.`);
}

/** @throws  RangeError that names what can't be */
export function assertCrf({ probabilities, rgb, classes, height, width, settings }: CrfProblem): void {
  assertSides(height, width);
  whole('classes', classes, 1);
  length('probabilities', probabilities, classes * height * width);
  length('rgb', rgb, height * width * 3);
  whole('iterations', settings.iterations, 0);
  atLeast('spatialWeight', settings.spatialWeight, 0);
  atLeast('colorWeight', settings.colorWeight, 0);
  for (const name of ['spatialSigma', 'colorSpatialSigma', 'colorSigma'] as const) {
    atLeast(name, settings[name], leastSigma);
  }
}

/** @throws  RangeError that names what can't be */
export function assertGraph({ pixels, height, width, channels, sigma, k, minSize }: GraphProblem): void {
  assertSides(height, width);
  whole('channels', channels, 1);
  length('pixels', pixels, height * width * channels);
  atLeast('sigma', sigma, 0);
  atLeast('k', k, 0);
  whole('minSize', minSize, 0);
}

/** @throws  RangeError that names what can't be */
export function assertGrouping({ rgb, height, width, spaces, ks, strategies }: GroupingProblem): void {
  assertSides(height, width);
  length('rgb', rgb, height * width * 3);
  for (const k of ks) whole('k', k, 1);
  for (const [name, { length: count }] of Object.entries({ spaces, ks, strategies })) whole(name, count, 1);
  const unknown = spaces.find((space) => !colorSpaces.includes(space));
  if (unknown !== undefined) throw new RangeError(`There is no color space "${unknown as string}".`);
}

/** @throws  RangeError that names what can't be */
export function assertAlign({ map, channels, height, width, boxes, outHeight, outWidth }: AlignProblem): void {
  assertSides(height, width);
  assertSides(outHeight, outWidth);
  whole('channels', channels, 1);
  length('map', map, channels * height * width);
  if (boxes.length % 4 !== 0) throw new RangeError(`boxes must hold 4 numbers each, not ${boxes.length} in all.`);
  const wild = boxes.find((side) => !(Math.abs(side) <= 4 * longestSide));
  if (wild !== undefined) throw new RangeError(`A box ends at ${wild}, far beyond any map.`);
}

function assertSides(height: number, width: number): void {
  for (const [name, side] of Object.entries({ height, width })) {
    whole(name, side, 1);
    if (side > longestSide) throw new RangeError(`${name} must be ${longestSide} at most, not ${side}.`);
  }
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} must be a whole number, not ${value}.`);
  atLeast(name, value, least);
}

function atLeast(name: string, value: number, least: number): void {
  const fits = Number.isFinite(value) && value >= least;
  if (!fits) throw new RangeError(`${name} must be ${least} or more, not ${value}.`);
}

function length(name: string, array: { readonly length: number }, wanted: number): void {
  if (array.length !== wanted) throw new RangeError(`${name} must hold ${wanted} numbers, not ${array.length}.`);
}
