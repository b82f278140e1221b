import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PeerGradient, PeerResult } from '../../peer/peer.ts';

// expected.json: what PyTorch says about one network, in few enough digits to be read in a review. The losses and the
// norms have twelve digits, projections ten, errors three.

/** Beyond this many gradients only six of the eight projections are kept. */
const many = 300;

/** `dims` are left out: they are the network's. */
export type GoldenGradient = Omit<PeerGradient, 'dims'>;

export interface Golden {
  readonly torch: string;
  readonly loss32: number;
  readonly loss64: number;
  readonly kinkDistance: number;
  readonly tensors: readonly GoldenGradient[];
}

type Row = readonly [name: string, norm: number, error: number, projections: readonly number[]];

interface GoldenFile extends Omit<Golden, 'tensors'> {
  readonly tensors: readonly Row[];
}

const fileOf = (name: string): string => join(import.meta.dirname, name, 'expected.json');

export function readGolden(name: string): Golden {
  const { tensors, ...rest } = JSON.parse(readFileSync(fileOf(name), 'utf8')) as GoldenFile;
  return {
    ...rest,
    tensors: tensors.map(([tensor, norm, error, projections]) => ({ name: tensor, norm, error, projections })),
  };
}

export function writeGolden(
  name: string,
  source: string,
  { torch, loss32, loss64, kinkDistance, tensors }: PeerResult,
): void {
  const kept = tensors.length > many ? 6 : 8;
  const rows = tensors.map((tensor): Row => {
    const projections = tensor.projections.slice(0, kept).map((projection) => Number(projection.toFixed(10)));
    return [tensor.name, digits(tensor.norm, 12), digits(tensor.error, 3), projections];
  });
  const head = [
    `"torch": ${JSON.stringify(torch)}`,
    `"loss32": ${digits(loss32, 9)}`,
    `"loss64": ${digits(loss64, 14)}`,
    `"kinkDistance": ${digits(kinkDistance, 3)}`,
    `"tensors": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
  ];
  mkdirSync(join(import.meta.dirname, name), { recursive: true });
  writeFileSync(fileOf(name), `{\n${head.join(',\n')}\n}\n`);
  writeFileSync(join(import.meta.dirname, name, 'source.md'), source);
}

const digits = (value: number, count: number): number => Number(value.toPrecision(count));
