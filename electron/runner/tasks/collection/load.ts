import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { openPass, type FeaturePass } from '../../training/index.ts';
import { cutOf } from './eyes.ts';
import { hold, letGo } from './held.ts';
import { drawnProjection, isProjected, normalize, productsOf, projectedDims } from './projection.ts';

type Method = RunnerContract['collection.load'];

/** Photos that are read together where features are projected. */
const readAtOnce = 4096;

/**
 * Takes the features that are kept of some photos into memory, in the place of those before.
 *
 * @throws disk/full, disk/denied, runner/no-device, model/*
 */
export async function loadCollection({ ids, hashes, ...eyes }: InputOf<Method>, turn: Turn): Promise<OutputOf<Method>> {
  const { model, device, cacheDir } = eyes;
  const pass = await openPass({ model, cuts: [await cutOf(eyes)], cacheDir, device, varied: null, turn });
  try {
    letGo();
    const photos = keptIn(pass, ids, hashes);
    const { values, dims, projection, absent } = await readAll(pass, photos);
    const isThere = (_: unknown, row: number): boolean => !absent.has(row);
    const known = Int32Array.from(photos.filter(isThere), ({ id }) => id);
    hold({ ids: known, dims, values: absent.size === 0 ? values : without(values, dims, absent) }, projection);
    return { known };
  } finally {
    await pass.close();
  }
}

interface KeptPhoto {
  readonly id: number;
  readonly hash: string;
  readonly view: 0;
}

/** Photos with features, by their ids. */
function keptIn(pass: FeaturePass, ids: Int32Array, hashes: Uint8Array): readonly KeptPhoto[] {
  const bytes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const photos: KeptPhoto[] = [];
  ids.forEach((id, i) => {
    const photo = { id, hash: bytes.toString('hex', 32 * i, 32 * i + 32), view: 0 } as const;
    if (!pass.lacks(photo)) photos.push(photo);
  });
  return photos.sort((a, b) => a.id - b.id);
}

interface ReadFeatures {
  readonly values: Float32Array;
  readonly dims: number;
  readonly projection: Float32Array | null;
  /** Rows that a failing disk spoiled; they count as lacking now. */
  readonly absent: ReadonlySet<number>;
}

async function readAll({ sets: [set] }: FeaturePass, photos: readonly KeptPhoto[]): Promise<ReadFeatures> {
  const width = set?.dims[0] ?? 0;
  const absent = new Set<number>();
  const projection = isProjected(photos.length, width) ? drawnProjection(width) : null;
  const dims = projection ? projectedDims : width;
  const values = new Float32Array(photos.length * dims);
  for (let from = 0; from < photos.length; from += readAtOnce) {
    const some = photos.slice(from, from + readAtOnce);
    const own = values.subarray(from * dims, (from + some.length) * dims);
    const raw = projection ? new Float32Array(some.length * width) : own;
    for (const row of (await set?.read(some, raw)) ?? []) absent.add(from + row);
    if (projection) own.set(await productsOf(raw, projection, width));
  }
  normalize(values, dims);
  return { values, dims, projection, absent };
}

function without(values: Float32Array, dims: number, absent: ReadonlySet<number>): Float32Array {
  const rows = values.length / dims;
  const left = new Float32Array((rows - absent.size) * dims);
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    if (absent.has(row)) continue;
    left.set(values.subarray(row * dims, (row + 1) * dims), at);
    at += dims;
  }
  return left;
}
