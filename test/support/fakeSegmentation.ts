import { failure } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  Handlers,
  Look,
  LookId,
  Problem,
  ProgressOf,
  Scope,
} from '../../electron/contract/index.ts';

// Looks without a network: areas that a test has drawn.

type Method = 'segmentation.look' | 'segmentation.limits' | 'segmentation.losses' | 'segmentation.export';

/** What a network sees of every photo. */
export interface Sight {
  readonly width: number;
  readonly height: number;
  readonly classNames: readonly string[];
  /** [height, width] */
  readonly classOf: readonly number[];
  /** Of every pixel, 0 to 1. */
  readonly probability: number;
  /** Why the CPU looked in place of the device. */
  readonly fellBack?: string;
}

/** Sky over sea: six by four pixels, two thirds of them sea, but for one of them. */
export const skyAndSea: Sight = {
  ...{ width: 6, height: 4, classNames: ['background', 'sky', 'sea'], probability: 0.8 },
  classOf: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0],
};

export class FakeSegmentation {
  /** By the network's hash; every other one sees sky and sea. */
  readonly sights = new Map<string, Sight>();
  limit: Problem | null = null;
  losses: readonly string[] = [];
  /** Looks wait until they are let go. */
  held = false;
  /** Looks that were stopped while they waited. */
  stopped = 0;
  readonly #waiting: { readonly go: () => void; readonly tell: (done: number, total: number) => void }[] = [];
  readonly #addresses = new Map<string, string>();

  /** Where the pixels of a look are; they are in the address itself. */
  addressOf(look: string): string {
    return this.#addresses.get(look) ?? 'data:,';
  }

  /** Every look that waits is answered. */
  letGo(): void {
    this.held = false;
    for (const { go } of this.#waiting.splice(0)) go();
  }

  /** Looks that wait say how far they are. */
  tell(done: number, total: number): void {
    for (const waiting of this.#waiting) waiting.tell(done, total);
  }

  answers(): Pick<Handlers<EngineContract>, Method> {
    return {
      'segmentation.look': async (asked, scope) => {
        if (this.held) await this.#turn(scope);
        return this.look(this.sights.get(asked.model) ?? skyAndSea);
      },
      'segmentation.limits': () => ({ crf: this.limit }),
      'segmentation.losses': () => this.losses,
      'segmentation.export': () => ({ job: 6 }),
    };
  }

  #turn(scope: Scope<ProgressOf<EngineContract['segmentation.look']>>): Promise<void> {
    return new Promise((go, reject) => {
      this.#waiting.push({ go, tell: (done, total) => scope.progress({ done, total }) });
      scope.onStop(() => {
        this.stopped += 1;
        reject(failure('engine/stopped', {}));
      });
    });
  }

  /** Keeps pixels at an address of their own. */
  async keep({ classOf, probability }: Pick<Sight, 'classOf' | 'probability'>): Promise<LookId> {
    const id = (this.#addresses.size + 1).toString(16).padStart(64, '0');
    const bytes = new Uint8Array(3 * classOf.length).fill(Math.round(255 * probability), 2 * classOf.length);
    new Uint16Array(bytes.buffer, 0, classOf.length).set(classOf);
    this.#addresses.set(id, '');
    this.#addresses.set(id, await gzipped(bytes));
    return id;
  }

  /** What is seen, as an engine tells it. */
  async look(sight: Sight): Promise<Look> {
    const { width, height, classNames, classOf, fellBack } = sight;
    const id = await this.keep(sight);
    const areas = classNames.map((className, classIndex) => {
      const pixels = classOf.filter((each) => each === classIndex).length;
      return { classIndex, className, pixels, share: pixels / classOf.length };
    });
    return {
      id,
      result: {
        ...{ photoWidth: 3000, photoHeight: 2000, width, height, stepPx: 1, elapsedMs: 12, damaged: false, maps: [] },
        ...{ classes: 'classes.png', probability: 'probability.png' },
        areas: areas.filter(({ pixels }) => pixels > 0).toSorted((a, b) => b.pixels - a.pixels),
        ...(fellBack !== undefined && { fellBack }),
      },
    };
  }
}

/** As an address; made with what browsers and Node both have. */
async function gzipped(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Response(bytes).body?.pipeThrough(new CompressionStream('gzip'));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return `data:application/gzip;base64,${btoa(String.fromCharCode(...packed))}`;
}
