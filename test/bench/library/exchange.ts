import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { everything } from '../../../electron/contract/index.ts';
import { exportLabels, exportProject, previewExport, takeProject } from '../../../electron/engine/exchange/index.ts';
import type { JobScope } from '../../../electron/engine/jobs/queue.ts';
import { Library } from '../../../electron/engine/library/index.ts';
import { answer, fill, model } from '../../engine/libraries.ts';
import { temporaryFolder } from '../../support/fovea.ts';

// Labels and a project of a large library, out and in again: `npm run bench:exchange [-- PHOTOS]`.
// Prints seconds, and by how many megabytes the process grew at most while each ran.

const count = Number(process.argv[2] ?? 100_000);
const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const classes = ['dog', 'cat', 'boat', 'house', 'tree'];

function scopeOf(library: Library, task: unknown): JobScope {
  const id = library.jobs.add({ kind: 'labels.export', title: '', task, unit: 'photos', total: null });
  let job = library.jobs.find(id)!;
  return {
    ...{ id, task, signal: new AbortController().signal },
    get job() {
      return job;
    },
    report: (patch) => void (job = { ...job, ...patch }),
  };
}

async function timed(what: string, run: () => Promise<unknown>): Promise<void> {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const startedMs = performance.now();
  await run();
  clearInterval(watch);
  most = Math.max(most, process.memoryUsage().rss);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`${what.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  +${Math.round((most - before) / 1e6)} MB`);
}

const library = new Library(at('library'));
const photos = fill(library, count);
answer(library, photos, (photo) =>
  classes.map((className, rank) => ({
    className,
    classIndex: rank,
    probability: (0.5 + (photo % 7) / 20) / (rank + 1),
  })),
);
classes.forEach((name, of) =>
  library.label(
    photos.filter((photo) => photo % 10 === of),
    name,
  ),
);
for (const name of ['csv', 'coco', 'project']) mkdirSync(at(name));

const asked = {
  filter: everything,
  states: ['human', 'suggested', 'rejected'],
  photos: 'none',
  forSpreadsheets: false,
} as const;
const watch = { signal: new AbortController().signal, onProgress: () => undefined };
const none = () => Promise.reject(new Error('there is no network here'));
for (const format of ['csv', 'coco'] as const) {
  const preview = { ...asked, format, heldOut: 0, seed: 1 };
  await timed(`what ${format} would hold`, () => previewExport(library, preview, model, watch));
  await timed(`labels as ${format}`, () =>
    exportLabels(scopeOf(library, { ...asked, format, heldOut: 0, seed: 1, folder: at(format) }), library, () =>
      Promise.resolve(model),
    ),
  );
}
await timed('project out', () =>
  exportProject(scopeOf(library, { filter: everything, photos: 'none', networks: [], folder: at('project') }), {
    ...{ library, models: { find: none } },
  }),
);
console.log(`photos.jsonl: ${(statSync(join(at('project'), 'photos.jsonl')).size / 1e6).toFixed(0)} MB`);
library.label(photos, null);
await timed('project in again', () =>
  takeProject(scopeOf(library, { path: at('project'), conflicts: 'mine', addPhotos: false }), {
    ...{ library, models: () => Promise.resolve([]), onEdited: () => undefined, adopt: () => undefined },
    store: { add: none, saveCard: none },
  }),
);
library.close();
folder.remove();
