import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { everything, type LabelExport, type PhotoId } from '../../../electron/contract/index.ts';
import type { ImportNeeds } from '../../../electron/engine/exchange/reading/index.ts';
import type { JobScope } from '../../../electron/engine/jobs/queue.ts';
import { Library } from '../../../electron/engine/library/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';

// Libraries over files that are there. Nothing looks at their pixels: a few bytes of its own make each a photo.

export const model = 'ab'.repeat(32);

export interface Exchanged {
  readonly library: Library;
  /** A path in the folder of the test. */
  at(...names: readonly string[]): string;
  /** Puts files into the folder and their rows into the library. */
  add(names: readonly string[], library?: Library): PhotoId[];
  /** Puts a file into the folder. */
  file(name: string, text?: string): string;
  idOf(name: string, library?: Library): PhotoId;
  /** Labels of all photos by file name, those without any left out. */
  labels(library?: Library): Record<string, readonly string[]>;
  /** The same by the last two names of its path. */
  labelsByPath(): Record<string, readonly string[]>;
  /** Runs a job to its end and answers its line. */
  job(run: (scope: JobScope) => Promise<string>, task: unknown, library?: Library): Promise<string>;
  /** Another empty library. */
  another(): Library;
  readonly needs: (library?: Library) => ImportNeeds;
  close(): void;
}

export function exchanged(): Exchanged {
  const folder = temporaryFolder();
  const at = (...names: readonly string[]): string => join(folder.path, ...names);
  const opened: Library[] = [];
  const openLibrary = (): Library => {
    const library = new Library(at(`library ${opened.length}`));
    opened.push(library);
    return library;
  };
  const library = openLibrary();
  const file = (name: string, text = name): string => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
    return at(name);
  };
  const idOf = (name: string, of = library): PhotoId => of.idsAt([at(name)]).get(at(name)) ?? -1;

  return {
    ...{ library, at, file, idOf },
    add(names, to = library) {
      const job = to.jobs.add({ kind: 'library.import', title: '', task: {}, unit: 'photos', total: null });
      const files = names.map((name) => {
        const { size, mtimeMs } = statSync(file(name));
        return {
          ...{ path: at(name), fileName: basename(name), folder: dirname(at(name)), bytes: size, modifiedMs: mtimeMs },
        };
      });
      to.addFiles(job, files);
      to.recordReadings(
        job,
        names.map((name) => ({ photo: idOf(name, to), facts: factsOf(name) })),
      );
      to.jobs.remove(job);
      return names.map((name) => idOf(name, to));
    },
    labels(of = library) {
      const { photos } = of.list(everything, 'name', 0, 500);
      return Object.fromEntries(
        photos.filter(({ labels }) => labels.length > 0).map((one) => [one.fileName, one.labels]),
      );
    },
    labelsByPath() {
      const { photos } = library.list(everything, 'added', 0, 500);
      const some = photos.filter(({ labels }) => labels.length > 0);
      return Object.fromEntries(
        some.map(({ id, labels }) => [library.source(id).path.split('/').slice(-2).join('/'), labels]),
      );
    },
    async job(run, task, of = library) {
      const added = of.jobs.add({ kind: 'labels.import', title: '', task, unit: 'photos', total: null });
      let job = of.jobs.find(added)!;
      const scope: JobScope = {
        ...{ id: added, task, signal: new AbortController().signal },
        get job() {
          return job;
        },
        report: (patch) => void (job = { ...job, ...patch }),
      };
      return run(scope);
    },
    another: openLibrary,
    needs: (of = library) => ({
      ...{ library: of, models: () => Promise.resolve([]), onEdited: () => undefined, adopt: () => undefined },
    }),
    close() {
      for (const one of opened) one.close();
      folder.remove();
    },
  };
}

const factsOf = (text: string) => ({
  ...{ hash: createHash('sha256').update(text).digest('hex'), width: 400, height: 300, takenAtMs: null, camera: null },
  ...{ artist: null, format: 'jpeg', orientation: 1, fromPreview: false, damaged: false },
  ...{ fingerprint: '0'.repeat(16), sketch: new Uint8Array(16) },
});

/** Relative paths of all files below a folder, sorted. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

export const exporting: Omit<LabelExport, 'format'> = {
  ...{ filter: everything, states: ['human', 'suggested', 'rejected'], photos: 'none', forSpreadsheets: false },
  ...{ heldOut: 0, seed: 1 },
};
