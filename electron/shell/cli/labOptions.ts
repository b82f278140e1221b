import { LabSettings, type LabMethod } from '../../contract/index.ts';
import { UsageError } from './exit.ts';
import { aliases, notOptions, optionTexts } from './labTexts.ts';

// The settings of a method as options: one mapping for all, from the schemas of the contract. `totalVariation` becomes
// --total-variation, what is true unless said becomes --no-…, lists have commas between.

/** The parts of a schema that this looks at. */
interface Schema {
  readonly def: {
    readonly type: string;
    readonly innerType?: Schema;
    readonly element?: Schema;
    readonly entries?: Readonly<Record<string, string>>;
    readonly defaultValue?: unknown;
  };
}

/** What a setting takes, with what stands around it taken off. */
interface Kind {
  readonly type: string;
  readonly isNullable: boolean;
  readonly preset: unknown;
  readonly choices: readonly string[];
  readonly element: string | null;
}

export interface LabOption {
  /** Without its dashes. */
  readonly name: string;
  readonly field: string;
  readonly isFlag: boolean;
  /** For example "--steps N            steps of the gradient (256)". */
  readonly help: string;
  readonly read: (typed: string) => unknown;
}

export const labMethods: readonly LabMethod[] = LabSettings.options.map(({ shape }) => shape.method.value);

const shapeOf = (method: LabMethod): Readonly<Record<string, Schema>> => {
  const found = LabSettings.options.find(({ shape }) => shape.method.value === method);
  return found?.shape ?? {};
};

/** Which words name a class or a unit: a target of each kind, a class alone, or nothing. */
export function targetsOf(method: LabMethod): 'one' | 'many' | 'class' | 'none' {
  const shape = shapeOf(method);
  if ('targets' in shape) return 'many';
  if ('target' in shape) return 'one';
  return 'classIndex' in shape ? 'class' : 'none';
}

export const optionsOf = (method: LabMethod): readonly LabOption[] =>
  Object.entries(shapeOf(method))
    .filter(([field]) => !notOptions.some((other) => other === field))
    .map(([field, schema]) => optionOf(field, kindOf(schema)));

/** The name of the option of a setting. */
export const optionName = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Letters of a line of help that name the option. */
export const optionWidth = 26;

/** The help of one option. @param option  "--steps N" */
export const helpLine = (option: string, text: string): string => `${option.padEnd(optionWidth)} ${text}`;

function optionOf(field: string, kind: Kind): LabOption {
  const isFlag = kind.type === 'boolean';
  const name = kind.preset === true ? `no-${optionName(field)}` : optionName(field);
  const text = optionTexts[field as keyof typeof optionTexts];
  const help = helpLine(`--${name}${isFlag ? '' : ` ${placeholder(kind)}`}`, text + remark(kind));
  return { name, field, isFlag, help, read: (typed) => valueOf(kind, name, typed) };
}

function kindOf(schema: Schema): Kind {
  let [current, isNullable, preset]: [Schema, boolean, unknown] = [schema, false, undefined];
  for (let { innerType } = current.def; innerType; { innerType } = current.def) {
    isNullable ||= current.def.type === 'nullable';
    if (preset === undefined && current.def.type === 'default') preset = current.def.defaultValue;
    current = innerType;
  }
  const { type, entries = {}, element } = current.def;
  return { type, isNullable, preset, choices: Object.values(entries), element: element?.def.type ?? null };
}

const placeholder = ({ type, element }: Kind): string =>
  type === 'number'
    ? 'N'
    : type === 'array'
      ? element === 'number'
        ? 'N,…'
        : 'NAME,…'
      : type === 'enum'
        ? 'W'
        : 'NAME';

/** Choices and what it is if nothing is said. */
function remark({ choices, preset, type }: Kind): string {
  const among = choices.length > 0 ? `: ${choices.join(', ')}` : '';
  const isSaid = preset !== undefined && preset !== null && type !== 'boolean';
  return `${among}${isSaid ? ` (${Array.isArray(preset) ? preset.join(',') : JSON.stringify(preset).replaceAll('"', '')})` : ''}`;
}

function valueOf({ type, isNullable, element }: Kind, name: string, typed: string): unknown {
  if (isNullable && typed === 'none') return null;
  if (type === 'number') return numberOf(name, typed);
  if (type !== 'array') return typed;
  const parts = typed.split(',');
  return element === 'number' ? parts.map((part) => numberOf(name, part)) : parts;
}

function numberOf(option: string, typed: string): number {
  const number = typed.trim() === '' ? NaN : Number(typed);
  if (!Number.isFinite(number)) throw new UsageError(`--${option} takes numbers; "${typed}" is none.`);
  return number;
}

/** The method of a name or of another name of it; null where there is none. */
export function methodNamed(name: string): { readonly method: LabMethod; readonly preset: object } | null {
  const method = labMethods.find((each) => each === name);
  return method ? { method, preset: {} } : (aliases[name] ?? null);
}
