import { isAbsolute, relative } from 'node:path';
import type { ClassifiedPhoto } from '../../contract/index.ts';
import { print, printJson, sentences, tell } from './output.ts';
import { csvLine, percent } from './tables.ts';

export interface Summary {
  readonly done: number;
  readonly failed: number;
  /** null when it was stopped before the engine could say. */
  readonly model: string | null;
  readonly device: string | null;
  readonly perSecond: number | null;
  readonly stopped: boolean;
}

/** How results are written: each photo as soon as it is there. */
export interface Format {
  begin(): void;
  photo(photo: ClassifiedPhoto): void;
  end(summary: Summary): void;
}

const json: Format = {
  begin: () => undefined,
  photo: ({ path, width, height, top, problem }) =>
    printJson({
      path,
      width,
      height,
      top: top.map(({ className, classIndex, probability }) => ({ class: className, index: classIndex, probability })),
      error: problem && { code: problem.code, message: problem.message },
    }),
  end: (summary) => printJson({ summary }),
};

/** One line per class of a photo, so that every line has the same columns; a photo without a class has one line. */
const csv: Format = {
  begin: () => printCsv(['path', 'width', 'height', 'rank', 'class', 'index', 'probability', 'error']),
  photo: ({ path, width, height, top, problem }) => {
    if (top.length === 0) printCsv([path, width, height, null, null, null, null, problem?.code ?? null]);
    top.forEach(({ className, classIndex, probability }, i) =>
      printCsv([path, width, height, i + 1, className, classIndex, probability, null]),
    );
  },
  end: () => undefined,
};

/** RFC 4180 ends its lines with both characters. */
const printCsv = (fields: readonly (string | number | null)[]): void => print(`${csvLine(fields)}\r`);

/** As a person in this folder would type it. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

const human: Format = {
  begin: () => undefined,
  photo: ({ path, top, problem }) => {
    const classes = top.map(({ className, probability }) => `${className} ${percent(probability)}`).join(', ');
    print(`${shortPath(path)}: ${problem ? sentences(problem) : classes}`);
  },
  end: ({ done, failed, model, device, perSecond, stopped }) => {
    const speed = perSecond === null ? '' : `, ${perSecond.toFixed(1)} photos/s`;
    const by = model === null ? '' : ` by ${model}`;
    const on = device === null ? '' : ` on ${device}`;
    const photos = done === 1 ? 'photo' : 'photos';
    tell(`${stopped ? 'Stopped: ' : ''}${done} ${photos}${by}${on}${speed}${failed > 0 ? `, ${failed} failed` : ''}.`);
  },
};

const formats = { json, csv, table: human } as const;

export const formatNamed = (name: keyof typeof formats): Format => formats[name];
