import { problemOf } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  JobRecord,
  LibraryMap,
  OutputOf,
  PhotoId,
  Problem,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import type { Camera } from '../plots/map/camera.ts';
import { isActive, type Jobs } from './jobs.svelte.ts';

/** Photos as points. N photos. */
export interface MapPoints {
  /** [N] */
  readonly photos: Int32Array;
  /** [N] within 0 to 1 */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** [N] class numbers; 0: none */
  readonly classes: Int32Array;
  /** [N] 1 where a person gave the class */
  readonly human: Uint8Array;
  /** Class numbers that occur, with their names. */
  readonly names: ReadonlyMap<number, string>;
}

/** How long changes are gathered before the points are read again. */
const gatherMs = 150;

/** The map of the library: where photos lie, and whether it is shown. */
export class LibraryMapView {
  readonly #engine: Engine;
  readonly #jobs: Jobs;

  /** Shown in the place of the grid. */
  open = $state(false);
  state = $state.raw<LibraryMap | null>(null);
  points = $state.raw<MapPoints | null>(null);
  /** Where a person looks; null: at all of it. Kept while a photo is shown large. */
  camera = $state.raw<Camera | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** The job that draws it. */
  readonly job: JobRecord | undefined = $derived.by(() =>
    this.#jobs.active.find(({ id, kind }) => kind === 'map.draw' && id === this.state?.job),
  );

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, jobs: Jobs) {
    this.#engine = engine;
    this.#jobs = jobs;
    engine.on('map.changed', (state) => {
      this.state = state;
      this.#gather();
    });
    engine.on('library.changed', () => this.#gather());
    engine.on('suggestions.changed', () => this.#gather());
    engine.on('jobs.changed', (job) => {
      if (job.kind === 'map.draw' && (job.id !== this.state?.job || !isActive(job))) this.#gather();
    });
  }

  /** Reads it again where it is shown; else it is read when it is. */
  async load(): Promise<void> {
    if (this.open) await this.#attempt(() => this.#read());
  }

  async show(open: boolean): Promise<void> {
    this.open = open;
    await this.load();
  }

  /** Queues the drawing of a map, or the placing of photos that are not on it. */
  async draw(place: boolean): Promise<void> {
    await this.#attempt(async () => {
      await this.#engine.ask(place ? 'map.place' : 'map.draw', undefined);
      await this.#read();
    });
  }

  #gather(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.load();
    }, gatherMs);
  }

  async #read(): Promise<void> {
    const [state, points] = await Promise.all([
      this.#engine.ask('map.state', undefined),
      this.#engine.ask('map.points', undefined),
    ]);
    this.state = state;
    this.points = state.model === null ? null : unpacked(points);
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    try {
      await gesture();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}

/** Ids of points. */
export const photosAt = ({ photos }: MapPoints, places: Iterable<number>): PhotoId[] =>
  Array.from(places, (place) => photos[place] ?? 0).filter((id) => id > 0);

/** Some points. */
export const pickedOf = (points: MapPoints, places: readonly number[]): MapPoints => ({
  photos: Int32Array.from(places, (place) => points.photos[place] ?? 0),
  x: Float32Array.from(places, (place) => points.x[place] ?? 0),
  y: Float32Array.from(places, (place) => points.y[place] ?? 0),
  classes: Int32Array.from(places, (place) => points.classes[place] ?? 0),
  human: Uint8Array.from(places, (place) => points.human[place] ?? 0),
  names: points.names,
});

function unpacked({ photos, x, y, classes, human, names }: OutputOf<EngineContract['map.points']>): MapPoints {
  return {
    photos: new Int32Array(bytesOf(photos)),
    x: new Float32Array(bytesOf(x)),
    y: new Float32Array(bytesOf(y)),
    classes: new Int32Array(bytesOf(classes)),
    human: new Uint8Array(bytesOf(human)),
    names: new Map(names.map(({ class: id, className }) => [id, className])),
  };
}

function bytesOf(packed: string): ArrayBuffer {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes.buffer;
}
