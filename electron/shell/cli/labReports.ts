import type { LabAnswer, LabCurve, LabRecipe, LabResult } from '../../contract/index.ts';
import { optionName } from './labOptions.ts';
import { percent } from './tables.ts';

// What the lab came to, as a terminal shows it.

/** Classes of an answer that are shown. */
const shown = 3;

/** "fovea-base, original: goldfish 98.1 %, hen 0.4 %" */
export const answersInWords = (answers: readonly LabAnswer[]): string[] =>
  answers.map(({ network, of, top }) => {
    const classes = top.slice(0, shown).map(({ className, probability }) => `${className} ${percent(probability)}`);
    return `${network}, ${of}: ${classes.join(', ')}`;
  });

/** "largest change: 2" */
export const measuresInWords = (measures: LabResult['measures']): string[] =>
  Object.entries(measures).map(([name, value]) => `${name}: ${Number(value.toPrecision(4))}`);

/** "ε 2: 48.0 % right", a line for each; other curves are long and go into JSON only. */
export const robustnessInWords = (curves: readonly LabCurve[]): string[] =>
  curves
    .filter(({ kind }) => kind === 'robustness')
    .flatMap(({ x, y }) => x.map((epsilon, index) => `ε ${epsilon}: ${percent(y[index] ?? 0)} right`));

/** What a picture was made from: a line each for the network, the photos and the settings. */
export function recipeInWords({ network, others, photos, settings, madeMs }: LabRecipe, isHere: boolean): string[] {
  const { method, ...rest } = settings;
  const words = Object.entries(rest).map(([field, value]) => `${optionName(field)} ${settingInWords(value)}`);
  const made = (name: string, hash: string, remark = ''): string => `${name}  ${hash}${remark}`;
  return [
    `method   ${method}`,
    `network  ${made(network.name, network.hash, isHere ? '' : '  (not on the shelf)')}`,
    ...others.map(({ name, hash }) => `other    ${made(name, hash)}`),
    ...photos.map(({ name, hash }) => `photo    ${made(name, hash)}`),
    `made     ${new Date(madeMs).toISOString()}`,
    `with     ${words.join(', ')}`,
  ];
}

const settingInWords = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
