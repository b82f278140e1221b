import { everything, FoveaError } from '../../electron/contract/index.ts';
import type { EngineContract, InputOf, OutputOf } from '../../electron/contract/index.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { Library } from '../../electron/engine/library/index.ts';
import { libraryHandlers } from '../../electron/engine/rpc/libraryHandlers.ts';
import { fill } from '../engine/libraries.ts';

// A person who labels: gestures drawn at random, a library in this process that shows what each of them should leave
// behind, and what a window sees of either.

/** What answers a window: an engine somewhere, or the library here. */
export interface Asked {
  ask<N extends keyof EngineContract>(
    method: N,
    input: InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
}

/** One thing a person does. */
export type Gesture = (library: Asked) => Promise<unknown>;

export const scriptPhotos = 40;
const model = 'ab'.repeat(32);

/** The library that a script begins with. */
export function writeLibrary(dir: string, network = model): void {
  const library = new Library(dir);
  const photos = fill(library, scriptPhotos);
  const job = library.planClassification(photos, network, true, {
    ...{ kind: 'classification.run', title: 'answer', task: { model: network }, unit: 'photos', total: null },
  });
  const top = (photo: number) => [{ classIndex: photo % 5, className: `seen ${photo % 5}`, probability: 0.5 }];
  const answers = photos.map((photo) => ({ photo, top: top(photo), damaged: false, problem: null }));
  library.recordAnswers(job, network, answers);
  library.jobs.remove(job);
  library.close();
}

/** A library in this process, behind the handlers that windows ask. */
export function libraryHere(dir: string, network = model): Asked & { close(): void } {
  const library = new Library(dir);
  library.show(network);
  const announcements = { edited: <T>(history: T): T => history };
  const answers = libraryHandlers({ session: () => Promise.resolve({ library }), announcements } as unknown as Engine);
  return {
    ask: async (method, input) => {
      const answer = answers[method as keyof typeof answers] as (input: unknown) => Promise<never>;
      return answer(input);
    },
    close: () => library.close(),
  };
}

/** Everything that a person's gestures can change, as one text. */
export async function viewOf(library: Asked): Promise<string> {
  const { photos } = await library.ask('library.list', { filter: everything, order: 'added', offset: 0, limit: 500 });
  const said = photos.map(({ id, labels, rating, flag, rejected }) => [id, labels, rating, flag, rejected]);
  const { labelling, classes } = await library.ask('classes.list', undefined);
  return JSON.stringify([said, labelling, classes, await library.ask('edits.history', undefined)]);
}

/** Draws the next gesture for what is in a library now; it does the same wherever it is done. */
export async function nextGesture(library: Asked, random: () => number): Promise<Gesture> {
  const draw = (count: number): number => Math.floor(random() * count);
  const photos = Array.from({ length: 1 + draw(6) }, () => 1 + draw(scriptPhotos));
  const { classes } = await library.ask('classes.list', undefined);
  const [one, other] = [classes[draw(classes.length)], classes[draw(classes.length)]];
  const className = random() < 0.6 && one ? one.name : `class ${draw(30)}`;
  const [dice, name] = [draw(6), `name ${draw(1e6)}`];
  const edits: Gesture[] = [
    (at) => at.ask('library.label', { photos, className }),
    (at) => at.ask('library.label', { photos, className: null }),
    (at) => at.ask('library.tag', { photos, className, on: dice > 1 }),
    (at) => at.ask('library.rate', { photos, rating: dice === 0 ? null : dice }),
    (at) => at.ask('library.flag', { photos, flag: dice > 2 ? 'pick' : 'reject' }),
    (at) => at.ask('library.reject', { photos }),
    (at) => at.ask('library.forget', { photos: photos.slice(0, 1) }),
    (at) => at.ask('edits.undo', undefined),
    (at) => at.ask('edits.undo', undefined),
    (at) => at.ask('edits.redo', undefined),
  ];
  if (one && other)
    edits.push(
      (at) => at.ask('classes.rename', { class: one.id, name }),
      (at) => at.ask('classes.merge', { from: [one.id], into: other.id }),
      (at) => at.ask('classes.move', { class: one.id, parent: dice > 2 ? other.id : null, before: null }),
      (at) => at.ask('classes.remove', { classes: [one.id] }),
      (at) => at.ask('classes.labelling', { labelling: dice > 2 ? 'single' : 'several' }),
    );
  return edits[draw(edits.length)] ?? (() => Promise.resolve());
}

/** Does a gesture; true when it was answered, if only by a refusal, and false when nobody was there to answer. */
export async function answered(gesture: Gesture, library: Asked): Promise<boolean> {
  try {
    await gesture(library);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof FoveaError)) throw thrown;
    return thrown.code !== 'engine/gone';
  }
}

/** Takes everything back, does it again, and answers both ends. */
export async function thereAndBack(library: Asked): Promise<{ start: string; end: string }> {
  while ((await library.ask('edits.history', undefined)).undo !== null) await library.ask('edits.undo', undefined);
  const start = await viewOf(library);
  while ((await library.ask('edits.history', undefined)).redo !== null) await library.ask('edits.redo', undefined);
  return { start, end: await viewOf(library) };
}
