import { join } from 'node:path';
import type { Sha256 } from '../../../contract/index.ts';

/** The file in which it stands which photos excite the units of a network most. */
export const tableFile = (unitsDir: string, model: Sha256): string => join(unitsDir, `${model}.json`);
