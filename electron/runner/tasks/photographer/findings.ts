import type { AttributionFinding, AttributionRow } from '../../../contract/index.ts';
import type { Mark } from '../../vision/index.ts';
import type { Baselines } from './baselines.ts';
import type { Work } from './work.ts';

/** Share of the full accuracy above chance from which a baseline alone explains most of it. */
const explains = 0.7;
/** A guard that takes more than this of the accuracy above chance is worth a warning. */
const costly = 0.25;
/** With fewer shoots a photographer cannot be told from the shoot. */
const fewShoots = 5;
const shownPhotos = 12;

export interface Measurements {
  readonly chosen: AttributionRow;
  readonly baselines: Baselines | null;
  readonly guards: readonly AttributionRow[];
  readonly marks: readonly Mark[];
}

/** What a person should know before believing the answers; warnings first. */
export function findingsOf(work: Work, { chosen, baselines, guards, marks }: Measurements): AttributionFinding[] {
  const chance = 1 / work.classes;
  const above = chosen.accuracy.value - chance;
  const findings = [
    ...marks.map((mark) => markFinding(work, mark)),
    ...(baselines ? baselineFindings(baselines, chosen, chance) : []),
    ...guards.flatMap((row) => guardFinding(row, chosen, above)),
    ...shootFindings(work),
  ];
  return findings.sort((a, b) => Number(a.severity === 'note') - Number(b.severity === 'note'));
}

function markFinding({ input, photos }: Work, { classIndex, corner, photos: carrying, of }: Mark): AttributionFinding {
  const photographer = input.classNames[classIndex] ?? '';
  return {
    ...{ kind: 'mark', severity: 'warning', photographer },
    sentence: `${carrying.length} of ${of} photos of ${photographer} carry the same mark in the ${corner} corner: a logo, a signature or a frame. The network may have learned that instead of the eye.`,
    remedy: 'Compare with the line "without borders" of the table, or learn from photos without the mark.',
    photos: carrying.slice(0, shownPhotos).map((photo) => photos[photo]?.path ?? ''),
  };
}

function baselineFindings(
  { color, texture }: Baselines,
  { accuracy }: AttributionRow,
  chance: number,
): AttributionFinding[] {
  const shareOf = (value: number): number => (value - chance) / Math.max(1e-9, accuracy.value - chance);
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const both = { photographer: null, photos: [] };
  const findings: AttributionFinding[] = [];
  const best = Math.max(color.accuracy.value, texture.accuracy.value);
  if (best >= accuracy.low)
    findings.push({
      ...{ kind: 'no-better-than-baseline', severity: 'warning', ...both },
      sentence: `Color or coarse texture alone is right in ${percent(best)} of photos, the network in ${percent(accuracy.value)}: the difference may be chance.`,
      remedy: 'Add photos and shoots, or another network.',
    });
  if (shareOf(color.accuracy.value) >= explains)
    findings.push({
      ...{ kind: 'color-alone', severity: 'warning', ...both },
      sentence: `Color alone reaches ${percent(color.accuracy.value)}: film stock, toning or a scanner may be what tells these photographers apart.`,
      remedy: 'Look at the line "without color", and mix photos of several sources.',
    });
  if (shareOf(texture.accuracy.value) >= explains)
    findings.push({
      ...{ kind: 'texture-alone', severity: 'warning', ...both },
      sentence: `Coarse light and dark alone reaches ${percent(texture.accuracy.value)}: formats, frames or one studio may be what tells these photographers apart.`,
      remedy: 'Look at the line "without borders", and add photos made elsewhere.',
    });
  return findings;
}

function guardFinding(row: AttributionRow, { accuracy }: AttributionRow, above: number): AttributionFinding[] {
  const lost = accuracy.value - row.accuracy.value;
  if (lost < costly * above) return [];
  const told: Readonly<Record<string, [AttributionFinding['kind'], string]>> = {
    'without color': ['color-cast', 'color'],
    'without borders': ['border', 'what stands at the borders'],
    'half as fine': ['resolution', 'sharpness and grain'],
  };
  const [kind, what] = told[row.name] ?? ['border', row.name];
  const points = Math.round(100 * lost);
  return [
    {
      ...{ kind, severity: 'warning', photographer: null, photos: [] },
      sentence: `${points} points of the accuracy rest on ${what}: without it ${Math.round(100 * row.accuracy.value)} % are right.`,
      remedy: 'Believe the lower figure where photos come from other scanners, cameras or archives.',
    },
  ];
}

function shootFindings({ classOf, groups, input }: Work): AttributionFinding[] {
  const shoots = input.classNames.map(
    (_, own) =>
      new Set(
        Array.from(classOf.keys())
          .filter((photo) => classOf[photo] === own)
          .map((photo) => groups[photo]),
      ).size,
  );
  return shoots.flatMap((count, own): AttributionFinding[] => {
    const photographer = input.classNames[own] ?? '';
    if (count >= fewShoots) return [];
    return [
      {
        ...{ kind: 'few-shoots', severity: 'note', photographer, photos: [] },
        sentence: `${photographer} is known by ${count} ${count === 1 ? 'shoot' : 'shoots'} only: the network may know the shoots and not the eye.`,
        remedy: 'Add photos that were taken on other days and elsewhere.',
      },
    ];
  });
}
