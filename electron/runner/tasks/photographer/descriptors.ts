import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Emit, encode, graphOf, tensorValue, type Graph } from '../../../compiler/index.ts';
import { writeProblem, type KnownModel, type ModelCard } from '../../../contract/index.ts';
import { writeWhole } from '../../runtime/index.ts';

// What photos are compared by where no network has learned anything: coarse texture and color. Both are computed by a graph
// of fixed numbers, so that they run, and are kept, as features of a network are.

/** Side of the picture that is described; the whole photo is squeezed into it. */
const side = 128;
export const descriptors = { texture: 'texture', color: 'color' } as const;

/** Orientations and sizes of the filters, and cells along each side in which their strength is averaged. */
const [orientations, sizes, cells] = [8, 4, 4];
/** Of each of L*, a* and b*. */
export const colorBins = 30;

/**
 * [N, 3, 128, 128] RGB, 0 to 255 → `texture` [N, 512] and `color` [N, 90].
 *
 * texture: the strength of edges of 8 directions at 4 sizes in each of 4 × 4 cells (GIST). color: shares of pixels by
 * lightness, by green to red and by blue to yellow, each third summing to 1; a pixel between the middles of two bins
 * belongs to both.
 *
 * @see Oliva and Torralba, "Modeling the shape of the scene", IJCV 2001, section 3, and the authors' preparation of photos:
 *      log, local mean taken away, local contrast divided out · IEC 61966-2-1 and CIE 15:2004, section 8.2.1, for color
 */
export function descriptorGraph(): Graph {
  const emit = new Emit(null);
  const photo = 'photo';
  const shares = emit.op('Mul', [photo, emit.floats([1 / 255], 'byte', [])]);
  emitTexture(emit, shares);
  emitColor(emit, shares);
  return graphOf(
    'descriptors',
    emit,
    [tensorValue(photo, 'float32', ['N', 3, side, side])],
    [
      tensorValue(descriptors.texture, 'float32', ['N', sizes * orientations * cells * cells]),
      tensorValue(descriptors.color, 'float32', ['N', 3 * colorBins]),
    ],
  );
}

/** The graph as a file that features are computed with like any other network's. @throws disk/* */
export async function descriptorModel(cacheDir: string): Promise<KnownModel> {
  const bytes = encode(descriptorGraph());
  const hash = createHash('sha256').update(bytes).digest('hex');
  const path = join(cacheDir, `descriptors-${hash.slice(0, 12)}.onnx`);
  const kept = await readFile(path).catch(() => null);
  if (kept?.equals(bytes)) return { path, hash, card };
  await mkdir(cacheDir, { recursive: true }).catch((thrown: unknown) => {
    throw writeProblem(thrown, cacheDir);
  });
  await writeWhole(path, bytes);
  return { path, hash, card };
}

const card: ModelCard = {
  ...{ name: 'Texture and color', task: 'features', inputName: 'photo', outputName: descriptors.texture },
  ...{
    outputKind: 'logits',
    classNames: [],
    licence: null,
    source: null,
    accuracy: null,
    notes: null,
    confirmed: true,
  },
  preprocessing: {
    ...{ fit: 'squash', width: side, height: side, shortSide: side, layout: 'NCHW', colorOrder: 'RGB' },
    ...{ mean: [0, 0, 0], std: [1, 1, 1] },
  },
};

function emitTexture(emit: Emit, shares: string): void {
  const weights = emit.floats([0.299, 0.587, 0.114], 'light', [1, 3, 1, 1]);
  const light = emit.op('Conv', [shares, weights]);
  let picture = evened(emit, emit.op('Log', [emit.op('Add', [light, emit.floats([1], 'one', [])])]));
  const rows: string[] = [];
  for (let size = 0; size < sizes; size += 1) {
    const filters = emit.floats(gaborFilters(), 'gabor', [2 * orientations, 1, filterSide, filterSide]);
    const answers = emit.op('Conv', [picture, filters], { pads: new Array<number>(4).fill(filterSide >> 1) });
    const [even, odd] = [emit.fresh('even'), emit.fresh('odd')];
    emit.op('Split', [answers], { axis: 1, num_outputs: 2 }, { outputs: [even, odd] });
    const energy = emit.op('Add', [emit.op('Mul', [even, even]), emit.op('Mul', [odd, odd])]);
    const cell = side / 2 ** size / cells;
    const mean = emit.op('AveragePool', [emit.op('Sqrt', [energy])], {
      kernel_shape: [cell, cell],
      strides: [cell, cell],
    });
    rows.push(emit.op('Flatten', [mean], { axis: 1 }));
    picture = emit.op('AveragePool', [picture], { kernel_shape: [2, 2], strides: [2, 2] });
  }
  emit.op('Concat', rows, { axis: 1 }, { outputs: [descriptors.texture] });
}

/** Without the local mean, and divided by the local contrast. */
function evened(emit: Emit, picture: string): string {
  const blur = emit.floats(gaussian(blurSide, blurSide / 6), 'blur', [1, 1, blurSide, blurSide]);
  const pads = new Array<number>(4).fill(blurSide >> 1);
  const around = (value: string): string => emit.op('Conv', [value, blur], { pads });
  const high = emit.op('Sub', [picture, around(picture)]);
  const contrast = emit.op('Sqrt', [around(emit.op('Mul', [high, high]))]);
  return emit.op('Div', [high, emit.op('Add', [contrast, emit.floats([0.05], 'least_contrast', [])])]);
}

const [blurSide, filterSide] = [25, 15];

/** [side, side] summing to 1 */
function gaussian(length: number, sigma: number): number[] {
  const middle = (length - 1) / 2;
  const values = Array.from({ length: length * length }, (_, at) => {
    const [y, x] = [Math.floor(at / length) - middle, (at % length) - middle];
    return Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
  });
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** [2 × 8, 15, 15] waves of 5 pixels under a bell: first the even, then the odd one of each direction, without a mean. */
function gaborFilters(): number[] {
  const [bell, middle, wave] = [gaussian(filterSide, 3), (filterSide - 1) / 2, (2 * Math.PI) / 5];
  const filter = (direction: number, shape: (phase: number) => number): number[] => {
    const angle = (Math.PI * direction) / orientations;
    const values = bell.map((weight, at) => {
      const [y, x] = [Math.floor(at / filterSide) - middle, (at % filterSide) - middle];
      return weight * shape(wave * (x * Math.cos(angle) + y * Math.sin(angle)));
    });
    const mean = values.reduce((sum, value) => sum + value, 0);
    return values.map((value, at) => value - mean * (bell[at] ?? 0));
  };
  const directions = Array.from({ length: orientations }, (_, direction) => direction);
  return [Math.cos, Math.sin].flatMap((shape) => directions.flatMap((direction) => filter(direction, shape)));
}

function emitColor(emit: Emit, shares: string): void {
  const lab = emitLab(emit, shares);
  // [N, 3, 1, pixels] against the middles of the bins [30, 1].
  const pixels = emit.op('Reshape', [lab, emit.ints([0, 3, 1, -1], 'pixels')]);
  const middles = Array.from({ length: colorBins }, (_, bin) => (bin + 0.5) / colorBins);
  const away = emit.op('Abs', [emit.op('Sub', [pixels, emit.floats(middles, 'middles', [1, 1, colorBins, 1])])]);
  const near = emit.op('Sub', [
    emit.floats([1], 'one', []),
    emit.op('Mul', [away, emit.floats([colorBins], 'bins', [])]),
  ]);
  const counted = emit.op('ReduceMean', [emit.op('Relu', [near]), emit.ints([3], 'pixel_axis')], { keepdims: 0 });
  emit.op('Flatten', [counted], { axis: 1 }, { outputs: [descriptors.color] });
}

/** L*, a* and b*, each within what half a bin leaves of 0 to 1. */
function emitLab(emit: Emit, shares: string): string {
  const scalar = (value: number, name: string): string => emit.floats([value], name, []);
  const curved = emit.op('Pow', [
    emit.op('Div', [emit.op('Add', [shares, scalar(0.055, 'a')]), scalar(1.055, 'a1')]),
    scalar(2.4, 'gamma'),
  ]);
  const straight = emit.op('Div', [shares, scalar(12.92, 'slope')]);
  const linear = emit.op('Where', [emit.op('Greater', [shares, scalar(0.04045, 'knee')]), curved, straight]);
  const toXyz = [
    ...[0.4124564, 0.3575761, 0.1804375].map((value) => value / 0.95047),
    ...[0.2126729, 0.7151522, 0.072175],
    ...[0.0193339, 0.119192, 0.9503041].map((value) => value / 1.08883),
  ];
  const xyz = emit.op('Conv', [linear, emit.floats(toXyz, 'to_xyz', [3, 3, 1, 1])]);
  const root = emit.op('Pow', [emit.op('Max', [xyz, scalar(1e-9, 'dark')]), scalar(1 / 3, 'third')]);
  const line = emit.op('Div', [
    emit.op('Add', [emit.op('Mul', [xyz, scalar(24389 / 27, 'kappa')]), scalar(16, 'sixteen')]),
    scalar(116, 'scale'),
  ]);
  const f = emit.op('Where', [emit.op('Greater', [xyz, scalar(216 / 24389, 'epsilon')]), root, line]);
  // L / 100, (a + 100) / 200 and (b + 100) / 200.
  const mixing = [...[0, 1.16, 0], ...[2.5, -2.5, 0], ...[0, 1, -1]];
  const offsets = emit.floats([-0.16, 0.5, 0.5], 'lab_offset');
  const lab = emit.op('Conv', [f, emit.floats(mixing, 'to_lab', [3, 3, 1, 1]), offsets]);
  const half = 0.5 / colorBins;
  return emit.op('Clip', [lab, scalar(half, 'first'), scalar(1 - half, 'last')]);
}
