import { everything, problemOf } from '../../../electron/contract/index.ts';
import type {
  EngineContract,
  EvidenceMap,
  EvidenceMethod,
  Grant,
  OutputOf,
  PhotoId,
  Problem,
  Sha256,
} from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import { Watched } from '../watched.svelte.ts';

export type Identified = OutputOf<EngineContract['photographers.identify']>;

/** The photo that is asked about. */
export interface Subject {
  readonly name: string;
  /** null: it is not in the library, so it cannot be shown. */
  readonly photo: PhotoId | null;
  /** By which it may be taken into the library; null: it is there. */
  readonly grant: Grant | null;
}

/** Where in the photo the score of one photographer comes from. */
export interface Evidence {
  readonly className: string;
  readonly method: EvidenceMethod;
  readonly map: EvidenceMap;
}

/** So many photos of one file name are looked through for the one that was dropped. */
const mostNamesakes = 50;

/** "Who took this?": a photo, the ranked answer, and what that answer rests on. */
export class WhoTook {
  readonly #engine: Engine;
  readonly #model: Sha256;
  readonly asking = new Watched();
  readonly explaining = new Watched();

  subject = $state.raw<Subject | null>(null);
  answer = $state.raw<Identified | null>(null);
  evidence = $state.raw<Evidence | null>(null);
  /** Whose evidence is asked for; null: nobody's. */
  suspect = $state<string | null>(null);
  method = $state<EvidenceMethod>('occlusion');
  /** Of the map over the photo, 0 to 1. */
  opacity = $state(0.7);
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine, model: Sha256) {
    this.#engine = engine;
    this.#model = model;
  }

  /** Asks about a photo of the library. */
  async askPhoto(photo: PhotoId, name: string): Promise<void> {
    await this.#ask({ name, photo, grant: null });
  }

  /** Asks about a file; where the library knows it, it can be shown. */
  async askFile(grant: Grant): Promise<void> {
    await this.#ask({ name: grant.name, photo: null, grant });
    await this.findFile();
  }

  /** Asks once more about the same photo. */
  async again(): Promise<void> {
    const { subject } = this;
    if (subject?.grant) await this.askFile(subject.grant);
    else if (subject) await this.#ask(subject);
  }

  /** Takes the file into the library, where it can be shown. */
  async addToLibrary(): Promise<void> {
    const grant = this.subject?.grant;
    if (!grant) return;
    await this.#attempt(() => this.#engine.ask('library.import', { grants: [grant.id] }));
  }

  /** Looks whether the library knows the file by now. */
  async findFile(): Promise<void> {
    const { subject, answer } = this;
    if (!subject?.grant || subject.photo !== null || !answer) return;
    await this.#attempt(async () => {
      const photo = await this.#photoAt(answer.path);
      if (photo !== null && this.subject === subject) this.subject = { ...subject, photo, grant: null };
    });
  }

  /** Asks where in the photo the score of one photographer comes from. */
  async why(className: string, method = this.method): Promise<void> {
    const { answer, subject } = this;
    this.suspect = className;
    this.method = method;
    if (!answer || !subject) return;
    if (this.evidence?.className !== className || this.evidence.method !== method) this.evidence = null;
    else return;
    await this.explaining.run(
      (options) =>
        this.#engine.ask(
          'photographers.evidence',
          { model: this.#model, path: { path: answer.path, photo: subject.photo }, className, method },
          options,
        ),
      (map) => (this.evidence = { className, method, map }),
    );
  }

  close(): void {
    this.asking.stop();
    this.explaining.stop();
  }

  async #ask(subject: Subject): Promise<void> {
    this.close();
    this.subject = subject;
    this.answer = this.evidence = this.suspect = this.problem = null;
    this.explaining.problem = null;
    const of = subject.photo === null ? { grant: subject.grant?.id ?? '' } : { photo: subject.photo };
    await this.asking.run(
      (options) => this.#engine.ask('photographers.identify', { model: this.#model, of }, options),
      (answer) => {
        if (this.subject === subject) this.answer = answer;
      },
    );
  }

  async #photoAt(path: string): Promise<PhotoId | null> {
    const text = path.split(/[/\\]/).at(-1) ?? path;
    const asked = { filter: { ...everything, text }, order: 'added', offset: 0, limit: mostNamesakes } as const;
    const { photos } = await this.#engine.ask('library.list', asked);
    const details = await Promise.all(photos.map(({ id }) => this.#engine.ask('library.photo', { photo: id })));
    return details.find((detail) => detail.path === path)?.id ?? null;
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
