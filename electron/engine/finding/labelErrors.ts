import { failure, type FoundPhoto } from '../../contract/index.ts';
import { groupAlike, labelErrorsIn, shootsOf } from '../../runner/vision/index.ts';
import type { Library } from '../library/index.ts';
import type { Collection } from './collection.ts';
import { givenLabels } from './learning.ts';

/** Labels of a class below which the others cannot say what it looks like. */
const fewestLabels = 3;
/** Parts of cross-validation. */
const folds = 5;

/**
 * Human labels that the other labelled photos contradict, the likeliest error first: confident learning on the answers of
 * heads that have not learned from the photo, nor from its duplicates and its shoot. Photos with several classes are left
 * out.
 *
 * @throws find/no-features, find/too-few
 */
export async function labelErrorsOf(
  library: Library,
  collection: Collection,
  among: ReadonlySet<number>,
): Promise<FoundPhoto[]> {
  const { known } = await collection.ready();
  const { photos, classes } = library.finding.labels();
  const asked = photos.flatMap((photo, i) => {
    const own = classes[i] ?? [];
    return own.length === 1 && known.has(photo) && among.has(photo) ? [{ photo, own }] : [];
  });
  const counts = new Map<number, number>();
  for (const { own } of asked) for (const id of own) counts.set(id, (counts.get(id) ?? 0) + 1);
  const used = asked.filter(({ own: [id = 0] }) => (counts.get(id) ?? 0) >= fewestLabels);
  const labels = givenLabels({ photos: used.map(({ photo }) => photo), classes: used.map(({ own }) => own) });
  if (labels.numbers.length < 2) throw tooFew(used.length);
  const judged = await collection.ask('collection.judge', { labels, groups: groupsOf(library, labels.photos) });
  const given = new Map(Array.from(labels.photos, (photo, i) => [photo, labels.classes[i] ?? 0]));
  const answers = Array.from(judged.photos, (photo, i) => ({
    given: given.get(photo) ?? 0,
    own: judged.own[i] ?? 0,
    suggested: judged.likeliest[i] ?? 0,
    probability: judged.probability[i] ?? 0,
  }));
  return labelErrorsIn(answers, labels.numbers.length).map(({ example, suggested, margin }) => ({
    photo: judged.photos[example] ?? 0,
    score: margin,
    className: library.finding.nameOf(labels.numbers[suggested] ?? 0),
  }));
}

/** Duplicates and shoots; where all is one shoot or two, duplicates alone: there is nothing else to judge by. */
function groupsOf(library: Library, photos: Int32Array): Int32Array {
  const taken = library.finding.taken([...photos]);
  const { groups } = groupAlike(taken);
  const shoots = shootsOf(taken, groups);
  return new Set(shoots).size >= folds ? shoots : groups;
}

const tooFew = (have: number) => failure('find/too-few', { have, need: 2 * fewestLabels });
