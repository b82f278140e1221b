import { basename, extname } from 'node:path';
import type { MaskFormat } from '../../contract/index.ts';
import { writeNew } from '../jobs/index.ts';
import { writtenAs, type Masked } from './masks.ts';
import { isForSets, joined } from './sets.ts';

/** Writes the masks of photos, one after the other, and at the end what is one file for all of them. */
export interface MaskWriter {
  /** What the formats could not hold so far, one sentence each. */
  readonly losses: ReadonlySet<string>;
  /** Tells the path of each file as soon as it is there. @throws photo/*, disk/* */
  write(masked: Masked, onWritten?: (path: string) => void): Promise<void>;
  /** Takes up only what goes into the files for all: the photo's own were written before. */
  gather(masked: Masked): Promise<void>;
  /** @returns paths of the files for all  @throws disk/* */
  finish(): Promise<readonly string[]>;
}

export function maskWriter(folder: string, formats: readonly MaskFormat[]): MaskWriter {
  const sets = new Map(formats.filter(isForSets).map((format) => [format, [] as string[]] as const));
  const losses = new Set<string>();

  const contentOf = async (format: MaskFormat, masked: Masked) => {
    const { extension, content, losses: lost } = await writtenAs(format, masked);
    lost.forEach((loss) => losses.add(loss));
    return { extension, content };
  };

  const gather = async (masked: Masked): Promise<void> => {
    for (const [format, files] of sets) files.push(String((await contentOf(format, masked)).content));
  };

  return {
    losses,
    gather,
    async write(masked, onWritten = () => undefined) {
      for (const format of formats.filter((each) => !isForSets(each))) {
        const { extension, content } = await contentOf(format, masked);
        onWritten(await writeNew(folder, nameFor(masked.path, format, formats), extension, content));
      }
      await gather(masked);
    },
    async finish() {
      const written: string[] = [];
      for (const [format, files] of sets) {
        const set = files.length > 0 ? joined(format, files) : null;
        if (set) written.push(await writeNew(folder, set.name, set.extension, set.text));
      }
      return written;
    },
  };
}

/** "a" for a.jpg; "a overlay" where another format of the same kind of file is written too. */
function nameFor(path: string, format: MaskFormat, formats: readonly MaskFormat[]): string {
  const name = basename(path, extname(path));
  return formats.length > 1 ? `${name} ${format}` : name;
}
