import type { FileProblem } from './annotations/index.ts';

/** A problem of one file as a line. */
export const sentenceOf = ({ path, problem }: FileProblem): string => `${path}: ${problem.message}`;
