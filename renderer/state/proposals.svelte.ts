import type {
  EngineContract,
  MergeTree,
  OutputOf,
  PhotoBox,
  PhotoId,
  ProposalSource,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import type { Point } from './boxGeometry.ts';
import { proposalsUnder, proposedBox } from './proposalPick.ts';
import { Watched } from './watched.svelte.ts';

/** What of the proposals is drawn: the first of them, or how regions were merged into them. */
export type ProposalView = 'boxes' | 'tree';

type Proposed = OutputOf<EngineContract['proposals.of']> & Asked;

interface Asked {
  readonly photo: PhotoId;
  readonly source: ProposalSource;
}

/** Of so few regions one sees what they are. */
const fewRegions = 8;
/** As many as a detector judges. */
export const mostProposals = 2000;

/** Regions of the photo that may hold a thing, for whoever wants to see them or take one as a box. */
export class Proposals {
  readonly #engine: Engine;
  readonly looking = new Watched();
  readonly growing = new Watched();

  /** They are drawn. */
  shown = $state(false);
  /** While boxes are drawn, the proposal under the pointer is offered. */
  snaps = $state(false);
  view = $state<ProposalView>('boxes');
  source = $state<ProposalSource>('fast');
  /** How many are drawn. */
  count = $state(100);
  /** Which of the ways of merging is shown, and how often two regions have been merged. */
  treeIndex = $state(0);
  merges = $state(0);

  #photo = $state<PhotoId | null>(null);
  #proposed = $state.raw<Proposed | null>(null);
  #grown = $state.raw<(Asked & { readonly trees: readonly MergeTree[] }) | null>(null);
  /** What was asked for last: what failed or was stopped is not asked for again by itself. */
  #asked = '';

  /** null: not there for this photo and source. */
  readonly proposed = $derived(this.#fits(this.#proposed) ? this.#proposed : null);
  readonly trees = $derived(this.#fits(this.#grown) ? (this.#grown?.trees ?? []) : []);
  readonly tree = $derived(this.trees[this.treeIndex] ?? this.trees[0] ?? null);

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Asks for what is to be shown of a photo, unless it is there or was asked for; null: of none. */
  follow(photo: PhotoId | null): void {
    this.#photo = photo;
    const { source } = this;
    const grows = this.shown && this.view === 'tree' && source !== 'windows';
    const wanted = photo === null || !(this.shown || this.snaps) ? '' : JSON.stringify([photo, source, grows]);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.looking.stop();
    this.growing.stop();
    if (wanted === '' || photo === null) return;
    if (!this.#fits(this.#proposed)) this.#look({ photo, source });
    if (grows && !this.#fits(this.#grown)) this.#grow({ photo, source });
  }

  /** Asks once more for what failed or was stopped. */
  again(): void {
    this.#asked = '';
    this.follow(this.#photo);
  }

  box(index: number): PhotoBox {
    return proposedBox(this.proposed?.boxes ?? [], index);
  }

  /** Numbers of the proposals that a point lies in, the smallest first. */
  under(point: Point, leastSide: number): readonly number[] {
    return this.proposed ? proposalsUnder(this.proposed.boxes, point, leastSide) : [];
  }

  #look(asked: Asked): void {
    void this.looking.run(
      (options) => this.#engine.ask('proposals.of', { ...asked, most: mostProposals }, options),
      (found) => (this.#proposed = { ...asked, ...found }),
    );
  }

  #grow({ photo, source }: Asked): void {
    if (source === 'windows') return;
    void this.growing.run(
      (options) => this.#engine.ask('proposals.trees', { photo, source }, options),
      (trees) => {
        this.#grown = { photo, source, trees };
        this.treeIndex = 0;
        this.merges = Math.max(0, (trees[0]?.count ?? 0) - fewRegions);
      },
    );
  }

  #fits(asked: Asked | null): boolean {
    return asked !== null && asked.photo === this.#photo && asked.source === this.source;
  }
}
