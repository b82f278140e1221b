import { failure, LabSettings } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  Handlers,
  InputOf,
  LabCurve,
  LabLayer,
  LabMap,
  LabPicture,
  LabRun,
  LabRunId,
  LayerRecord,
  NetworkRecord,
  OutputOf,
  UnitPatch,
} from '../../electron/contract/index.ts';

// The lab without a network: what is made follows from what was asked.

type Method = Extract<keyof EngineContract, `lab.${string}`>;
type Asked = InputOf<EngineContract['lab.make']>;

const layer = (name: string, op: string, channels: number, side: number): LabLayer => ({
  ...{ name, op, channels, rows: side, columns: side, noGradient: null },
  field: { width: 512 / side, height: 512 / side, stepX: 224 / side, stepY: 224 / side, startX: -2, startY: -2 },
});

export const someLayers: readonly LabLayer[] = [
  layer('conv1', 'Conv', 64, 111),
  layer('relu1', 'Relu', 64, 111),
  layer('pool1', 'MaxPool', 64, 55),
  layer('fire2', 'Concat', 128, 55),
  layer('fire5', 'Concat', 256, 27),
  layer('fire9', 'Concat', 512, 13),
  { ...layer('scores', 'GlobalAveragePool', 1000, 1), field: null },
];

const fieldOf = ({ field }: LabLayer): LayerRecord['field'] =>
  field && { width: field.width, height: field.height, stepX: field.stepX, stepY: field.stepY };

/** The same layers with what they cost. */
const recordOf = (layers: readonly LabLayer[]): NetworkRecord => ({
  ...{ file: 'network.onnx', opset: 17, inputs: [], dense: null, complete: true },
  layers: layers.map((each): LayerRecord => ({
    ...{ op: each.op, name: `node ${each.name}`, value: each.name, dtype: 'float32', quantized: false, problem: null },
    ...{ dims: [1, each.channels, each.rows, each.columns], training: { trains: 'yes', reason: '' } },
    ...{ parameters: each.op === 'Conv' ? 1728 : 0, multiplyAdds: each.channels * 1000, activationBytes: 4000 },
    field: fieldOf(each),
  })),
  ...{ parameters: 1_235_496, multiplyAdds: 349_152_000, activationBytes: 22_000_000 },
});

/** Nine patches of as many photos, the strongest first. */
export const somePatches: readonly UnitPatch[] = Array.from({ length: 9 }, (_, at) => ({
  ...{ photo: at + 1, fileName: `DSCF${String(1001 + at)}.jpg`, width: 3000, height: 2000 },
  ...{ activation: 12 - at, position: { row: 3, column: at } },
  box: { x0: 300 * at, y0: 500, x1: 300 * at + 600, y1: 1100 },
}));

/** What speaks for the class lies in the middle, what speaks against at the right edge. */
export function someMap(places: number): LabMap {
  const values = Array.from({ length: places * places }, (_, at) => {
    const [x, y] = [(at % places) / places - 0.4, Math.floor(at / places) / places - 0.45];
    return Math.exp(-12 * (x * x + y * y)) - (x > 0.45 ? 0.4 : 0);
  });
  return {
    ...{ about: 'sea', rows: places, columns: places, values, photoWidth: 3000, photoHeight: 2000 },
    box: { x0: 500, y0: 0, x1: 2500, y1: 2000 },
  };
}

const picture = (role: LabPicture['role'], said: Partial<LabPicture> = {}): LabPicture => ({
  ...{ file: `${role}.png`, role, about: '', width: 224, height: 224, strength: null, cells: null },
  ...said,
});

const sheet = (labels: readonly string[]): LabPicture =>
  picture('sheet', { width: 224, height: 112, cells: { columns: 4, labels } });

const answer = (of: string, className: string, probability: number, network = 'SqueezeNet 1.1') => ({
  ...{ network, of },
  top: [
    { classIndex: 1, className, probability },
    { classIndex: 2, className: 'boat', probability: (1 - probability) / 2 },
  ],
});

const curve = (kind: LabCurve['kind'], x: readonly number[], y: readonly number[], random = false): LabCurve => ({
  ...{ kind, about: '', x, y },
  random: random ? x.map((at) => 1 - at / (x.at(-1) ?? 1)) : null,
});

const empty = { pictures: [], frames: [], maps: [], curves: [], answers: [], measures: {} };

/** What a method has to show, in as few words as make every part of the screen appear. */
function shown({ settings }: Asked): Partial<LabRun['result']> {
  const frames = ['frame-0.png', 'frame-1.png', 'frame-2.png'];
  const loss = curve('loss', [0, 1, 2, 3], [9, 4, 2, 1.5]);
  switch (settings.method) {
    case 'filters':
      return { pictures: [{ ...sheet(['0', '1', '2', '3', '4', '5', '6', '7']), about: 'conv1' }] };
    case 'activations':
      return {
        pictures: [sheet(['31', '7', '12', '0', '5', '44', '3', '63'])],
        measures: { 'share of dead channels': 0.125, 'mean activity': 0.4 },
      };
    case 'evidence':
      return {
        maps: [someMap(15)],
        answers: [answer('original', 'sea', 0.81)],
        curves: settings.check
          ? [curve('deletion', [0, 0.5, 1], [0.8, 0.1, 0], true), curve('insertion', [0, 0.5, 1], [0, 0.7, 0.8], true)]
          : [],
        measures: { score: 12.4, ...(settings.randomize ? { 'rank correlation': 0.87 } : {}) },
      };
    case 'projection':
      return { pictures: [picture('projection'), picture('original')] };
    case 'maximize':
      return settings.targets.length > 1
        ? { pictures: [sheet(settings.targets.map((_, at) => `channel ${String(at)}`))], frames, curves: [loss] }
        : { pictures: [picture('result')], frames, curves: [loss], answers: [answer('result', 'sea', 0.998)] };
    case 'inversion':
    case 'interpolation':
    case 'style':
    case 'fast-style':
      return { pictures: [picture('original'), picture('result')], frames, curves: [loss] };
    case 'attack':
      return {
        pictures: [picture('original'), picture('difference', { strength: 32 }), picture('result')],
        answers: [
          answer('original', 'sea', 0.81),
          answer('result', 'mountain', 0.93),
          answer('result', 'sea', 0.6, 'MobileNet v2'),
          answer('JPEG 75', 'sea', 0.5),
        ],
        measures: { 'largest change': 2, fooled: 1 },
      };
    case 'fooling':
      return { pictures: [picture('result')], answers: [answer('result', 'mountain', 0.995)], curves: [loss] };
    case 'linear':
      return {
        pictures: [sheet(settings.alphas.map((alpha) => `α = ${String(alpha)}`)), picture('original')],
        curves: [curve('linear', settings.alphas, [0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 0.95])],
      };
    case 'robustness':
      return { curves: [curve('robustness', [0, 1, 2, 4], [0.9, 0.5, 0.2, 0.05], true)] };
  }
}

export class FakeLab {
  layers: readonly LabLayer[] = someLayers;
  record: NetworkRecord = recordOf(someLayers);
  /** What was looked for in the library; null: nothing yet. */
  indexed: OutputOf<EngineContract['lab.indexed']> = null;
  patches: readonly UnitPatch[] = [];
  runs: readonly LabRun[] = [];
  /** Making ends only when it is let go. */
  hold: Promise<void> | null = null;

  #made = 0;
  #bin: readonly LabRun[] = [];

  answers(): Pick<Handlers<EngineContract>, Method> {
    return {
      'lab.layers': () => this.layers,
      'lab.make': async (asked, { progress }) => {
        const run = this.#nextId();
        const step = { run, total: 4, loss: 9, frame: null, map: null };
        const map = asked.settings.method === 'evidence' ? someMap(5) : null;
        progress({ ...step, done: 1, frame: 'frame-0.png', map });
        progress({ ...step, done: 2, loss: 4, frame: 'frame-1.png' });
        await this.hold;
        const made = this.#runOf(run, asked);
        this.runs = [made, ...this.runs];
        return made;
      },
      'lab.runs': () => this.runs,
      'lab.forget': ({ run }) => {
        this.#bin = this.runs.filter(({ id }) => id === run);
        if (this.#bin.length === 0) throw failure('lab/run-gone', {});
        this.runs = this.runs.filter(({ id }) => id !== run);
      },
      'lab.restore': () => {
        this.runs = [...this.#bin, ...this.runs];
      },
      'lab.save': ({ files }) => ({ paths: files.map((file) => `/home/me/Results/${file}`) }),
      'lab.index': () => ({ job: 70 }),
      'lab.indexed': () => this.indexed,
      'lab.patches': () => this.patches,
      'lab.open': () => {
        const settings = LabSettings.parse({ method: 'style', steps: 77 });
        return { recipe: recipeOf('a'.repeat(64), settings, 2), isHere: true, photos: [2, 3] };
      },
    };
  }

  #nextId(): LabRunId {
    this.#made += 1;
    return `run-${String(this.#made).padStart(6, '0')}`;
  }

  #runOf(id: LabRunId, asked: Asked): LabRun {
    const { settings, model, photos } = asked;
    const result = { ...empty, ...shown(asked), settings, elapsedMs: 1200, fellBack: null };
    return { id, recipe: recipeOf(model, settings, photos.length), result };
  }
}

const recipeOf = (model: string, settings: LabSettings, photos: number): LabRun['recipe'] => ({
  ...{ fovea: 1, network: { name: 'SqueezeNet 1.1', hash: model }, others: [], settings },
  photos: Array.from({ length: photos }, (_, at) => ({
    ...{ name: `DSCF${String(1001 + at)}.jpg`, hash: 'b'.repeat(64) },
  })),
  madeMs: Date.UTC(2026, 10, 28),
});
