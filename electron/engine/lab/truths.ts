import { basename, dirname } from 'node:path';
import type { LabSettings } from '../../contract/index.ts';

/**
 * Settings that need the classes of photos, taken from the names of their folders where nothing was said: for a classifier
 * that is learned, each folder is a class; for a network, a folder that is called like one of its classes.
 *
 * @param classNames  of the network
 */
export function withTruths(
  settings: LabSettings,
  photos: readonly string[],
  classNames: readonly string[],
): LabSettings {
  if (settings.method !== 'linear' && settings.method !== 'robustness') return settings;
  if (settings.truths.length > 0) return settings;
  const folders = photos.map((path) => basename(dirname(path)));
  if (settings.method === 'linear') {
    const names = [...new Set(folders)].sort();
    return { ...settings, classNames: names, truths: folders.map((folder) => names.indexOf(folder)) };
  }
  const truths = folders.map((folder) => {
    const found = classNames.findIndex((name) => namesOf(name).includes(folder.toLowerCase()));
    return found < 0 ? null : found;
  });
  return truths.every((truth) => truth === null) ? settings : { ...settings, truths };
}

/** "goldfish, Carassius auratus" goes by each of its names. */
const namesOf = (className: string): string[] =>
  [className, ...className.split(',')].map((name) => name.trim().toLowerCase());
