import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of real models and photos for development; null where it is absent, as on a user's machine. */
export function sharedDir(): string | null {
  const dir = process.env['FOVEA_SHARED_DIR'] ?? resolve(import.meta.dirname, '../../../shared');
  return existsSync(join(dir, 'models')) && existsSync(join(dir, 'data')) ? dir : null;
}

/** Why a test that needs that folder is skipped. */
export const sharedAbsent = 'skipped: the shared folder of models and photos is absent (set FOVEA_SHARED_DIR)';
