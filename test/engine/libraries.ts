import { everything } from '../../electron/contract/index.ts';
import type { Suggestion } from '../../electron/contract/index.ts';
import type { FoundFile, Library, PhotoFacts } from '../../electron/engine/library/index.ts';

/** The hash of a model that answers in these tests. */
export const model = 'ab'.repeat(32);

export const factsOf = (index: number): PhotoFacts => ({
  hash: index.toString(16).padStart(64, '0'),
  width: 4000,
  height: 3000,
  takenAtMs: index % 10 === 9 ? null : Date.UTC(2005 + (index % 20), index % 12, 1 + (index % 28), index % 24),
  camera: index % 7 === 6 ? null : `Camera ${index % 7}`,
  ...{ artist: null, format: 'jpeg', orientation: 1, fromPreview: false, damaged: false },
  ...{ fingerprint: index.toString(16).padStart(16, '0'), sketch: new Uint8Array(16) },
});

/** Of no photo that is there. */
function fileOf(index: number, count: number): FoundFile {
  const folder = `/photos/${Math.floor(index / 500)}`;
  const fileName = `IMG_${String((index * 7919) % count).padStart(6, '0')}_${index}.jpg`;
  return { path: `${folder}/${fileName}`, fileName, folder, bytes: 1000 + index, modifiedMs: 1 };
}

/** Adds photos that were read and answers their ids. */
export function fill(library: Library, count: number, file = fileOf, facts = factsOf): number[] {
  const job = library.jobs.add({ kind: 'library.import', title: 'fill', task: {}, unit: 'photos', total: null });
  for (let from = 0; from < count; from += 1000) {
    const files = Array.from({ length: Math.min(1000, count - from) }, (_, offset) => file(from + offset, count));
    library.addFiles(job, files);
    const left = library.jobs.workLeft(job, 1000);
    library.recordReadings(
      job,
      left.map(({ photo }) => ({ photo, facts: facts(photo) })),
    );
  }
  library.jobs.remove(job);
  return library.ids(everything, 'added');
}

/** Stores a network's answers. */
export function answer(
  library: Library,
  photos: readonly number[],
  topOf: (photo: number) => Suggestion[],
  by = model,
): void {
  const job = library.planClassification(photos, by, true, {
    ...{ kind: 'classification.run', title: 'answer', task: { model: by }, unit: 'photos', total: null },
  });
  for (let from = 0; from < photos.length; from += 1000) {
    const answers = photos
      .slice(from, from + 1000)
      .map((photo) => ({ photo, top: topOf(photo), damaged: false, problem: null }));
    library.recordAnswers(job, by, answers);
  }
  library.jobs.remove(job);
}
