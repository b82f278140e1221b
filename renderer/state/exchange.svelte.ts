import type {
  Conflicts,
  EngineContract,
  ExchangePreview,
  GrantId,
  InputOf,
  OutputOf,
  PhotoId,
  RelinkPreview,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { Watched } from './watched.svelte.ts';

/** What a person is asked about, one at a time. */
export type ExchangeDialog = 'export-labels' | 'save-project' | 'import-labels' | 'open-project' | 'find-moved';

export type ExportPreview = OutputOf<EngineContract['exchange.preview']>;
export type LabelExportInput = InputOf<EngineContract['exchange.preview']>;
type ProjectInput = InputOf<EngineContract['project.export']>;

/** Labels into files and out of them, projects, and photos whose files have moved. */
export class Exchange {
  readonly #engine: Engine;
  readonly reading = new Watched();

  dialog = $state<ExchangeDialog | null>(null);
  /** Photos to be found again; null: all that are missing. */
  wanted = $state.raw<readonly PhotoId[] | null>(null);
  /** What taking over what was chosen would do. */
  preview = $state.raw<ExchangePreview | null>(null);
  /** What finding photos in the folders that were chosen would do. */
  moved = $state.raw<RelinkPreview | null>(null);
  /** What an export would write. */
  exported = $state.raw<ExportPreview | null>(null);
  #grants: readonly GrantId[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  open(dialog: ExchangeDialog, wanted: readonly PhotoId[] | null = null): void {
    this.#forget();
    this.wanted = wanted;
    this.dialog = dialog;
  }

  /** What is under way ends with the dialog. */
  close(): void {
    this.#forget();
    this.dialog = null;
  }

  /** Looks at what an export would write, in the place of the look before; what that found stays until then. */
  async lookAtExport(asked: LabelExportInput): Promise<void> {
    await this.reading.run(
      (options) => this.#engine.ask('exchange.preview', asked, options),
      (found) => (this.exported = found),
    );
  }

  /** Queues the writing of labels. */
  async exportLabels(asked: LabelExportInput, target: GrantId): Promise<void> {
    await this.#engine.ask('labels.export', { ...asked, target });
  }

  /** Queues the writing of a project. */
  async saveProject(asked: ProjectInput): Promise<void> {
    await this.#engine.ask('project.export', asked);
  }

  /** Looks at what was chosen; nothing is changed. */
  async look(grants: readonly GrantId[]): Promise<void> {
    this.#forget();
    if (grants.length === 0) return;
    this.#grants = grants;
    const asked = this.dialog;
    if (asked === 'find-moved')
      await this.reading.run(
        (options) => this.#engine.ask('relink.preview', { grants, photos: this.wanted }, options),
        (moved) => (this.moved = moved),
      );
    else
      await this.reading.run(
        (options) =>
          this.#engine.ask(asked === 'open-project' ? 'project.preview' : 'labels.preview', { grants }, options),
        (preview) => (this.preview = preview),
      );
  }

  /** Queues the taking over of what was looked at. */
  async take(conflicts: Conflicts, addPhotos: boolean): Promise<void> {
    const method = this.dialog === 'open-project' ? 'project.open' : 'labels.import';
    await this.#engine.ask(method, { grants: this.#grants, conflicts, addPhotos });
  }

  /** Queues giving photos the paths at which they were found. */
  async relink(): Promise<void> {
    await this.#engine.ask('relink.run', { grants: this.#grants, photos: this.wanted });
  }

  /** Whether the file of a photo is not where it was. */
  async isMissing(photo: PhotoId): Promise<boolean> {
    return (await this.#engine.ask('relink.missing', { photos: [photo] })).includes(photo);
  }

  #forget(): void {
    this.reading.stop();
    this.reading.problem = null;
    this.preview = null;
    this.moved = null;
    this.exported = null;
    this.#grants = [];
  }
}
