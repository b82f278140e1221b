import { notJudged, type LabelMap } from '../../../../electron/runner/vision/index.ts';

/** A map from rows of letters: "a" is class 0, "b" class 1, and "." is not judged. */
export function mapOf(...rows: readonly string[]): LabelMap {
  const letters = rows.join('');
  const classOf = Uint16Array.from(letters, (letter) => (letter === '.' ? notJudged : letter.charCodeAt(0) - 97));
  return { width: rows[0]?.length ?? 0, height: rows.length, classOf };
}

/** The rows of letters of a map. */
export const lettersOf = ({ width, height, classOf }: LabelMap): string[] =>
  Array.from({ length: height }, (_, y) =>
    Array.from(classOf.subarray(y * width, (y + 1) * width), (classIndex) =>
      classIndex === notJudged ? '.' : String.fromCharCode(97 + classIndex),
    ).join(''),
  );

/**
 * A map of up to `most` pixels a side: noise (single pixels, corners that touch) or patches (holes within holes), with
 * or without pixels that nobody judged.
 */
export function drawMap(rng: () => number, classes: number, most: number): LabelMap {
  const side = (): number => 1 + Math.floor(rng() * most);
  const [width, height, unjudged] = [side(), side(), rng() < 0.5];
  const draw = (): number => (unjudged && rng() < 0.2 ? notJudged : Math.floor(rng() * classes));
  if (rng() < 0.5) return { width, height, classOf: Uint16Array.from({ length: width * height }, draw) };
  const classOf = new Uint16Array(width * height).fill(draw());
  for (let patch = 0; patch < 8; patch += 1) {
    const [x0, y0, value] = [Math.floor(rng() * width), Math.floor(rng() * height), draw()];
    const [x1, y1] = [x0 + rng() * width, y0 + rng() * height];
    for (const at of classOf.keys()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      if (x >= x0 && x < x1 && y >= y0 && y < y1) classOf[at] = value;
    }
  }
  return { width, height, classOf };
}
