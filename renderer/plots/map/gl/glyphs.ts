import { markOf } from '../../../ui/classMarks.ts';

/** Outlines of the marks of classes: eight shapes, each with four ways of being cut out. */
export const glyphs = 32;
export const glyphColumns = 8;
/** Pixels of a glyph's side in the texture. */
const side = 64;
/** What a mark spans around its middle, in its own units. */
export const glyphReach = 1.6;

/** The glyph of a class by its place among the classes: what `markOf` draws. */
export function glyphOf(classIndex: number): number {
  const round = Math.floor(classIndex / 8);
  return ((classIndex + round) % 8) + 8 * (Math.floor(round / 8) % 4);
}

/** All glyphs as one picture: filled in red, their edge in green, so that a suggestion can be an outline. */
export function glyphPicture(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = side * glyphColumns;
  canvas.height = side * (glyphs / glyphColumns);
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  context.globalCompositeOperation = 'lighter';
  for (let glyph = 0; glyph < glyphs; glyph += 1) {
    const path = new Path2D(markOf(indexWith(glyph)).outline);
    const [column, row] = [glyph % glyphColumns, Math.floor(glyph / glyphColumns)];
    const scale = side / (2 * glyphReach);
    context.setTransform(scale, 0, 0, scale, (column + 0.5) * side, (row + 0.5) * side);
    context.fillStyle = '#f00';
    context.fill(path, 'evenodd');
    context.strokeStyle = '#0f0';
    context.lineWidth = 0.5;
    context.stroke(path);
  }
  return canvas;
}

/** A class with a glyph. */
function indexWith(glyph: number): number {
  for (let index = 0; ; index += 1) if (glyphOf(index) === glyph) return index;
}
