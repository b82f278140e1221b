import { join } from 'node:path';

// The folder <data>/photographers/<hash> of a network that tells photographers apart, readable without us: record.json says
// what it was learned from and how well, attributions.jsonl what was answered to each photo, rows its features.

export const filesIn = (folder: string) => ({
  folder,
  record: join(folder, 'record.json'),
  /** One `Attribution` a line. */
  attributions: join(folder, 'attributions.jsonl'),
  /** Float32 [N, F], photos in the order of the attributions. */
  rows: join(folder, 'rows'),
  profiles: join(folder, 'profiles.json'),
  guesses: join(folder, 'guesses.json'),
  /** Paths of photos whose name a person called right. */
  confirmed: join(folder, 'confirmed.json'),
});
export type PhotographerFiles = ReturnType<typeof filesIn>;
