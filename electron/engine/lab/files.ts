import { join } from 'node:path';

// <data>/lab/<run> holds what was made, readable without us: record.json says what it is and how it was made, beside its
// pictures. Where there is a record, all is there. <data>/lab/<run>.making is locked by the process that is at it.

export const filesIn = (dataDir: string) => {
  const folder = join(dataDir, 'lab');
  const bin = join(folder, 'bin');
  return {
    ...{ folder, bin },
    of: (run: string): string => join(folder, run),
    inBin: (run: string): string => join(bin, run),
    lock: (run: string): string => join(folder, `${run}${lockExtension}`),
  };
};
export type LabFiles = ReturnType<typeof filesIn>;

export const lockExtension = '.making';
export const recordIn = (folder: string): string => join(folder, 'record.json');
