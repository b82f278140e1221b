import { untrack } from 'svelte';
import { problemOf } from '../../electron/contract/index.ts';
import type {
  Grant,
  LabLayer,
  LabMethod,
  LabRun,
  LabSettings,
  Model,
  Problem,
  Sha256,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { phrase } from '../words/index.ts';
import { Making } from './lab/making.svelte.ts';
import { defaultSettings, isLive, methodsOf, photosOf, tabOf } from './lab/methods.ts';
import type { LabTab, MakingTab, SettingsByMethod } from './lab/methods.ts';
import { NetworkLook } from './lab/networkLook.svelte.ts';
import { LabPhotos } from './lab/photos.svelte.ts';
import { questionOf } from './lab/question.ts';
import type { Chosen, Question } from './lab/question.ts';
import { LabRuns } from './lab/runs.svelte.ts';
import { LabUnits } from './lab/units.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { Models } from './models.svelte.ts';

/** Methods that are about a class or a channel. */
type Targeted = 'evidence' | 'maximize';

/** Other networks that answer too, where nobody chose which. */
const fewOthers = 3;

/** The Lab: which network, layer, channel and photo, by which method, and what came of it. */
export class Lab {
  readonly #engine: Engine;
  readonly #models: Models;
  readonly photos: LabPhotos;
  readonly runs: LabRuns;
  readonly makings: Readonly<Record<LabMethod, Making>>;
  readonly units: LabUnits;
  /** The network that is looked into, and one beside it. */
  readonly looks: { readonly own: NetworkLook; readonly beside: NetworkLook };

  tab = $state<LabTab>('activations');
  settings = $state.raw<SettingsByMethod>(defaultSettings());
  /** null: the one in use. */
  modelHash = $state<Sha256 | null>(null);
  /** Shown beside the network; null: none. */
  besideHash = $state<Sha256 | null>(null);
  /** Of styles, where one is applied that has a network of its own. */
  styleHash = $state<Sha256 | null>(null);
  layers = $state.raw<readonly LabLayer[]>([]);
  /** Name of a layer; null: Fovea's choice. */
  layerName = $state<string | null>(null);
  channel = $state(0);
  /** Whether a map, or a picture that is made, is about a class or about the chosen channel. */
  targets = $state.raw<Readonly<Record<Targeted, 'class' | 'unit'>>>({ evidence: 'class', maximize: 'class' });
  classIndex = $state<number | null>(null);
  posterCount = $state(1);
  /** null: nobody has chosen. */
  otherHashes = $state.raw<readonly Sha256[] | null>(null);
  /** A network whose layers cannot be read, or a recipe that cannot. */
  problem = $state.raw<Problem | null>(null);
  /** What a reopened recipe was made from and is not here. */
  absent = $state.raw<readonly string[]>([]);

  #chosenMethods = $state.raw<Readonly<Partial<Record<MakingTab, LabMethod>>>>({});
  /** The network whose layers are shown. */
  #layersOf: Sha256 | null = null;
  #questions: readonly { readonly run: string; readonly question: Question }[] = [];

  /** null where nothing is made. */
  readonly method = $derived.by((): LabMethod | null => {
    const { tab } = this;
    if (tab === 'learn' || tab === 'network' || tab === 'patches') return null;
    return this.#chosenMethods[tab] ?? methodsOf[tab][0];
  });
  readonly making = $derived.by(() => (this.method === null ? null : this.makings[this.method]));
  /** Networks that one can look into. */
  readonly networks = $derived(this.#networks('style', false));
  readonly styles = $derived(this.#networks('style', true));
  readonly model = $derived.by((): Model | null => {
    const style = this.styles.find(({ hash }) => hash === this.styleHash) ?? this.styles[0];
    if (this.method === 'fast-style') return style ?? null;
    return this.networks.find(({ hash }) => hash === this.modelHash) ?? this.#models.chosen ?? this.networks[0] ?? null;
  });
  readonly beside = $derived(this.networks.find(({ hash }) => hash === this.besideHash) ?? null);
  readonly layer = $derived(this.layers.find(({ name }) => name === this.layerName) ?? null);
  /** Networks that could answer beside the one that is looked into. */
  readonly answering = $derived(
    this.networks.filter(({ hash, card }) => card.task === 'classification' && hash !== this.model?.hash),
  );
  readonly others = $derived(
    this.otherHashes?.filter((hash) => this.answering.some((model) => model.hash === hash)) ??
      this.answering.slice(0, fewOthers).map(({ hash }) => hash),
  );

  constructor(engine: Engine, models: Models, library: Library, jobs: Jobs) {
    this.#engine = engine;
    this.#models = models;
    this.photos = new LabPhotos(engine, library);
    this.runs = new LabRuns(engine);
    this.units = new LabUnits(engine, jobs);
    this.looks = { own: new NetworkLook(engine, this.runs), beside: new NetworkLook(engine, this.runs) };
    const methods = Object.values(methodsOf).flat();
    this.makings = Object.fromEntries(methods.map((method) => [method, this.#makingOf(method)])) as never;
  }

  async load(): Promise<void> {
    this.#layersOf = null;
    await this.runs.load();
  }

  show(tab: LabTab): void {
    this.tab = tab;
  }

  use(method: LabMethod): void {
    this.tab = tabOf(method);
    this.#chosenMethods = { ...this.#chosenMethods, [tabOf(method)]: method };
  }

  set<M extends LabMethod>(method: M, change: Partial<SettingsByMethod[M]>): void {
    this.settings = { ...this.settings, [method]: { ...this.settings[method], ...change } };
  }

  /** Chooses a layer, and a channel of it; null: Fovea's choice. */
  look(layer: LabLayer | null, channel = 0): void {
    this.layerName = layer?.name ?? null;
    this.channel = channel;
    // Whoever has chosen a channel is likely to ask what it looks for; evidence stays with the answer.
    this.aim('maximize', layer ? 'unit' : 'class');
  }

  /** What a method is about. */
  aim(method: Targeted, target: 'class' | 'unit'): void {
    this.targets = { ...this.targets, [method]: target };
  }

  /** The channel after the chosen one, or before; they begin again where they end. */
  stepChannel(by: number): void {
    const { layer } = this;
    if (layer) this.look(layer, (this.channel + by + layer.channels) % layer.channels);
  }

  /** Reads the layers of the network, unless they are there. */
  async readLayers(): Promise<void> {
    const hash = this.model?.hash ?? null;
    if (hash === this.#layersOf || this.method === 'fast-style') return;
    this.#layersOf = hash;
    this.layers = [];
    await this.#attempt(async () => {
      const layers = hash === null ? [] : await this.#engine.ask('lab.layers', { model: hash });
      if (this.#layersOf === hash) this.layers = layers;
    });
  }

  /** What is missing before something can be made, in English; null: nothing. Of many photos it is known only once they are read. */
  readonly missing = $derived.by((): string | null => {
    if (this.method === null) return null;
    if (!this.model)
      return this.method === 'fast-style' ? phrase('There is no style on the shelf.') : phrase('Choose a network.');
    if (photosOf[this.method] === 'many') return this.photos.manyCount === 0 ? phrase('There is no photo.') : null;
    const question = this.#question([]);
    return question && 'missing' in question ? question.missing : null;
  });

  /** Makes what is shown. */
  async go(): Promise<void> {
    const { method } = this;
    if (method === null) return;
    await this.#attempt(async () => {
      const question = this.#question(photosOf[method] === 'many' ? await this.photos.many() : []);
      if (question && 'missing' in question) this.makings[method].problem = refused(question.missing);
      else if (question) await this.makings[method].make(question);
    });
  }

  /** Makes anew what follows the photo. Reads everything that it depends on, so that an effect knows. */
  follow(): void {
    const { method, making } = this;
    if (method === null || !making || !isLive(method)) return;
    const question = this.#question([]);
    if (question && !('missing' in question)) untrack(() => making.follow(question));
  }

  /** Makes once more what a result was made from, as it was. */
  async again(run: LabRun): Promise<void> {
    const question = this.questionOf(run);
    if (question) await this.makings[run.recipe.settings.method].make(question);
  }

  /** What a result was made from; null: not known, as for one of another day. */
  questionOf(run: LabRun): Question | null {
    return this.#questions.find((each) => each.run === run.id)?.question ?? null;
  }

  /** Shows a result that is kept, with its settings. */
  showRun(run: LabRun): void {
    this.use(run.recipe.settings.method);
    this.makings[run.recipe.settings.method].show(run, this.questionOf(run));
    this.#adopt(run.result.settings, run.recipe.network.hash);
  }

  async forget(run: LabRun): Promise<void> {
    await this.runs.forget(run);
    const making = this.makings[run.recipe.settings.method];
    if (this.runs.removed === run && making.run === run) making.clear();
  }

  async undoForget(): Promise<void> {
    const run = await this.runs.undoForget();
    if (run && !this.runs.removed) this.showRun(run);
  }

  /** Takes what was dropped: a picture with a recipe is opened, anything else is the photo. */
  async take([grant, ...rest]: readonly Grant[]): Promise<void> {
    if (!grant) return;
    if (!/\.png$/i.test(grant.name) || !(await this.#open(grant))) this.photos.take(grant, 'first');
    const [second] = rest;
    if (second) this.photos.take(second, 'second');
  }

  /** Sets everything as the recipe in a picture says. False: there is none in it. */
  async #open(grant: Grant): Promise<boolean> {
    let isRecipe = true;
    this.absent = [];
    await this.#attempt(async () => {
      const opened = await this.#engine.ask('lab.open', { grant: grant.id }).catch((thrown: unknown) => {
        if (problemOf(thrown).code === 'lab/no-recipe') return null;
        throw thrown;
      });
      isRecipe = opened !== null;
      if (!opened) return;
      const { recipe, photos, isHere } = opened;
      this.use(recipe.settings.method);
      this.#adopt(recipe.settings, recipe.network.hash);
      const found = recipe.photos.map(({ name }, at) => ({ name, photo: photos[at] ?? null }));
      const [first, second] = found.map(({ name, photo }) => (photo === null ? null : { name, of: { photo } }));
      if (photosOf[recipe.settings.method] !== 'many') {
        this.photos.chosen = first ?? this.photos.chosen;
        this.photos.second = second ?? this.photos.second;
      }
      this.absent = [
        ...(isHere ? [] : [recipe.network.name]),
        ...found.filter(({ photo }) => photo === null).map(({ name }) => name),
      ];
    });
    return isRecipe;
  }

  #question(many: Chosen['many']): Question | { readonly missing: string } | null {
    const { method, model, others, layer, channel, targets, classIndex, posterCount } = this;
    if (method === null || !model) return null;
    const { first: photo, second } = this.photos;
    const target = targets[method === 'evidence' ? 'evidence' : 'maximize'];
    const chosen = { model, others, layer, channel, target, classIndex, posterCount, photo, second, many };
    return questionOf(method, this.settings, chosen);
  }

  #adopt(settings: LabSettings, network: Sha256): void {
    this.settings = { ...this.settings, [settings.method]: settings };
    if (settings.method === 'fast-style') this.styleHash = network;
    else this.modelHash = network;
    if ('layer' in settings) this.layerName = settings.layer;
    if ('channel' in settings) this.channel = settings.channel;
    const targets = settings.method === 'evidence' ? [settings.target] : 'targets' in settings ? settings.targets : [];
    const [target] = targets;
    if (!target || (settings.method !== 'evidence' && settings.method !== 'maximize')) return;
    this.aim(settings.method, target.kind);
    this.posterCount = targets.length;
    if (target.kind === 'class') this.classIndex = target.classIndex;
    else [this.layerName, this.channel] = [target.layer, target.channel];
  }

  #networks(task: Model['card']['task'], of: boolean): readonly Model[] {
    return this.#models.models.filter(({ card }) => (card.task === task) === of);
  }

  #makingOf(method: LabMethod): Making {
    let before: LabRun | null = null;
    return new Making(this.#engine, (run, question) => {
      this.#questions = [{ run: run.id, question }, ...this.#questions];
      void this.runs.take(run, isLive(method) ? before : null);
      before = run;
    });
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

const refused = (message: string): Problem => ({
  code: 'lab/unfit',
  message,
  remedy: phrase('Then press Go once more.'),
});
