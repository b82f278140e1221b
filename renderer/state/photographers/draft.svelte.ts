import { PhotographerSettings } from '../../../electron/contract/index.ts';
import type { Dataset, DatasetId, Model, Sha256 } from '../../../electron/contract/index.ts';
import type { Models } from '../models.svelte.ts';
import type { Training } from '../training.svelte.ts';

const defaults = PhotographerSettings.parse({});

/** The collection that is to be learned next: from which photos, with which network, and what is measured. */
export class CollectionDraft {
  readonly #models: Models;
  readonly #training: Training;

  datasetId = $state<DatasetId | null>(null);
  settings = $state.raw<PhotographerSettings>(defaults);
  /** Chosen by hand; null: the one in use. */
  modelHash = $state<Sha256 | null>(null);
  /** Typed by hand; null: named after the set. */
  typedName = $state<string | null>(null);

  readonly dataset = $derived.by<Dataset | null>(
    () => this.#training.datasets.find(({ id }) => id === this.datasetId) ?? null,
  );
  /** Networks that features can be read from; what was learned here is of another network's features. */
  readonly models = $derived.by<readonly Model[]>(() =>
    this.#models.models.filter(
      ({ card, origin }) => origin !== 'trained' && (card.task === 'classification' || card.task === 'features'),
    ),
  );
  readonly model = $derived.by<Model | null>(() => {
    const picked = this.models.find(({ hash }) => hash === this.modelHash);
    return picked ?? this.models.find(({ hash }) => hash === this.#models.chosenHash) ?? this.models[0] ?? null;
  });
  readonly name = $derived.by(() => (this.typedName ?? this.dataset?.name ?? '').slice(0, 100));
  readonly changed = $derived(JSON.stringify(this.settings) !== JSON.stringify(defaults));

  constructor(models: Models, training: Training) {
    this.#models = models;
    this.#training = training;
  }

  change(change: Partial<PhotographerSettings>): void {
    this.settings = { ...this.settings, ...change };
  }

  restoreDefaults(): void {
    this.settings = defaults;
  }
}
