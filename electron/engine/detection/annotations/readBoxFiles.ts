import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { failure, FoveaError, problemOf, systemCode, type Problem, type Stop } from '../../../contract/index.ts';
import {
  boxFileKind,
  readCocoBoxes,
  readCreateMlBoxes,
  readCsvBoxes,
  readCvatBoxes,
  readDataYaml,
  readLabelmeBoxes,
  readLabelStudioBoxes,
  readVocBoxes,
  readYoloBoxes,
  type BoxAnnotation,
  type BoxFileKind,
  type ReadBoxes,
} from '../../../runner/vision/index.ts';
import { boxFilesIn } from './boxFilesIn.ts';
import { classListFor, type ClassList } from './classLists.ts';
import { readRegions } from './regions.ts';

/** What one file says about one photo. */
export interface FileAnnotation extends BoxAnnotation {
  /** Path of the file. */
  readonly from: string;
  /** The file is about this photo alone, and called like it. */
  readonly ofOne: boolean;
  /** Boxes are shares of the photo's sides, not pixels. */
  readonly inShares: boolean;
}

export interface FileProblem {
  readonly path: string;
  readonly problem: Problem;
}

export interface ReadBoxFiles {
  readonly annotations: readonly FileAnnotation[];
  /** In the order in which files list them. */
  readonly classNames: readonly string[];
  /** What the files say and boxes cannot, one sentence each. */
  readonly losses: readonly string[];
  readonly problems: readonly FileProblem[];
}

export interface Watched {
  readonly stop: Stop;
  readonly onProgress: (step: { done: number; total: number }) => void;
}

interface OneRead extends Pick<ReadBoxes, 'classNames' | 'losses'> {
  readonly annotations: readonly FileAnnotation[];
}

/**
 * Reads files of boxes, and folders of them, whatever their formats. One that cannot be read is a problem of its own.
 * Files beside photos that are no annotations are passed over.
 */
export async function readBoxFiles(paths: readonly string[], { stop, onProgress }: Watched): Promise<ReadBoxFiles> {
  const files = await boxFilesIn(paths, stop);
  const read: OneRead[] = [];
  const problems: FileProblem[] = [];
  const lists: ClassList[] = [];
  const later: { path: string; text: string }[] = [];
  let done = 0;
  const attempt = async (path: string, work: () => Promise<OneRead | null> | OneRead | null): Promise<void> => {
    stop.throwIfAborted();
    try {
      const one = await work();
      if (one) read.push(one);
    } catch (thrown) {
      problems.push({ path, problem: problemIn(thrown, path) });
    }
  };
  for (const path of files) {
    await attempt(path, async () => {
      const text = await textOf(path);
      const kind = boxFileKind(basename(path), text);
      if (kind === 'yolo') later.push({ path, text });
      else if (kind === 'yolo-classes' || kind === 'class-list') lists.push(classList(path, kind, text));
      else return kind === null ? passedOver(path) : readOne(path, kind, text);
      return null;
    });
    onProgress({ done: (done += 1), total: files.length });
  }
  // Only when all lists of classes are known is it known what the numbers of these files mean.
  for (const { path, text } of later)
    await attempt(path, () => {
      const names = classListFor(path, lists);
      return names === null && text.trim() === '' ? null : readYolo(path, text, names ?? []);
    });
  return {
    annotations: read.flatMap(({ annotations }) => annotations),
    classNames: [...new Set([...lists, ...read].flatMap(({ classNames }) => classNames))],
    losses: [...new Set(read.flatMap(({ losses }) => losses))],
    problems,
  };
}

const ofOnePhoto: readonly BoxFileKind[] = ['voc', 'labelme', 'xmp'];

async function readOne(path: string, kind: BoxFileKind, text: string): Promise<OneRead> {
  const own = { from: path, ofOne: ofOnePhoto.includes(kind), inShares: kind === 'xmp' };
  const { annotations, classNames, losses } = await readAs(kind, path, text);
  return { classNames, losses, annotations: annotations.map((annotation) => ({ ...annotation, ...own })) };
}

function readAs(kind: BoxFileKind, path: string, text: string): ReadBoxes | Promise<ReadBoxes> {
  switch (kind) {
    case 'voc':
      return readVocBoxes(text);
    case 'cvat':
      return readCvatBoxes(text);
    case 'coco':
      return readCocoBoxes(text);
    case 'labelme':
      return readLabelmeBoxes(text);
    case 'createml':
      return readCreateMlBoxes(text);
    case 'labelstudio':
      return readLabelStudioBoxes(text);
    case 'csv':
      return readCsvBoxes(text);
    case 'xmp':
      return readRegions(path);
    case 'yolo':
    case 'yolo-classes':
    case 'class-list':
      return { annotations: [], classNames: [], losses: [] };
  }
}

/** As if the photo had one by one pixel, so that edges stay the shares that the file has. */
function readYolo(path: string, text: string, classNames: readonly string[]): OneRead {
  const file = basename(path, extname(path));
  const { annotations, losses } = readYoloBoxes(text, { file, width: 1, height: 1 }, classNames);
  const own = { photo: { file, width: 0, height: 0 }, from: path, ofOne: true, inShares: true };
  return { classNames: [], losses, annotations: annotations.map(({ objects }) => ({ objects, ...own })) };
}

const classList = (path: string, kind: 'yolo-classes' | 'class-list', text: string): ClassList => ({
  folder: dirname(path),
  classNames: kind === 'yolo-classes' ? readDataYaml(text).classNames : text.split(/\r\n|\r|\n/).filter(Boolean),
});

/** A note beside photos is nothing; a table or a record that is not understood may be what somebody meant. */
function passedOver(path: string): null {
  if (/\.(txt|ya?ml)$/i.test(path)) return null;
  throw failure('annotation/not-readable', { reason: 'it holds no boxes in a format that is known.' });
}

/** What concerns one file alone; anything else goes on up. */
function problemIn(thrown: unknown, path: string): Problem {
  if (!(thrown instanceof FoveaError) || !/^(annotation|photo)\//.test(thrown.code)) throw thrown;
  const { code, message, remedy } = problemOf(thrown);
  return { code, message: `${basename(path)}: ${message}`, remedy };
}

/** @throws annotation/not-readable */
const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((thrown: unknown) => {
    throw failure('annotation/not-readable', { reason: `it cannot be opened (${systemCode(thrown) ?? 'unknown'}).` });
  });
