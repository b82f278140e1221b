import { countLosses } from '../losses.ts';
import { notReadable } from '../reading.ts';
import { yamlText, yamlValues, type YamlEntry } from './yaml.ts';

/** Of data.yaml, where the photos lie and what their classes are called. */
export interface DataYaml {
  /** By class index: this order gives the numbers in the label files their meaning. */
  readonly classNames: readonly string[];
  /** Folder of the set, and the folders of its parts in it. */
  readonly path?: string;
  readonly train?: string;
  readonly val?: string;
  readonly test?: string;
}

const places = ['path', 'train', 'val', 'test'] as const;

/**
 * Reads the classes of a YOLO set from `names`, a list or a map by class index.
 *
 * @throws annotation/not-readable, also for YAML beyond a plain list or map of names
 */
export function readDataYaml(text: string): DataYaml & { readonly losses: readonly string[] } {
  const losses = countLosses();
  const values = yamlValues(text, ['names', ...places]);
  for (const key of values.unread) if (key !== 'nc') losses.note(`"${key}" of data.yaml`);
  const names = values.read.get('names') ?? notReadable('data.yaml has no "names".');
  if (typeof names === 'string') return notReadable('"names" of data.yaml is neither a list nor a map.');
  const folders = places.flatMap((place) => {
    const folder = values.read.get(place);
    if (folder !== undefined && typeof folder !== 'string') losses.note(`"${place}" of data.yaml, which is a list`);
    return typeof folder === 'string' ? [[place, folder] as const] : [];
  });
  const found: Partial<Record<(typeof places)[number], string>> = Object.fromEntries(folders);
  return { classNames: inOrder(names), ...found, losses: losses.sentences() };
}

function inOrder(names: readonly YamlEntry[]): string[] {
  const byIndex = new Map(names.map(({ key, value }, index) => [key === null ? index : Number(key), value]));
  if (byIndex.size < names.length) notReadable('"names" of data.yaml has a class twice.');
  return names.map((_, index) => byIndex.get(index) ?? notReadable(`"names" of data.yaml has no class ${index}.`));
}

/** Classes are written as a map, which shows their numbers. */
export function writeDataYaml({ classNames, ...folders }: DataYaml): string {
  const lines = places.flatMap((place) => {
    const folder = folders[place];
    return folder === undefined ? [] : [`${place}: ${yamlText(folder)}`];
  });
  const names = classNames.map((name, index) => `  ${index}: ${yamlText(name)}`);
  return `${[...lines, 'names:', ...names].join('\n')}\n`;
}
