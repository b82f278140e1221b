import type { DeviceId, ModelFile } from '../../../contract/index.ts';
import type { Classifier, OpenClassifier } from './classifier.ts';
import { fallbackWords, isFaultOfDevice } from '../../runtime/index.ts';
import { runFailure } from './failures.ts';

/** A classifier that outlives its device: what the device could not do, the CPU does again. */
export interface LastingClassifier extends Classifier {
  /** Why the CPU took over, in words; null while the device holds. */
  readonly fellBack: string | null;
}

/** Opens `model` on `device`, and on the CPU where that fails now or later. A fault of the model itself is thrown. */
export async function openWithFallback(
  model: ModelFile,
  device: DeviceId,
  open: OpenClassifier,
): Promise<LastingClassifier> {
  let fellBack: string | null = null;
  let current = await open(model, device).catch(onCpuInstead);

  async function onCpuInstead(thrown: unknown): Promise<Classifier> {
    if (!isFaultOfDevice(device, thrown)) throw runFailure(model, thrown);
    fellBack = fallbackWords(device, thrown);
    return open(model, 'cpu');
  }

  return {
    get device() {
      return current.device;
    },
    get fixedBatch() {
      return current.fixedBatch;
    },
    get fellBack() {
      return fellBack;
    },
    async classify(photos) {
      if (current.device === 'cpu') return classifyOnCpu(current, model, photos);
      try {
        return await current.classify(photos);
      } catch (thrown) {
        const failed = current;
        current = await onCpuInstead(thrown);
        failed.close();
        return classifyOnCpu(current, model, photos);
      }
    },
    close: () => current.close(),
  };
}

/** A network with a batch of one written into its inside, though not into its input, still answers one by one. */
async function classifyOnCpu(classifier: Classifier, model: ModelFile, photos: readonly Uint8Array[]) {
  try {
    return await classifier.classify(photos);
  } catch (thrown) {
    if (photos.length === 1) throw runFailure(model, thrown);
    const rows: Float64Array[] = [];
    for (const photo of photos) {
      const [row] = await classifier
        .classify([photo])
        .catch((again: unknown) => Promise.reject(runFailure(model, again)));
      if (row) rows.push(row);
    }
    return rows;
  }
}
