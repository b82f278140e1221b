import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Example, SurveyedPhoto, TrainingSettings } from '../../../contract/index.ts';
import { groupAlike } from '../../../runner/vision/index.ts';
import { findingsOf } from './findings.ts';
import type { Found } from './findings.ts';
import { obstaclesTo, refusalOf } from './obstacles.ts';
import type { Judged, Obstacles } from './obstacles.ts';
import { partedBy } from './parting.ts';
import type { PartedPhoto } from './parting.ts';
import type { Listing } from './sources.ts';
import { inOrder } from './sources.ts';
import { sift } from './usable.ts';
import type { Seen, SeenPhoto } from './usable.ts';

/** What looking at the files told: which are alike, and of each what it is. */
export interface Survey {
  readonly seen: Seen;
  readonly alike: readonly (readonly string[])[];
  readonly bursts: readonly (readonly string[])[];
}

/** Nothing has been looked at. */
export const unseen: Survey = { seen: new Map(), alike: [], bursts: [] };

/** Finds what belongs together among photos that were looked at, in the order of their paths. */
export function surveyOf(photos: readonly SurveyedPhoto[]): Survey {
  const sorted = [...new Map(photos.map((photo) => [photo.path, photo])).values()].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const { groups, nearDuplicates, bursts } = groupAlike(
    sorted.map((photo) => ({ ...photo, folder: dirname(photo.path) })),
  );
  const pathsOf = (sets: readonly (readonly number[])[]): string[][] =>
    sets.map((set) => set.map((index) => sorted[index]?.path ?? ''));
  const seen = sorted.map(({ path, hash, problem }, index): [string, SeenPhoto] => [
    path,
    { hash, problem, group: groups[index] ?? 0 },
  ]);
  return { seen: new Map(seen), alike: pathsOf(nearDuplicates), bursts: pathsOf(bursts) };
}

/** A set as it would be learned. */
export interface Preflight extends Judged {
  readonly obstacles: Obstacles;
  readonly findings: readonly Found[];
  /** Groups among the photos that would be used. */
  readonly groups: number;
  /** SHA-256 over every example's hash, classes and part; null until all were looked at. */
  readonly hash: string | null;
}

/**
 * Brings a set into the shape it would be learned in, and says what a person should know of it.
 *
 * @param dropRare  leaves out classes of a single photo, where nobody chose the classes one by one
 */
export function preflight(
  listing: Listing,
  survey: Survey,
  settings: Pick<TrainingSettings, 'seed' | 'test' | 'holdout'>,
  dropRare: boolean,
): Preflight {
  const sifted = sift(listing, survey.seen, dropRare);
  const classNames = inOrder(sifted.usable.flatMap((photo) => photo.classNames));
  const parted = partedBy(sifted.usable, classNames, settings);
  const used = new Set(listing.photos.map(({ path }) => path));
  const within = (sets: Survey['alike']): string[][] =>
    sets.map((set) => set.filter((path) => used.has(path))).filter((set) => set.length > 1);
  const judged: Judged = {
    ...{ listing, sifted, parted, classNames },
    ...{ alike: within(survey.alike), bursts: within(survey.bursts), wantsTest: settings.test > 0 },
  };
  const obstacles = obstaclesTo(judged);
  return {
    ...judged,
    obstacles,
    findings: findingsOf(judged, obstacles),
    groups: new Set(parted.photos.map(({ group }) => group)).size,
    hash: sifted.unseen > 0 || parted.photos.length === 0 ? null : hashOf(parted.photos, classNames),
  };
}

/** Does not depend on where the photos lie or in what order they came. */
function hashOf(photos: readonly PartedPhoto[], classNames: readonly string[]): string {
  const lines = photos.map(({ hash, classNames: own, part }) => JSON.stringify([hash, own, part])).sort();
  return createHash('sha256').update(JSON.stringify(classNames)).update(lines.join('\n')).digest('hex');
}

/**
 * The examples of a run.
 *
 * @param from  what the set is called in a message
 * @throws training/no-class, training/one-class, training/too-few, training/nothing-readable, training/no-test
 */
export function examplesOf(checked: Preflight, from: string): Example[] {
  const refusal = refusalOf(checked, checked.obstacles, from);
  if (refusal) throw refusal;
  return checked.parted.photos.map(({ path, hash, classIndices, part, group }) => ({
    ...{ path, hash, classIndices, part, group },
  }));
}
