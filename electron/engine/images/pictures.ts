import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Sharp } from 'sharp';
import { decodePhoto } from '../../decode/index.ts';
import type { Decoded } from '../../decode/index.ts';
import { exists, writeWhole } from './files.ts';
import { keyOf } from './key.ts';
import { lanes } from './lanes.ts';
import type { Urgency } from './lanes.ts';

/** An original as the library knows it. */
export interface Original {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface PictureRecipe {
  /** Folder under the data folder, and what besides the original decides the picture. */
  readonly folder: string;
  readonly variant: string;
  readonly extension: 'jpg' | 'png';
  /** `width` and `height` are the pixels of `image`. */
  draw(image: Sharp, width: number, height: number): Sharp;
}

/** Pictures made from originals and kept on disk: each is made once, however often and by whomever it is asked for. */
export interface Pictures {
  /** The file of a picture, made if it is not there yet. @throws photo/*, disk/full */
  locate(original: Original, recipe: PictureRecipe, urgency: Urgency): Promise<string>;
  /** Makes the picture and tells what decoding taught; the same work serves whoever waits for the file. */
  make(original: Original, recipe: PictureRecipe, urgency: Urgency): Promise<Decoded<string>>;
}

const mostAhead = 2000;

export function picturesIn(dataDir: string): Pictures {
  const inLane = lanes(Math.max(2, Math.min(3, availableParallelism())));
  const making = new Map<string, Promise<Decoded<string>>>();
  /** Made for somebody's eyes while the job that reads the photo had not come to it yet: it need not decode again. */
  const ahead = new Map<string, Decoded<string>>();

  const fileOf = (original: Original, { folder, variant, extension }: PictureRecipe): string => {
    const key = keyOf(original, variant);
    return join(dataDir, folder, key.slice(0, 2), `${key}.${extension}`);
  };

  const draw = (original: Original, recipe: PictureRecipe, file: string): Promise<Decoded<string>> =>
    decodePhoto(original.path, async (image, width, height) => {
      await mkdir(dirname(file), { recursive: true });
      await writeWhole(file, (partial) => recipe.draw(image, width, height).toFile(partial));
      return file;
    });

  const make: Pictures['make'] = (original, recipe, urgency) => {
    const file = fileOf(original, recipe);
    const underWay = making.get(file);
    // Work that waits in the background is asked for again when somebody looks; then it must not wait any longer.
    if (underWay && urgency === 'background') return underWay;
    const work = inLane(urgency, async () => {
      const made = ahead.get(file) ?? (await draw(original, recipe, file));
      if (urgency === 'background' || ahead.size > mostAhead) ahead.delete(file);
      else ahead.set(file, made);
      return made;
    });
    making.set(file, work);
    const forget = (): void => {
      if (making.get(file) === work) making.delete(file);
    };
    work.then(forget, forget);
    return work;
  };

  return {
    make,
    async locate(original, recipe, urgency) {
      const file = fileOf(original, recipe);
      if (await exists(file)) return file;
      return (await make(original, recipe, urgency)).picture;
    },
  };
}
