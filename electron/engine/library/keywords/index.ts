import { KeywordOptions, defaultKeywordOptions } from '../../../contract/index.ts';
import type { EditHistory, KeywordPath, LabelsOfKeywords, Problem, Sha256 } from '../../../contract/index.ts';
import type { PhotoWords, Written } from '../../../metadata/index.ts';
import { untouched } from '../changes.ts';
import type { Touched } from '../changes.ts';
import type { Database } from '../database.ts';
import * as jobs from '../jobs.ts';
import * as files from './files.ts';
import type { FileToRestore, WrittenFile } from './files.ts';
import { photosToWrite } from './labels.ts';
import type { PhotoToWrite } from './labels.ts';
import * as making from './making.ts';
import * as rows from './rows.ts';

export type { FileToRestore, WrittenFile } from './files.ts';
export type { PhotoToWrite } from './labels.ts';

interface Needs {
  readonly network: () => number;
  readonly touched: (touched: Touched) => EditHistory;
  readonly changed: (photos: readonly number[]) => void;
}

/** Keywords of the library: what files say, what is written into them, and labels made of them. */
export class KeywordLibrary {
  readonly #database: Database;
  readonly #needs: Needs;

  constructor(database: Database, needs: Needs) {
    this.#database = database;
    this.#needs = needs;
  }

  list() {
    return rows.listKeywords(this.#database);
  }

  /** Puts photos on the list of a new job, in one step. */
  plan(photos: readonly number[], job: jobs.NewJob): number {
    return this.#database.transaction(() => {
      const id = jobs.addJob(this.#database, { ...job, total: photos.length });
      jobs.addWork(this.#database, id, photos);
      return id;
    });
  }

  /** What files say of some photos, and that a job has nothing more to do with them. */
  recordWords(job: number, read: readonly { readonly photo: number; readonly words: PhotoWords }[]): void {
    this.#database.transaction(() => {
      for (const { photo, words } of read) {
        rows.recordWords(this.#database, photo, words);
        jobs.finishWork(this.#database, job, photo);
      }
    });
    this.#needs.changed(read.map(({ photo }) => photo));
  }

  // ----- writing

  toWrite(photos: readonly number[], options: KeywordOptions): PhotoToWrite[] {
    return photosToWrite(this.#database, photos, this.#needs.network(), options);
  }

  writtenInto(file: string): Written {
    return files.writtenInto(this.#database, file);
  }

  customOfAncestors(): boolean {
    return rows.customOfAncestors(this.#database);
  }

  /**
   * A file is about to be written by a job of `total` photos; all its files are one undo step.
   *
   * @returns  null: that step was taken back meanwhile, and nothing is to be written
   */
  begin(job: number, total: number, one: WrittenFile): EditHistory | null {
    const isBegun = this.#database.transaction(() => files.beginWriting(this.#database, job, total, one));
    return isBegun ? this.#needs.touched(untouched) : null;
  }

  /** What a file holds now, if a writing that was cut off put it there. */
  settle(file: string, hash: Sha256): void {
    files.settle(this.#database, file, hash);
  }

  /** The file of a photo is as it should be. */
  recordDone(job: number, photo: number, file: string): void {
    this.#database.transaction(() => {
      files.endWriting(this.#database, job, file);
      files.forgetFailures(this.#database, photo);
      jobs.finishWork(this.#database, job, photo);
    });
  }

  recordFailure(job: number, photo: number, file: string, problem: Problem): void {
    this.#database.transaction(() => {
      files.giveUpWriting(this.#database, job, file);
      files.recordFailure(this.#database, photo, file, problem);
      jobs.finishWork(this.#database, job, photo);
    });
  }

  recordOriginal(photo: number, file: Parameters<typeof files.recordOriginal>[2]): void {
    files.recordOriginal(this.#database, photo, file);
  }

  isTakenBack(job: number): boolean {
    return files.isTakenBack(this.#database, job);
  }

  toRestore(): FileToRestore[] {
    return files.filesToRestore(this.#database);
  }

  recordRestored(file: FileToRestore, problem: Problem | null): void {
    files.recordRestored(this.#database, file, problem);
  }

  failed() {
    return files.failedFiles(this.#database);
  }

  options(): KeywordOptions {
    const row = this.#database.get<{ value: string }>("SELECT value FROM library_facts WHERE key = 'keywords'");
    const known = KeywordOptions.safeParse(row === undefined ? null : JSON.parse(row.value));
    return known.success ? known.data : defaultKeywordOptions;
  }

  remember(options: KeywordOptions): void {
    // To write into originals is asked for each time anew.
    const value = JSON.stringify({ ...options, into: 'sidecars' });
    this.#database.run("INSERT OR REPLACE INTO library_facts (key, value) VALUES ('keywords', ?)", value);
  }

  // ----- labels of keywords

  /** @throws keywords/no-branch */
  previewLabels(branch: KeywordPath | null, photos: readonly number[]): LabelsOfKeywords {
    return making.previewLabels(this.#database, branch, photos);
  }

  /** @throws keywords/no-branch */
  makeLabels(branch: KeywordPath | null, photos: readonly number[]): { photos: number; history: EditHistory } {
    const made = making.makeLabels(this.#database, branch, photos);
    return { photos: made.photos, history: this.#needs.touched(made.touched) };
  }
}
