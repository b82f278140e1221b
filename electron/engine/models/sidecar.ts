import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type MeasuredAccuracy, ModelCard, type ModelTask, type Preprocessing } from '../../contract/index.ts';
import { type ClassLists, linesOf, namesFromLines } from './classNames.ts';

// A network in the folder of ready models may have `<name>.json` beside it: Fovea's own card, or the descriptive form
// below that collections of networks use. Every field of that form may be missing or of another kind.

const dimension = z.union([z.int(), z.string()]);
const port = z.object({ name: z.string().min(1), shape: z.array(dimension).catch([]) });
const triple = z.tuple([z.number(), z.number(), z.number()]);
const text = z.string().nullable().catch(null);

const Description = z.object({
  name: z.string().min(1).max(120),
  sha256: text.default(null),
  layout: z.enum(['NCHW', 'NHWC']).catch('NCHW'),
  input: port,
  output: z.array(port).min(1),
  task: z.string().catch(''),
  source: z
    .array(z.object({ repo: z.string() }))
    .catch([])
    .default([]),
  licence: z.object({ weights: text.default(null), repo: text.default(null) }).catch({ weights: null, repo: null }),
  preprocess: z
    .object({
      resize: z.string().catch(''),
      mean: triple.catch([0, 0, 0]),
      std: triple.catch([1, 1, 1]),
      order: z.enum(['RGB', 'BGR']).catch('RGB'),
      range: z.string().catch('0..255'),
    })
    .catch({ resize: '', mean: [0, 0, 0], std: [1, 1, 1], order: 'RGB', range: '0..255' }),
  labels: text.default(null),
  labels_inline: z.array(z.string()).nullable().catch(null).default(null),
  measured: z
    .object({ on: z.string(), top1: z.number(), top5: z.number().nullable().catch(null) })
    .nullable()
    .catch(null)
    .default(null),
  notes: text.default(null),
});
type Description = z.infer<typeof Description>;

export interface Sidecar {
  readonly card: ModelCard;
  /** Hash that the sidecar states for its network; null when it states none. */
  readonly hash: string | null;
}

/** The card in a sidecar file; null where there is none or it cannot be understood. */
export async function readSidecar(path: string, lists: ClassLists): Promise<Sidecar | null> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
  const own = ModelCard.safeParse(parsed);
  if (own.success) return { card: own.data, hash: null };
  const description = Description.safeParse(parsed);
  if (!description.success) return null;
  const card = ModelCard.safeParse(await cardFrom(description.data, dirname(path), lists));
  return card.success ? { card: card.data, hash: description.data.sha256 } : null;
}

async function cardFrom(it: Description, folder: string, lists: ClassLists): Promise<ModelCard> {
  const outputName = it.output[0]?.name ?? '';
  return {
    name: it.name,
    task: taskOf(it.task),
    preprocessing: preprocessingOf(it),
    inputName: it.input.name,
    outputName,
    outputKind: /prob|softmax/i.test(outputName) ? 'probabilities' : 'logits',
    classNames: it.labels_inline ?? (await namesIn(folder, it.labels, lists)),
    licence: it.licence.weights ?? it.licence.repo,
    source: it.source.length === 0 ? null : it.source.map(({ repo }) => repo).join(', '),
    accuracy: accuracyOf(it.measured),
    notes: it.notes,
    confirmed: true,
  };
}

/** The first task that the words name; "features" only where the network is nothing else. */
export function taskOf(words: string): ModelTask {
  if (/\bstyle\b/i.test(words)) return 'style';
  if (/segment/i.test(words)) return 'segmentation';
  if (/detect/i.test(words)) return 'detection';
  if (/feature extractor/i.test(words)) return 'features';
  return /classif/i.test(words) ? 'classification' : 'unknown';
}

function preprocessingOf({ preprocess, layout, input }: Description): Preprocessing {
  // The card counts pixels in 0..255; networks described for 0..1 have means and deviations of that range.
  const scale = /0\s*\.\.\s*1\b/.test(preprocess.range) ? 255 : 1;
  const scaled = ([a, b, c]: readonly [number, number, number]): [number, number, number] => [
    a * scale,
    b * scale,
    c * scale,
  ];
  return {
    ...fitFrom(preprocess.resize, layout === 'NCHW' ? input.shape.slice(2) : input.shape.slice(1, 3)),
    layout,
    colorOrder: preprocess.order,
    mean: scaled(preprocess.mean),
    std: scaled(preprocess.std),
  };
}

/** A size for networks that take any: a multiple of 32, plus the one pixel that some want. */
const anySizePx = 512;

/**
 * The fit that a sentence describes: "resize short side to 256, centre crop 224", "513x513", "any size".
 * "short side 256, crop 224, then bilinear to 128" sees the same part of the photo as short side 146, crop 128.
 */
export function fitFrom(
  sentence: string,
  [height, width]: readonly (number | string)[],
): Pick<Preprocessing, 'fit' | 'shortSide' | 'width' | 'height'> {
  const number = (pattern: RegExp): number | null => {
    const found = pattern.exec(sentence)?.[1];
    return found === undefined ? null : Number(found);
  };
  const shortSide = number(/short side\D{0,6}(\d+)/i);
  const crop = number(/crop\D{0,4}(\d+)/i);
  if (shortSide !== null && crop !== null) {
    const side = number(/then\D*(\d+)/i) ?? crop;
    return { fit: 'crop', shortSide: Math.round((shortSide * side) / crop), width: side, height: side };
  }
  const stated = /(\d+)\s*x\s*(\d+)/.exec(sentence);
  if (stated) return squashed(Number(stated[1]), Number(stated[2]));
  if (typeof width === 'number' && typeof height === 'number') return squashed(width, height);
  const side = number(/(\d+)\)/) ?? anySizePx;
  return { fit: 'pad', shortSide: side, width: side, height: side };
}

const squashed = (width: number, height: number) =>
  ({ fit: 'squash', shortSide: Math.min(width, height), width, height }) as const;

/** A label file lies in the sidecar's own folder: a name with a path in it is not followed. */
async function namesIn(folder: string, file: string | null, lists: ClassLists): Promise<readonly string[]> {
  if (file === null || !/^[\w.-]+$/.test(file)) return [];
  const lines = linesOf(await readFile(join(folder, file), 'utf8').catch(() => ''));
  return namesFromLines(lines, lists);
}

/** Most collections state percent, the card fractions; no network worth keeping is right in 1 % of cases. */
function accuracyOf(measured: Description['measured']): MeasuredAccuracy | null {
  if (measured === null) return null;
  const fraction = (stated: number): number => Math.round(stated > 1 ? stated * 100 : stated * 1e4) / 1e4;
  return {
    on: measured.on,
    top1: fraction(measured.top1),
    top5: measured.top5 === null ? null : fraction(measured.top5),
  };
}
