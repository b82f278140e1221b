import { FoveaError } from '../../contract/index.ts';
import type { SuggestionSource, SuggestionState } from '../../contract/index.ts';
import type { HeadAnswers, Library } from '../library/index.ts';
import type { Collection, Held } from './collection.ts';
import { answersOf, givenLabels, headOf, marginsOf, missingOf, ranksOf, signatureOf } from './learning.ts';
import type { Lesson } from './learning.ts';

export interface SuggestingNeeds {
  readonly library: () => Promise<Library | null>;
  readonly collection: Collection;
  readonly source: () => SuggestionSource;
  /** Something of the state is otherwise. */
  readonly onChange: () => void;
}

/** Edits that come this close together are learned from at once. */
const gatherMs = 150;

const noFeatures = 'Let a network look at your photos first.';

export type Suggesting = ReturnType<typeof suggestingIn>;

/**
 * Suggestions that learn: after each batch of edits a head learns from all labels, and what it says of the other photos
 * stands in the place of the network's suggestions where a person chose that. While it learns, edits gather for the next
 * round; what stands on the screen stays until then.
 */
export function suggestingIn({ library: opened, collection, source, onChange }: SuggestingNeeds) {
  let head: SuggestionState['head'] = null;
  let answers: HeadAnswers | null = null;
  let missing = noFeatures;
  let learnedFrom = '';
  let learning = false;
  let photos: number | null = null;
  let editedMs: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let begun = false;
  const end = new AbortController();
  const isClosed = (): boolean => end.signal.aborted;

  const show = (library: Library): void => {
    library.finding.suggest(source() === 'labels' ? answers : null);
    library.arrangements.rank('uncertainty', marginsOf(library.finding, library.finding.unlabelled()));
  };

  const giveUp = (library: Library, why: string): void => {
    const had = head !== null || answers !== null;
    if (!had && missing === why) return;
    head = null;
    answers = null;
    missing = why;
    if (had) show(library);
    onChange();
  };

  const lessonOf = (library: Library, { known }: Held): Lesson => {
    const { photos, classes, several } = library.finding.labels();
    const here = photos.map((photo) => known.has(photo));
    const labels = givenLabels({
      photos: photos.filter((_, i) => here[i]),
      classes: classes.filter((_, i) => here[i]),
    });
    return { labels, several, unlabelled: library.finding.unlabelled() };
  };

  const learn = async (library: Library, held: Held): Promise<void> => {
    const lesson = lessonOf(library, held);
    const signature = `${held.generation} ${signatureOf(lesson.labels, lesson.several)}`;
    const since = editedMs ?? Date.now();
    editedMs = null;
    if (signature === learnedFrom) return;
    learnedFrom = signature;
    const why = missingOf(lesson.labels);
    if (why !== '') {
      const { photos } = await collection.ask('collection.useful', { among: lesson.unlabelled });
      library.arrangements.rank('useful', ranksOf(photos, library.finding.end()));
      giveUp(library, why);
      return;
    }
    learning = true;
    onChange();
    const learned = await collection.ask('collection.learn', lesson).finally(() => (learning = false));
    if (isClosed()) return;
    answers = answersOf(learned, lesson);
    missing = '';
    library.arrangements.rank('useful', ranksOf(learned.useful, library.finding.end()));
    show(library);
    head = headOf(learned, lesson, Date.now() - since);
    onChange();
  };

  /** How many photos there are to look at is part of the state, also while nothing is learned. */
  const tellOfPhotos = (library: Library): void => {
    const now = library.finding.present();
    if (now === photos) return;
    photos = now;
    onChange();
  };

  const round = async (): Promise<void> => {
    const library = await opened();
    if (library === null || isClosed()) return;
    try {
      await learn(library, await collection.ready());
    } catch (thrown) {
      learnedFrom = '';
      if (isClosed()) return;
      giveUp(library, wordsOf(thrown));
    }
    tellOfPhotos(library);
  };

  let running = Promise.resolve();
  const soon = (): void => {
    if (isClosed() || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      // A round that runs is followed by one with all that came meanwhile.
      running = running.then(round);
    }, gatherMs);
  };

  return {
    /** Somebody wants to know: labels of an earlier day are learned from before the first edit. */
    begin(): void {
      if (begun) return;
      begun = true;
      soon();
    },
    /** Labels, photos or features may be others. */
    changed(): void {
      editedMs ??= Date.now();
      soon();
    },
    state: () => ({ head, missing, learning }),
    /** Another source was chosen. */
    async sourceChanged(): Promise<void> {
      const library = await opened();
      if (library) show(library);
      onChange();
    },
    async close(): Promise<void> {
      end.abort();
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

/** What is missing, in the words of what went wrong. */
function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof FoveaError)) return 'Learning from the labels failed; Fovea tries again after the next one.';
  return thrown.code === 'find/no-features' || thrown.code === 'model/none' ? noFeatures : thrown.message;
}
