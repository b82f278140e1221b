import type { Extension } from '../extension.ts';
import type { Loss } from './define.ts';

export interface TotalVariationOptions {
  /** [N, C, H, W] */
  readonly image: string;
  /** 2 (default) punishes steep edges, 1 only that there is a difference. */
  readonly power?: 1 | 2;
}

/**
 * How much neighboring pixels differ, downwards and to the right: what keeps a picture that is made by gradients smooth.
 *
 *     loss[n] = Σ |x[i + 1, j] − x[i, j]|ᵖ + |x[i, j + 1] − x[i, j]|ᵖ
 *
 * @see Mahendran and Vedaldi, "Understanding deep image representations by inverting them", 2015, section 2.2
 */
export const totalVariation =
  ({ image, power = 2 }: TotalVariationOptions): Loss =>
  (emit) => {
    const x = emit.value(image, [4]);
    const along = (axis: number): string => {
      const length = emit.dims(x)[axis] ?? 1;
      const step = emit.sub(emit.slice(x, axis, 1, length), emit.slice(x, axis, 0, length - 1));
      return emit.sum(power === 2 ? emit.square(step) : emit.op('Abs', [step]), [1, 2, 3]);
    };
    return { sums: emit.add(along(2), along(3)) };
  };

/** How often features fire together, anywhere in the picture: maps [N, C, H, W] → F · Fᵀ [N, C, C]. */
export function gramMatrix(emit: Extension, maps: string): string {
  const [n = 0, channels = 0, height = 0, width = 0] = emit.dims(emit.value(maps, [4]));
  const rows = emit.reshape(maps, [n, channels, height * width]);
  return emit.matmul(rows, emit.transpose(rows, [0, 2, 1]));
}

/**
 * The distance of styles: loss[n] = Σ (G − A)² / (4 · C² · (H · W)²), with the Gram matrices G of the maps and A of
 * the picture whose style is wanted, [N, C, C], from `exposeGrams`.
 *
 * @see Gatys et al., "Image style transfer using convolutional neural networks", 2016, equations 3 and 4
 */
export const gramDistance =
  ({ features, targets = `${features}/gram/target` }: { readonly features: string; readonly targets?: string }): Loss =>
  (emit) => {
    const [n = 0, channels = 0, height = 0, width = 0] = emit.dims(emit.value(features, [4]));
    const gram = gramMatrix(emit, features);
    const wanted = emit.input(targets, emit.type(gram).dtype, [n, channels, channels]);
    const scale = 1 / (4 * channels ** 2 * (height * width) ** 2);
    return { sums: emit.affine(emit.sum(emit.square(emit.sub(gram, wanted)), [1, 2]), scale) };
  };
