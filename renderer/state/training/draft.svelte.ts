import { problemOf, TrainingSettings } from '../../../electron/contract/index.ts';
import type {
  Dataset,
  DatasetId,
  DepthChoices,
  LossKind,
  Model,
  Problem,
  Sha256,
} from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import type { Models } from '../models.svelte.ts';
import { deepest, depthAt, depthInSentence, lossesFor, lossNear, positionOf, secondsAt } from './depth.ts';
import { t } from '../../words/index.ts';

const defaults = TrainingSettings.parse({});

/** The run that is being prepared: from which model, how deep, with which settings. */
export class TrainingDraft {
  readonly #engine: Engine;
  readonly #models: Models;
  readonly #dataset: () => Dataset | null;

  settings = $state.raw<TrainingSettings>(defaults);
  /** Chosen by hand; null: the one in use. */
  modelHash = $state<Sha256 | null>(null);
  /** Typed by hand; null: named after the set and the depth. */
  typedName = $state<string | null>(null);
  /** What can be trained; the one before until the next arrives. */
  choices = $state.raw<DepthChoices | null>(null);
  /** The depth was set by hand: advice is shown, not taken. */
  depthTouched = $state(false);
  /** Why depths are not known. */
  problem = $state.raw<Problem | null>(null);

  /** Networks that a head can be put on. */
  readonly models = $derived.by<readonly Model[]>(() =>
    this.#models.models.filter(({ card }) => card.task === 'classification' || card.task === 'features'),
  );
  /** The one that was picked here; else the library's, unless it was trained here: its features are its base's. */
  readonly model = $derived.by<Model | null>(() => {
    const picked = this.models.find(({ hash }) => hash === this.modelHash);
    const general = this.models.filter(({ origin }) => origin !== 'trained');
    return (
      picked ?? general.find(({ hash }) => hash === this.#models.chosenHash) ?? general[0] ?? this.models[0] ?? null
    );
  });
  readonly last = $derived(deepest(this.choices));
  readonly position = $derived(positionOf(this.settings.depth, this.last));
  readonly advisedPosition = $derived(this.choices ? positionOf(this.choices.advised, this.last) : 0);
  readonly losses = $derived.by(() => lossesFor(this.settings.depth, this.#dataset()?.multiLabel ?? false));
  readonly loss = $derived(lossNear(this.settings.loss, this.losses));
  readonly name = $derived.by(
    () => this.typedName ?? `${this.#dataset()?.name ?? t('Training')}, ${depthInSentence(this.settings.depth)}`,
  );
  readonly seconds = $derived(this.choices ? secondsAt(this.choices, this.position, this.#times) : null);
  /** Something differs from the defaults that is not chosen on the page itself. */
  readonly changed = $derived.by(() => {
    const { depth: _depth, loss: _loss, ...rest } = this.settings;
    const { depth: _defaultDepth, loss: _defaultLoss, ...restOfDefaults } = defaults;
    return JSON.stringify(rest) !== JSON.stringify(restOfDefaults);
  });

  /** Counts questions; the answer to an earlier one is dropped. */
  #question = 0;

  constructor(engine: Engine, models: Models, dataset: () => Dataset | null) {
    this.#engine = engine;
    this.#models = models;
    this.#dataset = dataset;
  }

  get #times(): number {
    return (this.settings.epochs / defaults.epochs) * this.settings.restarts;
  }

  /** Asks how deep this model may be trained on this set, and takes the advice where nobody chose. */
  async loadChoices(dataset: DatasetId | null, model: Sha256): Promise<void> {
    const question = ++this.#question;
    try {
      const choices = await this.#engine.ask('training.depths', { dataset, model });
      if (question !== this.#question) return;
      this.choices = choices;
      this.problem = null;
      if (!this.depthTouched) this.change({ depth: choices.advised });
    } catch (thrown) {
      if (question !== this.#question) return;
      this.choices = null;
      this.problem = problemOf(thrown);
    }
  }

  change(change: Partial<TrainingSettings>): void {
    this.settings = { ...this.settings, ...change };
  }

  moveTo(position: number): void {
    this.depthTouched = true;
    this.change({ depth: depthAt(Math.min(this.last, Math.max(0, position)), this.last) });
  }

  takeAdvice(): void {
    if (!this.choices) return;
    this.depthTouched = false;
    this.change({ depth: this.choices.advised });
  }

  chooseLoss(loss: LossKind): void {
    this.change({ loss });
  }

  /** Everything but depth and loss as it was. */
  restoreDefaults(): void {
    const { depth, loss } = this.settings;
    this.settings = { ...defaults, depth, loss };
  }

  /** The settings that a run gets. */
  get wishes(): TrainingSettings {
    return { ...this.settings, loss: this.loss };
  }
}
