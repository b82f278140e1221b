import { failure } from '../../electron/contract/index.ts';
import type {
  announcer,
  EditHistory,
  EngineContract,
  EngineEvents,
  FeatureState,
  FindBy,
  FoundId,
  FoundPhoto,
  FoundSet,
  Handlers,
  JobId,
  LibraryMap,
  Photo,
  PhotoFilter,
  PhotoId,
  SuggestionState,
} from '../../electron/contract/index.ts';
import { fakeMapPoints } from './fakeMap.ts';

// Features, searches and suggestions in memory: what is alike is told by the classes and numbers of the photos.

type Method = Extract<keyof EngineContract, `${'features' | 'find' | 'suggestions' | 'map'}.${string}`>;

/** What the engine around it does. */
interface Around {
  readonly announce: ReturnType<typeof announcer<EngineEvents>>;
  readonly photos: () => readonly Photo[];
  /** The photos of a filter, in the order they were added. */
  readonly list: (filter: PhotoFilter) => readonly Photo[];
  /** Gives photos the class that is suggested for them, as one edit. */
  readonly accept: (photos: readonly PhotoId[]) => EditHistory;
  /** Puts a job on the list that looks at all photos. */
  readonly look: (total: number) => JobId;
}

interface Kept {
  readonly set: FoundSet;
  readonly photos: readonly FoundPhoto[];
}

const network = 'a'.repeat(64);

/** Below this many labelled photos there is no head. */
const fewest = 6;

export class FakeFind {
  readonly #kept = new Map<FoundId, Kept>();
  features: FeatureState;
  suggestions: SuggestionState;
  map: LibraryMap;

  /** @param looked  whether the network has looked at the photos */
  constructor(looked = true) {
    this.features = { model: network, known: looked ? 1_000_000 : 0, photos: 0, job: null };
    this.suggestions = {
      ...{ source: 'network', features: this.features, head: null, learning: false },
      missing: 'Too few labels: give two classes three photos each.',
    };
    this.map = { model: null, points: 0, missing: 0, job: null };
  }

  answers(around: Around): Pick<Handlers<EngineContract>, Method> {
    const features = (): FeatureState => {
      const photos = around.photos().filter(({ state }) => state !== 'unreadable').length;
      return { ...this.features, photos, known: Math.min(this.features.known, photos) };
    };
    const state = (): SuggestionState => ({ ...this.suggestions, features: features() });
    const surest = (filter: PhotoFilter, from: number): readonly Photo[] =>
      around
        .list(filter)
        .filter((photo) => isSuggested(photo) && photo.best.probability >= from)
        .sort((a, b) => (a.best?.probability ?? 0) - (b.best?.probability ?? 0));
    return {
      'features.state': features,
      'features.index': () => {
        const job = around.look(features().photos);
        this.features = { ...this.features, job };
        around.announce('suggestions.changed', state());
        return { job };
      },
      'find.run': ({ by, filter, most }) => this.#run(by, around.list(filter).slice(0, most), features()),
      'find.list': () => [...this.#kept.values()].map(({ set }) => set),
      'find.why': ({ found, photos }) => {
        const asked = new Set(photos);
        return this.#keptAs(found).photos.filter(({ photo }) => asked.has(photo));
      },
      'suggestions.state': state,
      'suggestions.choose': ({ source }) => {
        this.suggestions = { ...this.suggestions, source };
        around.announce('suggestions.changed', state());
        return state();
      },
      'suggestions.preview': ({ filter, from }) => {
        const photos = surest(filter, from);
        const counts = new Map<string, number>();
        for (const { best } of photos) if (best) counts.set(best.className, (counts.get(best.className) ?? 0) + 1);
        return {
          photos: photos.length,
          classes: [...counts].map(([className, count]) => ({ className, photos: count })),
          doubtful: photos.slice(0, 12).map(({ id }) => id),
        };
      },
      'suggestions.accept': (wanted) => {
        const photos = 'photos' in wanted ? wanted.photos : surest(wanted.filter, wanted.from).map(({ id }) => id);
        return { photos: photos.length, history: around.accept(photos) };
      },
      'map.state': () => this.map,
      'map.draw': () => {
        if (features().known === 0) throw failure('find/no-features', {});
        return { job: around.look(features().known) };
      },
      'map.place': () => ({ job: around.look(this.map.missing) }),
      'map.points': () => fakeMapPoints(this.map.model === null ? [] : around.photos()),
    };
  }

  /** The photos of a search, the best first. */
  ranked(found: FoundId): readonly PhotoId[] {
    return this.#keptAs(found).photos.map(({ photo }) => photo);
  }

  /** What the head learned from, told to the window. */
  learned(announce: Around['announce'], head: NonNullable<SuggestionState['head']>): void {
    this.suggestions = { ...this.suggestions, head, missing: '', learning: false };
    announce('suggestions.changed', this.suggestions);
  }

  #run(by: FindBy, photos: readonly Photo[], { known }: FeatureState): FoundSet {
    if (known === 0 && by.kind !== 'chosen' && by.kind !== 'duplicates') throw failure('find/no-features', {});
    const found = this.#kept.size + 1;
    const ranked = rankedBy(by, photos);
    const set: FoundSet = { found, by, title: titleOf(by, photos), photos: ranked.length };
    this.#kept.set(found, { set, photos: ranked });
    return set;
  }

  #keptAs(found: FoundId): Kept {
    const kept = this.#kept.get(found);
    if (!kept) throw failure('find/unknown', {});
    return kept;
  }
}

const isSuggested = (photo: Photo): photo is Photo & { readonly best: NonNullable<Photo['best']> } =>
  photo.best !== null && photo.label === null && !photo.rejected;

function rankedBy(by: FindBy, photos: readonly Photo[]): readonly FoundPhoto[] {
  const scored = (chosen: readonly Photo[], className: (photo: Photo) => string | null = () => null) =>
    chosen.map((photo, i) => ({ photo: photo.id, score: 1 - i / (chosen.length + 1), className: className(photo) }));
  const readable = photos.filter(({ state }) => state !== 'unreadable');
  switch (by.kind) {
    case 'similar':
    case 'region': {
      const from = by.kind === 'similar' ? by.photos : [by.photo];
      const classes = readable.filter(({ id }) => from.includes(id)).map(({ best }) => best?.className);
      return scored(readable.filter(({ best }) => classes.includes(best?.className)));
    }
    case 'duplicates':
      return scored(readable.filter(({ id }) => id % 10 < 2));
    case 'label-errors': {
      const labelled = readable.filter(({ label }) => label !== null);
      if (labelled.length < fewest) throw failure('find/too-few', { have: labelled.length, need: fewest });
      return scored(
        labelled.filter(({ id }) => id % 10 === 0),
        ({ label }) => (label === 'sea' ? 'boat' : 'sea'),
      );
    }
    case 'outliers':
      return scored(readable.filter(({ id }) => id % 17 === 0));
    case 'sees':
      return scored(readable.filter(({ best }) => best?.className === by.className));
    case 'chosen':
      return scored(readable.filter(({ id }) => by.photos.includes(id)));
  }
}

function titleOf(by: FindBy, photos: readonly Photo[]): string {
  const nameOf = (id: PhotoId): string => photos.find((photo) => photo.id === id)?.fileName ?? 'a photo';
  switch (by.kind) {
    case 'similar':
      return by.photos.length === 1 ? `Like ${nameOf(by.photos[0] ?? 0)}` : `Like ${String(by.photos.length)} photos`;
    case 'region':
      return `Like a part of ${nameOf(by.photo)}`;
    case 'duplicates':
      return 'Near-duplicates';
    case 'label-errors':
      return 'Likely label errors';
    case 'outliers':
      return 'Outliers';
    case 'sees':
      return `Sees “${by.className}”`;
    case 'chosen':
      return by.title;
  }
}
