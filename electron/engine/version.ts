import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { topFile } from './places.ts';

/** Fovea's own version, from the package.json above the sources or the bundle. */
export function version(): string {
  const file = topFile('package.json');
  return file === null
    ? 'unknown'
    : z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
