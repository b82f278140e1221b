import { painted, type MaskAnnotation, type ReadMasks } from '../../../../../electron/runner/vision/index.ts';
import { drawMap, mapOf } from '../../segmentation/drawn.ts';

/** Names as people give them; all different. */
const names = [
  'sky',
  'été à la mer',
  ' two  spaces ',
  '"quoted", \'so\'',
  '日本の猫',
  '🦊 fox 👩‍👩‍👧',
  'שועל קטן',
  'ثعلب',
  '#%&<>]]>',
  'a\tb\nc',
  'back\\slash/slash;semi|bar',
  '__proto__',
];

/** A photo of drawn name with a map over a drawn list of classes, not all of which occur. */
export function drawAnnotation(rng: () => number, most = 14): MaskAnnotation {
  const classes = names.filter(() => rng() < 0.7);
  const map = drawMap(rng, Math.max(1, classes.length - 1), most);
  const file = `${names[Math.floor(rng() * names.length)] ?? ''}.jpg`;
  return {
    photo: { file, width: map.width, height: map.height },
    classes: classes.length > 0 ? classes : ['sky'],
    map,
  };
}

/** A photo from rows of letters, of classes a, b, c. */
export function annotationOf(...rows: readonly string[]): MaskAnnotation {
  const map = mapOf(...rows);
  return { photo: { file: 'a.jpg', width: map.width, height: map.height }, classes: ['a', 'b', 'c'], map };
}

/** What was read, painted. */
export const allPainted = ({ photos, classes }: ReadMasks, background?: string): MaskAnnotation[] =>
  photos.map((drawn) => painted(drawn, classes, background).annotation);

/** "0,0 1,0" as pairs of numbers. */
export const pointsOf = (text: string): number[][] => text.split(' ').map((pair) => pair.split(',').map(Number));

export const json = (value: unknown): string => JSON.stringify(value);
