import type { DetectorSettings, LabelledPhoto } from '../../../../contract/index.ts';
import type { ReadPicture } from '../../../pixels/index.ts';
import { scaleBox, type Box } from '../../../vision/index.ts';
import { pictureOf, regionsOf } from '../proposals/index.ts';
import type { RegionDescriber, RegionHooks } from '../regions/index.ts';
import type { DescribedRegions, RegionCache } from './cache.ts';

export interface Describing extends RegionHooks {
  readonly describer: RegionDescriber;
  readonly cache: RegionCache;
  readonly settings: DetectorSettings;
}

/** Regions of a photo with their features, from what is kept or made now. @throws photo/*, detection/no-addon, disk/* */
export async function describedRegions(
  { path, hash }: Pick<LabelledPhoto, 'path' | 'hash'>,
  how: Describing,
): Promise<DescribedRegions & { readonly picture: ReadPicture | null }> {
  const kept = await how.cache.read(hash);
  if (kept) return { ...kept, picture: null };
  const picture = await pictureOf(path);
  const boxes = await regionsOf(picture, how.settings, how.stop);
  const rows = await how.describer.describe(picture, boxes, how);
  const { width, height, photoWidth, photoHeight } = picture;
  const regions = { width, height, photoWidth, photoHeight, boxes, rows };
  await how.cache.write(hash, regions);
  return { ...regions, picture };
}

/** A photo to learn from or to judge by. */
export interface ExamplePhoto extends DescribedRegions {
  /** In pixels of the picture. */
  readonly truth: readonly TruthBox[];
  /** [truth, F] */
  readonly drawn: readonly Float32Array[];
}

export interface TruthBox {
  readonly classIndex: number;
  readonly box: Box;
  readonly difficult: boolean;
}

/** The same with the boxes that a person drew, described too. @throws as `describedRegions` */
export async function examplePhoto(photo: LabelledPhoto, how: Describing): Promise<ExamplePhoto> {
  const { picture, ...regions } = await describedRegions(photo, how);
  const rows = await how.cache.readDrawn(photo.hash);
  const [along, down] = [regions.width / regions.photoWidth, regions.height / regions.photoHeight];
  const truth = photo.boxes.map(({ box, ...rest }) => ({ ...rest, box: scaleBox(box, along, down) }));
  const missing = truth.filter(({ box }) => !rows.has(cornersOf(box).join()));
  if (missing.length > 0) {
    const corners = missing.flatMap(({ box }) => [...cornersOf(box)]);
    const found = await how.describer.describe(picture ?? (await pictureOf(photo.path)), corners, how);
    const { width } = how.describer;
    for (const [at, { box }] of missing.entries())
      rows.set(cornersOf(box).join(), found.slice(at * width, (at + 1) * width));
    await how.cache.writeDrawn(photo.hash, rows);
  }
  const none = new Float32Array(0);
  return { ...regions, truth, drawn: truth.map(({ box }) => rows.get(cornersOf(box).join()) ?? none) };
}

/** As they are kept. */
const cornersOf = ({ x0, y0, x1, y1 }: Box): Float32Array => Float32Array.of(x0, y0, x1, y1);
