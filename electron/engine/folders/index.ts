import { basename, sep } from 'node:path';
import type { EditHistory, WatchState } from '../../contract/index.ts';
import { counted } from '../words.ts';
import type { ImportTask, Queue } from '../jobs/index.ts';
import type { FoundFile, Library } from '../library/index.ts';
import { followed, scan, type Followed } from './scan.ts';
import { settleMs, Settling } from './settling.ts';
import { verify, verifyMissing } from './verify.ts';
import { watchFolder, type FolderWatch } from './watchOne.ts';

export interface FolderNeeds {
  readonly library: Library;
  readonly queue: Queue;
  readonly onChange: (state: WatchState) => void;
  /** Photos were followed to where they were moved, which can be undone. */
  readonly onEdited: (history: EditHistory) => void;
}

/** Rest after the first of several touches. */
const gatherMs = 200;
const missingEveryMs = 30_000;

/** Watches the folders of a library and the files of its photos. */
export class Folders {
  readonly #needs: FolderNeeds;
  readonly #watches = new Map<string, FolderWatch>();
  readonly #settling = new Settling();
  readonly #controller = new AbortController();
  readonly #touched = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();

  constructor(needs: FolderNeeds) {
    this.#needs = needs;
    for (const folder of needs.library.presence.watched()) this.#begin(folder);
    this.#do(() => verify(needs.library, this.#controller.signal));
    const again = setInterval(() => this.#do(() => verifyMissing(needs.library)), missingEveryMs);
    again.unref();
    this.#controller.signal.addEventListener('abort', () => clearInterval(again));
  }

  state(): WatchState {
    const { presence } = this.#needs.library;
    const folders = [...this.#watches].map(([path, { how }]) => ({
      path,
      photos: presence.countUnder(path, sep),
      how,
    }));
    return { folders: folders.sort((a, b) => (a.path < b.path ? -1 : 1)), missing: presence.count() };
  }

  /** Watches a folder. Those inside it are watched with it; one inside a watched folder is watched already. */
  add(folder: string): WatchState {
    const inside = (inner: string, outer: string): boolean => `${inner}${sep}`.startsWith(`${outer}${sep}`);
    if ([...this.#watches.keys()].some((outer) => inside(folder, outer))) return this.state();
    for (const inner of this.#watches.keys()) if (inside(inner, folder)) this.#end(inner);
    this.#begin(folder);
    return this.#kept();
  }

  remove(folder: string): WatchState {
    this.#end(folder);
    return this.#kept();
  }

  /** Tells the windows how it stands. */
  tell(): void {
    if (!this.#controller.signal.aborted) this.#needs.onChange(this.state());
  }

  async close(): Promise<void> {
    this.#controller.abort();
    if (this.#timer) clearTimeout(this.#timer);
    for (const watch of this.#watches.values()) watch.close();
    await this.#working;
  }

  #begin(folder: string): void {
    const onTouched = (paths: readonly string[]): void => this.#touch(paths, gatherMs);
    this.#watches.set(
      folder,
      watchFolder(folder, onTouched, () => this.tell()),
    );
  }

  #end(folder: string): void {
    this.#watches.get(folder)?.close();
    this.#watches.delete(folder);
  }

  #kept(): WatchState {
    this.#needs.library.presence.watch([...this.#watches.keys()]);
    this.tell();
    return this.state();
  }

  #touch(paths: readonly string[], inMs: number): void {
    for (const path of paths) this.#touched.add(path);
    if (this.#controller.signal.aborted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#do(() => this.#look());
    }, inMs);
  }

  async #look(): Promise<void> {
    const { library } = this.#needs;
    const paths = [...this.#touched];
    this.#touched.clear();
    const { fresh, gone, back } = await scan(library, paths, this.#controller.signal);
    const changed = library.presence.say(gone, back);
    const settled = this.#settling.settled(fresh, Date.now());
    const waiting = new Set(this.#settling.waiting);
    const found = new Set(fresh.map(({ path }) => path));
    this.#settling.forget(paths.filter((path) => waiting.has(path) && !found.has(path)));
    if (waiting.size > 0)
      this.#touch(
        [...waiting].filter((path) => found.has(path)),
        settleMs,
      );
    if (settled.length > 0) await this.#take(settled);
    if (changed > 0 || settled.length > 0) this.tell();
  }

  /** Photos that were moved keep what was said of them; the others are imported. */
  async #take(files: readonly FoundFile[]): Promise<void> {
    const { library, queue } = this.#needs;
    const moved = this.#follow(await followed(library, files));
    const known = new Set(moved.map(({ path }) => path));
    const paths = files.map(({ path }) => path).filter((path) => !known.has(path));
    if (paths.length === 0) return;
    const from = [...this.#watches.keys()].find((folder) => paths[0]?.startsWith(folder + sep)) ?? '';
    const task: ImportTask = { paths, scenes: null };
    const title = `Import ${counted(paths.length, 'new photo')} from ${basename(from)}`;
    queue.add({ kind: 'library.import', title, task, unit: 'photos', total: null });
  }

  /** Answers those that lie at their new paths now: a person may have spoken meanwhile of a photo at one of them. */
  #follow(found: readonly Followed[]): readonly Followed[] {
    if (found.length === 0) return [];
    const { exchange, presence } = this.#needs.library;
    this.#needs.onEdited(exchange.move(found, `Follow ${counted(found.length, 'moved photo')}`));
    const at = this.#needs.library.idsAt(found.map(({ path }) => path));
    const moved = found.filter(({ photo, path }) => at.get(path) === photo);
    presence.say(
      [],
      moved.map(({ photo }) => photo),
    );
    return moved;
  }

  /** One look after the other; what goes wrong is told and does not end the watching. */
  #do(work: () => Promise<void>): void {
    this.#working = this.#working
      .then(() => (this.#controller.signal.aborted ? undefined : work()))
      .catch((thrown: unknown) => {
        if (!this.#controller.signal.aborted) console.error('folders', thrown);
      });
  }
}
