import { join } from 'node:path';
import { z } from 'zod';
import { defaultSettings, DeviceId, Settings as Shown, Sha256, SuggestionSource } from '../contract/index.ts';
import { readJson, writeJson } from './jsonFile.ts';

/** What a person chose. A file of its own, so that a command line reads it while a window holds the library. */
const Choices = z.object({
  shown: Shown,
  model: Sha256.nullable(),
  /** The detector whose boxes are shown. */
  detector: Sha256.nullable().default(null),
  device: DeviceId.nullable(),
  /** Where suggestions come from. */
  suggestions: SuggestionSource.default('network'),
});
export type Choices = z.infer<typeof Choices>;

export interface Settings {
  read(): Choices;
  write(changed: Partial<Choices>): Choices;
}

export function settingsIn(dataDir: string): Settings {
  const file = join(dataDir, 'settings.json');
  const untouched: Choices = {
    ...{ shown: defaultSettings, model: null, detector: null, device: null },
    suggestions: 'network',
  };
  let known: Choices = readJson(file, Choices) ?? untouched;
  return {
    read: () => known,
    write(changed) {
      known = { ...known, ...changed };
      writeJson(file, known);
      return known;
    },
  };
}
