import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import {
  channelsOf,
  connect,
  engine,
  engineEvents,
  engineForShell,
  everything,
  shellChannel,
  type Client,
  type EngineContract,
  type EngineEvents,
  type Envelope,
  type JobRecord,
  type Photo,
  type ShellContract,
} from '../../electron/contract/index.ts';

/** An engine in a process of its own, as a shell starts it, with one window. */
export interface ForkedEngine {
  readonly child: ChildProcess;
  readonly shell: Client<ShellContract>;
  readonly window: Client<EngineContract, EngineEvents>;
  /** Ends it cleanly. */
  close(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export function forkEngine(dataDir: string, modelsDir?: string): ForkedEngine {
  const child = fork(resolve(import.meta.dirname, '../../electron/engine/main.ts'), [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, FOVEA_DATA_DIR: dataDir, ...(modelsDir !== undefined && { FOVEA_MODELS_DIR: modelsDir }) },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const channels = channelsOf({
    post: (envelope) => {
      if (child.connected) child.send(envelope, () => undefined);
    },
    listen: (onEnvelope, onClose) => {
      child.on('message', (message) => onEnvelope(message as Envelope));
      void ended.then(onClose);
    },
  });
  const shell = connect(engineForShell, channels.port(shellChannel));
  const window = connect(engine, channels.port('window-1'), engineEvents);
  return {
    ...{ child, shell, window },
    async close() {
      await shell.ask('engine.close', undefined).catch(() => undefined);
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The runner below an engine, if it is there now. */
export function runnerOf({ child }: ForkedEngine): number | undefined {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const found = lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .find((match) => Number(match?.[2]) === child.pid && match?.[3]?.includes(join('runner', 'main.ts')));
  return found ? Number(found[1]) : undefined;
}

/** Imports paths and answers the id of the job. */
export async function importPaths({ shell, window }: ForkedEngine, paths: readonly string[]): Promise<number> {
  const grants = await shell.ask('grants.add', { paths });
  const { job } = await window.ask('library.import', { grants: grants.map(({ id }) => id) });
  return job;
}

/** Waits until no job waits or runs, and answers them all. */
export async function jobsEnded({ window }: ForkedEngine, patienceMs = 60_000): Promise<readonly JobRecord[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const jobs = await window.ask('jobs.list', undefined);
    if (jobs.every(({ state }) => state !== 'waiting' && state !== 'running')) return jobs;
    if (Date.now() > deadline) throw new Error(`still at work: ${JSON.stringify(jobs)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Every photo of a library, by name. */
export async function allPhotos({ window }: ForkedEngine): Promise<readonly Photo[]> {
  const photos: Photo[] = [];
  for (;;) {
    const page = await window.ask('library.list', {
      ...{ filter: everything, order: 'name', offset: photos.length, limit: 500 },
    });
    photos.push(...page.photos);
    if (photos.length >= page.total) return photos;
  }
}
