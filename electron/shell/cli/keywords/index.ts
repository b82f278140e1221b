import type { Command } from '../command.ts';
import { keywordsRead } from './read.ts';
import { keywordsWrite } from './write.ts';

/** Keywords in and out of files. */
export const keywordCommands: readonly Command[] = [keywordsRead, keywordsWrite];
