import { problemOf } from '../contract/index.ts';
import type { Announcements } from './announcements.ts';
import type { Folders } from './folders/index.ts';
import type { Groups } from './groups/index.ts';
import { Library } from './library/index.ts';
import { Queue } from './jobs/index.ts';
import type { JobType, QueuedKind } from './jobs/index.ts';

/** An open library and the queue that works on it. */
export interface Session {
  readonly library: Library;
  readonly queue: Queue;
}

/** What keeps up with the disk and with the photos, besides. */
export interface LivingSession extends Session {
  readonly folders: Folders;
  readonly groups: Groups;
}

/** Opens the library of a data folder and takes up its jobs. @throws library/locked, library/newer */
export async function openSession(
  dataDir: string,
  typesFor: (library: Library) => Record<QueuedKind, JobType>,
  chosenModel: () => Promise<string | null>,
  { announce, libraryChanged, strokesChanged, boxesChanged, classesChanged }: Announcements,
): Promise<Session> {
  const chosen = await chosenModel();
  const events = {
    ...{ onPhotos: libraryChanged, onStrokes: strokesChanged, onBoxes: boxesChanged, onClasses: classesChanged },
  };
  const library = new Library(dataDir, events, chosen);
  void library.backedUp.then((thrown) => {
    if (thrown !== null) console.error('backup', thrown);
  });
  if (library.recovered) tellOfRecovery(library);
  const queue = new Queue(library, typesFor(library), {
    onChange: (job) => announce('jobs.changed', job),
    onCleared: (job) => announce('jobs.cleared', { job }),
  });
  // Another one may have been chosen meanwhile.
  library.show(await chosenModel());
  return { library, queue };
}

/** The list of jobs is where a person finds what went wrong and what was done about it. */
function tellOfRecovery(library: Library): void {
  const problem = problemOf(library.recovered);
  library.jobs.add({
    ...{ kind: 'library.import', title: 'Open the library', state: 'failed', task: { paths: [], scenes: null } },
    ...{ unit: 'steps', total: null, message: problem.message, problem },
  });
}
