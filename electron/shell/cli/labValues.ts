import { LabSettings, type LabMethod, type LabTarget } from '../../contract/index.ts';
import type { Options, Values } from './command.ts';
import { UsageError } from './exit.ts';
import { helpLine, optionName, optionsOf, targetsOf } from './labOptions.ts';

// What was typed for a method, as its settings.

const classHelp = helpLine('--class C', 'a class by its name or number; else the one answered');
const unitHelp = helpLine(
  '--unit LAYER:N[@RxC]',
  'a channel of a layer, at row R and column C or where it is strongest',
);
const manyHelp = 'several with commas between: a poster';

/** The options of some methods together. */
export function settingOptions(methods: readonly LabMethod[]): Options {
  const own = methods.flatMap((method) => optionsOf(method));
  const kinds = new Set(methods.map(targetsOf));
  return {
    ...Object.fromEntries(own.map(({ name, isFlag }) => [name, { type: isFlag ? 'boolean' : 'string' } as const])),
    ...(kinds.size > 1 || !kinds.has('none') ? { class: { type: 'string' } } : {}),
    ...(kinds.has('one') || kinds.has('many') ? { unit: { type: 'string' } } : {}),
  };
}

/** One line for each option of a method. */
export function settingHelp(method: LabMethod): string[] {
  const kind = targetsOf(method);
  return [
    ...(kind === 'none' ? [] : [method === 'linear' ? linearHelp : classHelp]),
    ...(kind === 'one' || kind === 'many' ? [unitHelp] : []),
    ...(kind === 'many' ? [helpLine('', manyHelp)] : []),
    ...optionsOf(method).map(({ help }) => help),
  ];
}

const linearHelp = helpLine('--class C', 'the folder whose weights are added, from 0; else the next');

/** @param classNames  of the network @throws UsageError */
export function settingsFrom(
  method: LabMethod,
  { preset, values, classNames }: { preset: object; values: Values; classNames: readonly string[] },
): LabSettings {
  const typed: Record<string, unknown> = { method, ...preset, ...aboutWhat(method, values, classNames) };
  for (const { name, field, isFlag, read } of optionsOf(method)) {
    const value = values[name];
    if (typeof value === 'string') typed[field] = read(value);
    else if (isFlag && value === true) typed[field] = !name.startsWith('no-');
  }
  const settings = LabSettings.safeParse(typed);
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  const field = String(issue?.path[0]);
  if (typed[field] === undefined) throw new UsageError(`--${optionName(field)} is missing.`);
  throw new UsageError(`--${optionName(field)}: ${issue?.message ?? 'that cannot be.'}`);
}

/** The class or the unit that it is about. */
function aboutWhat(method: LabMethod, values: Values, classNames: readonly string[]): object {
  const listed = (name: string): string[] => (typeof values[name] === 'string' ? values[name].split(',') : []);
  const kind = targetsOf(method);
  if (kind === 'none') return {};
  const names = method === 'linear' ? [] : classNames;
  const given = typeof values['class'] === 'string' ? values['class'] : null;
  if (kind === 'class') return given === null ? {} : { classIndex: classIndexOf(given, names) };
  const whole = given === null ? null : wholeName(given, names);
  const classes = whole === null ? listed('class').map((name) => classIndexOf(name, names)) : [whole];
  const targets: LabTarget[] = [
    ...classes.map((classIndex) => ({ kind: 'class' as const, classIndex })),
    ...listed('unit').map(unitOf),
  ];
  if (targets.length === 0) return {};
  if (kind === 'many') return { targets };
  if (targets.length > 1) throw new UsageError('It is about one class or one unit: --class or --unit, once.');
  return { target: targets[0] };
}

/** "goldfish, Carassius auratus" goes by each of its names. */
const namesOf = (className: string): string[] => [className, ...className.split(',')].map(bare);
const bare = (name: string): string => name.trim().toLowerCase();

function wholeName(typed: string, classNames: readonly string[]): number | null {
  const found = classNames.findIndex((name) => bare(name) === bare(typed));
  return found < 0 ? null : found;
}

/** @throws UsageError */
function classIndexOf(typed: string, classNames: readonly string[]): number {
  if (/^\d{1,9}$/.test(typed.trim())) return Number(typed);
  const found = classNames.findIndex((name) => namesOf(name).includes(bare(typed)));
  if (found >= 0) return found;
  throw new UsageError(
    classNames.length === 0 ? `--class takes a number here.` : `The network knows no class "${typed.trim()}".`,
  );
}

/** "relu5_1:12", "relu5_1:12@3x4". @throws UsageError */
function unitOf(typed: string): LabTarget {
  const [, layer, channel, row, column] = /^(.+):(\d+)(?:@(\d+)x(\d+))?$/.exec(typed.trim()) ?? [];
  if (layer === undefined) throw new UsageError('--unit takes LAYER:CHANNEL, or LAYER:CHANNEL@ROWxCOLUMN.');
  const position = row === undefined ? null : { row: Number(row), column: Number(column) };
  return { kind: 'unit', layer, channel: Number(channel), position };
}
