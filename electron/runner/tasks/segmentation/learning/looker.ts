import type { DeviceId } from '../../../../contract/index.ts';
import type { Picture } from '../../../dense/index.ts';
import type { LabelMap } from '../../../vision/index.ts';
import {
  openNetwork,
  openScorer,
  type HypercolumnNetwork,
  type Hypercolumns,
  type PhotoFeatures,
  type PixelHead,
  type Scorer,
  type Size,
} from '../../../hypercolumns/index.ts';

/** Describes and answers pictures of any size. What the last size takes is open: pictures of one size come together. */
export interface Looker {
  /** @throws model/*, runner/no-device */
  describe(picture: Picture): Promise<PhotoFeatures>;
  /** @throws as `describe` */
  answers(picture: Picture, head: PixelHead): Promise<LabelMap>;
  close(): Promise<void>;
}

interface Opened {
  readonly hypercolumns: Hypercolumns;
  readonly scorer: Scorer;
}

/** @param networkFor  the network for pictures of a size */
export function newLooker(networkFor: (size: Size) => Promise<HypercolumnNetwork>, device: DeviceId): Looker {
  let opened: Opened | null = null;

  const close = async (): Promise<void> => {
    const last = opened;
    opened = null;
    await last?.hypercolumns.close();
    await last?.scorer.close();
  };
  const openFor = async ({ width, height }: Size): Promise<Opened> => {
    const size = opened?.hypercolumns.network.size;
    if (opened && size?.width === width && size.height === height) return opened;
    await close();
    const hypercolumns = await openNetwork(await networkFor({ width, height }), { device });
    opened = { hypercolumns, scorer: openScorer({ device }) };
    return opened;
  };

  return {
    describe: async (picture) => (await openFor(picture)).hypercolumns.describe(picture),
    async answers(picture, head) {
      const { hypercolumns, scorer } = await openFor(picture);
      const { classOf } = await scorer.answers(await hypercolumns.describe(picture), head);
      return { width: picture.width, height: picture.height, classOf };
    },
    close,
  };
}
