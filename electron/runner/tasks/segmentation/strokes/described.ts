import type { DeviceId, ModelFile } from '../../../../contract/index.ts';
import { readPicture, type ReadPicture } from '../../../pixels/index.ts';
import type { Turn } from '../../../runtime/index.ts';
import { openHypercolumns, type Hypercolumns, type PhotoFeatures } from '../../../hypercolumns/index.ts';
import { workingSize } from './workingSize.ts';

/** A photo as layers describe it, and what it is in full size. */
export interface DescribedPhoto {
  readonly features: PhotoFeatures;
  readonly photo: Pick<ReadPicture, 'photoWidth' | 'photoHeight' | 'damaged'>;
}

/** Describes photos by the layers of one network. */
export interface Describer {
  /** @throws photo/*, model/*, runner/no-device */
  describe(path: string, turn: Turn): Promise<DescribedPhoto>;
  close(): Promise<void>;
}

/** Sizes of photos for which the network stays open: upright, lying, and one more. */
const keptSizes = 3;

export function openDescriber(model: ModelFile, device: DeviceId): Describer {
  // A Map remembers insertion order: the size that is used is put at the end.
  const opened = new Map<string, Hypercolumns>();
  const openedFor = async (size: { readonly width: number; readonly height: number }): Promise<Hypercolumns> => {
    const key = `${size.width} × ${size.height}`;
    const hypercolumns = opened.get(key) ?? (await openHypercolumns(model, size, { device }));
    opened.delete(key);
    opened.set(key, hypercolumns);
    const [oldest, unused] = [...opened][0] ?? [];
    if (opened.size > keptSizes && oldest !== undefined) {
      opened.delete(oldest);
      await unused?.close();
    }
    return hypercolumns;
  };

  return {
    async describe(path, turn) {
      const picture = await readPicture(path, workingSize);
      const { photoWidth, photoHeight, damaged } = picture;
      const features = await turn(async () => (await openedFor(picture)).describe(picture));
      return { features, photo: { photoWidth, photoHeight, damaged } };
    },
    async close() {
      await Promise.all([...opened.values()].map((hypercolumns) => hypercolumns.close()));
      opened.clear();
    },
  };
}
