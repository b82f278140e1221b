import type { Command } from '../command.ts';
import { exportLabels } from './exportLabels.ts';
import { importLabels, projectOpen } from './importLabels.ts';
import { projectExport } from './projectExport.ts';
import { relink } from './relink.ts';

/** Labels, projects and moved photos. */
export const exchangeCommands: readonly Command[] = [exportLabels, importLabels, projectExport, projectOpen, relink];
