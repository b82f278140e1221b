import type { Picture } from '../../dense/index.ts';
import { bilinear } from '../../vision/index.ts';
import { scoresOf, type PixelScores } from './maps.ts';

/** One way of looking at a photo: at a size, mirrored or not. */
export interface View {
  readonly scale: number;
  readonly mirrored: boolean;
}

export function viewsOf(scales: readonly number[], flip: boolean): readonly View[] {
  const sizes = [1, ...scales.filter((scale) => scale !== 1)];
  return sizes.flatMap((scale) => (flip ? [false, true] : [false]).map((mirrored) => ({ scale, mirrored })));
}

/** The picture from right to left. */
export function mirrored({ width, height, pixels }: Picture): Picture {
  const turned = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [to, from] = [3 * (y * width + x), 3 * (y * width + width - 1 - x)];
      for (let channel = 0; channel < 3; channel++) turned[to + channel] = pixels[from + channel] ?? 0;
    }
  return { width, height, pixels: turned };
}

/** Adds up what views say of the same photo, each laid onto the size of the first. */
export class Averager {
  readonly #width: number;
  readonly #height: number;
  #sum: Float32Array | null = null;
  #surest: PixelScores | null = null;
  #views = 0;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  add(scores: PixelScores, view: View): void {
    const laid = this.#laid(scores, view);
    this.#views += 1;
    if (laid.all === null) this.#surest = this.#surest === null ? laid : surer(this.#surest, laid);
    else if (this.#sum === null) this.#sum = laid.all;
    else for (const [at, value] of laid.all.entries()) this.#sum[at] = (this.#sum[at] ?? 0) + value;
  }

  /** The mean of the views; where not all classes were followed, each pixel from the view that was surest there. */
  result(stepPx: number, asked: readonly number[]): PixelScores {
    if (this.#surest !== null) return this.#surest;
    const all = this.#sum ?? new Float32Array(0);
    if (this.#views > 1) for (const [at, value] of all.entries()) all[at] = value / this.#views;
    return scoresOf(all, { width: this.#width, height: this.#height, stepPx }, asked);
  }

  #laid(scores: PixelScores, { mirrored: isMirrored }: View): PixelScores {
    const [width, height] = [this.#width, this.#height];
    if (scores.width === width && scores.height === height && !isMirrored) return scores;
    const [stepX, stepY] = [width / scores.width, height / scores.height];
    const grid = {
      columns: scores.width,
      rows: scores.height,
      stepX,
      stepY,
      firstX: (stepX - 1) / 2,
      firstY: (stepY - 1) / 2,
    };
    const smooth = (values: Float32Array): Float32Array => {
      const laid = stepX === 1 && stepY === 1 ? values.slice() : bilinear(values, grid, width, height);
      if (isMirrored) for (let y = 0; y < height; y++) laid.subarray(y * width, (y + 1) * width).reverse();
      return laid;
    };
    if (scores.all !== null) {
      const [pixels, size] = [scores.width * scores.height, width * height];
      const classes = scores.all.length / pixels;
      const all = new Float32Array(classes * size);
      for (let index = 0; index < classes; index++)
        all.set(smooth(scores.all.subarray(index * pixels, (index + 1) * pixels)), index * size);
      return { ...scores, width, height, all };
    }
    const classOf = new Uint16Array(width * height);
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        const column = Math.floor((isMirrored ? width - 1 - x : x) / stepX);
        classOf[at] = scores.classOf[Math.floor(y / stepY) * scores.width + column] ?? 0;
      }
    const maps = new Map([...scores.maps].map(([index, values]) => [index, smooth(values)] as const));
    return { ...scores, width, height, classOf, probability: smooth(scores.probability), maps };
  }
}

function surer(a: PixelScores, b: PixelScores): PixelScores {
  const [classOf, probability] = [a.classOf.slice(), a.probability.slice()];
  for (const [pixel, value] of b.probability.entries()) {
    if (value <= (probability[pixel] ?? 0)) continue;
    probability[pixel] = value;
    classOf[pixel] = b.classOf[pixel] ?? 0;
  }
  return { ...a, classOf, probability };
}
