import type { Finding } from '../../../contract/index.ts';
import { counted } from '../../words.ts';
import type { Judged, Obstacles } from './obstacles.ts';
import { countClasses } from './usable.ts';
import type { UsablePhoto } from './usable.ts';

/** A finding before it is known which of its photos are in the library. */
export interface Found extends Omit<Finding, 'photos'> {
  readonly paths: readonly string[];
}

const shownPhotos = 24;
const shownClasses = 5;
/** A class with fewer is learned badly, and judged on one or two photos. */
const fewPhotos = 10;
/** How many times more photos the largest class may have than the smallest. */
const mostImbalance = 10;
const manyClasses = 1000;

/** What a person should know, what prevents training first. */
export function findingsOf(judged: Judged, obstacles: Obstacles): Found[] {
  const findings = [
    ...classFindings(judged, obstacles),
    ...photoFindings(judged, obstacles),
    ...groupFindings(judged, obstacles),
  ];
  const order = { error: 0, warning: 1, note: 2 };
  return findings.sort((a, b) => order[a.severity] - order[b.severity]);
}

function classFindings(judged: Judged, obstacles: Obstacles): Found[] {
  const { listing, sifted, classNames } = judged;
  const findings: Found[] = [];
  const add = adderTo(findings);
  if (obstacles.oneClass)
    add('one-class', 'error', {
      sentence: `There is only one class, “${obstacles.wanted[0] ?? ''}”: nothing to tell it from.`,
      remedy: 'Add a folder of photos that are something else.',
      ...{ paths: [], count: 1 },
    });
  if (listing.emptyClasses.length > 0)
    add('empty-class', 'warning', {
      sentence: `${theClasses(listing.emptyClasses)} no photos and will not be learned.`,
      remedy: 'Put photos in, or go on without.',
      ...{ paths: [], count: listing.emptyClasses.length },
    });
  findings.push(...tinyClasses(judged, obstacles));
  if (sifted.rare.length > 0)
    add('tiny-class', obstacles.onlyRare ? 'error' : 'warning', {
      sentence: `${theClasses(sifted.rare)} a single photo and will not be learned.`,
      remedy: 'Give more photos the same class, or go on without.',
      ...{ paths: [], count: sifted.rare.length },
    });
  const counts = [...countClasses(sifted.usable)].sort(([, a], [, b]) => a - b);
  const [[rarest, fewest] = ['', 0], [commonest, most] = ['', 0]] = [counts[0], counts.at(-1)];
  if (most > mostImbalance * fewest)
    add('imbalance', 'warning', {
      sentence: `“${commonest}” has ${counted(most, 'photo')} and “${rarest}” ${fewest.toLocaleString('en')}.`,
      remedy: 'Add photos to the small classes, or let training weigh classes by their rarity.',
      ...{ paths: [], count: counts.filter(([, count]) => most > mostImbalance * count).length },
    });
  if (classNames.length > manyClasses)
    add('many-classes', 'warning', {
      sentence: `There are ${classNames.length.toLocaleString('en')} classes.`,
      remedy: 'Check that each folder is a class and not a single photo or a day.',
      ...{ paths: [], count: classNames.length },
    });
  return findings;
}

/** Classes with too little to learn from, and those with little. */
function tinyClasses({ listing, classNames }: Judged, { pool, needed, short }: Obstacles): Found[] {
  const few = classNames.filter((name) => {
    const count = pool.get(name) ?? 0;
    return count >= needed && count < fewPhotos;
  });
  const findings: Found[] = [];
  const add = adderTo(findings);
  const pathsOf = (names: readonly string[]): string[] => {
    const wanted = new Set(names);
    return listing.photos.filter((photo) => photo.classNames.some((name) => wanted.has(name))).map(({ path }) => path);
  };
  if (short.length > 0)
    add('tiny-class', 'error', {
      sentence: `${theClasses(short)} fewer usable photos to learn from than the ${needed} that are needed.`,
      remedy: 'Add photos, or take the folder out.',
      ...{ paths: pathsOf(short), count: short.length },
    });
  if (few.length > 0)
    add('tiny-class', 'warning', {
      sentence: `${theClasses(few)} fewer than ${fewPhotos} photos: they are learned badly and judged by chance.`,
      remedy: 'Add photos to them; from about 30 on the figures mean something.',
      ...{ paths: pathsOf(few), count: few.length },
    });
  return findings;
}

function photoFindings(
  { listing, sifted, parted }: Judged,
  { nothingListed: nothing, nothingReadable: all }: Obstacles,
): Found[] {
  const findings: Found[] = [];
  const add = adderTo(findings);
  const { unreadable, conflicting, copies } = sifted;
  if (nothing || listing.unlabelled.length > 0)
    add('unlabelled', nothing ? 'error' : 'note', {
      sentence: nothing
        ? 'No photo has a class.'
        : `${counted(listing.unlabelled.length, 'photo')} without a class will not be used.`,
      remedy: 'Put the photos into one folder per class, or label some in the library.',
      ...{ paths: listing.unlabelled, count: listing.unlabelled.length },
    });
  if (unreadable.length > 0) {
    const [count, files] = [unreadable.length.toLocaleString('en'), counted(listing.photos.length, 'file')];
    add('unreadable', all ? 'error' : 'warning', {
      sentence:
        (all
          ? `None of ${files} can be read as a photo; the first: `
          : `${count} of ${files} cannot be read; the first: `) + (unreadable[0]?.problem.message ?? ''),
      remedy: 'Check that these are photos, and that the disk they are on is healthy.',
      ...{ paths: unreadable.map(({ path }) => path), count: unreadable.length },
    });
  }
  if (conflicting.length > 0)
    add('same-photo-in-classes', 'warning', {
      sentence: `${counted(conflicting.length, 'file')} are copies of one another in different classes and will not be used.`,
      remedy: 'Keep each photo in the class that is right. In a table, write all classes of a photo into one cell.',
      ...{ paths: byHash(conflicting), count: conflicting.length },
    });
  if (copies.length > 0)
    add('duplicates', 'note', {
      sentence: `Of photos that are there several times in one class, one counts; left out: ${counted(copies.length, 'file')}.`,
      remedy: 'Nothing needs to be done.',
      ...{ paths: copies.map(({ path }) => path), count: copies.length },
    });
  if (parted.leaking.length > 0)
    add('near-duplicates', 'warning', {
      sentence: `Left out of what is learned, because the part that judges shows the same: ${counted(parted.leaking.length, 'photo')}.`,
      remedy: 'Nothing needs to be done. To learn from them, keep the photos of one scene in one part.',
      ...{ paths: parted.leaking.map(({ path }) => path), count: parted.leaking.length },
    });
  return findings;
}

function groupFindings(
  { parted, alike, bursts, sifted, wantsTest, classNames }: Judged,
  { noTest }: Obstacles,
): Found[] {
  const findings: Found[] = [];
  const add = adderTo(findings);
  if (alike.length > 0)
    add('near-duplicates', 'note', {
      sentence: `${counted(alike.flat().length, 'photo')} look almost alike, in ${counted(alike.length, 'group')}.`,
      remedy: 'Nothing needs to be done: a group is either learned from or judged, never both.',
      ...{ paths: alike.flat(), count: alike.flat().length },
    });
  if (bursts.length > 0)
    add('bursts', 'note', {
      sentence: `${counted(bursts.flat().length, 'photo')} were taken within seconds of another, in ${counted(bursts.length, 'burst')}.`,
      remedy: 'Nothing needs to be done: a burst is either learned from or judged, never both.',
      ...{ paths: bursts.flat(), count: bursts.flat().length },
    });
  if (!wantsTest || classNames.length < 2) return findings;
  const judgedOn = countClasses(parted.photos.filter(({ part }) => part === 'test'));
  const unjudged = classNames.filter((name) => !judgedOn.has(name));
  const paths = sifted.usable.filter((photo) => photo.classNames.some((name) => !judgedOn.has(name)));
  if (unjudged.length > 0)
    add('no-group-to-test', noTest ? 'error' : 'warning', {
      sentence: noTest
        ? 'No photo can be set aside to judge by: the photos of each class are one scene.'
        : `${theClasses(unjudged)} no photos to judge by${parted.given ? '' : ': all of a class are one scene'}.`,
      remedy: parted.given
        ? 'Add photos of them to the part that judges.'
        : 'Add photos that were taken at another time, or a folder “test” with photos of its own.',
      ...{ paths: paths.map(({ path }) => path), count: unjudged.length },
    });
  return findings;
}

type Told = Pick<Found, 'sentence' | 'remedy' | 'paths' | 'count'>;

const adderTo =
  (findings: Found[]) =>
  (kind: Found['kind'], severity: Found['severity'], told: Told): void => {
    findings.push({ kind, severity, ...told, paths: told.paths.slice(0, shownPhotos) });
  };

/** "The class “a” has", "The classes “a” and “b” have", "12 classes (“a”, “b”, “c”, …) have". */
function theClasses(names: readonly string[]): string {
  const shown = names.slice(0, shownClasses).map((name) => `“${name}”`);
  const last = shown.pop() ?? '';
  if (names.length === 1) return `The class ${last} has`;
  if (names.length <= shownClasses) return `The classes ${shown.join(', ')} and ${last} have`;
  return `${names.length.toLocaleString('en')} classes (${[...shown, last].join(', ')}, …) have`;
}

/** Copies beside each other. */
const byHash = (photos: readonly UsablePhoto[]): string[] =>
  [...Map.groupBy(photos, ({ hash }) => hash).values()].flat().map(({ path }) => path);
