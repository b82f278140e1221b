import { cpus } from 'node:os';
import { appendFileSync, mkdirSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Page } from 'playwright-core';
import { launchChromium, dropOn } from '../support/chromium.ts';
import { startFovea, temporaryFolder } from '../support/fovea.ts';

// `npm run bench:scroll [photos]`: how long frames take, in Chromium's own trace, while a large library is scrolled.
// Ends with code 1 when a frame took more than 50 ms, so that the figure cannot be overlooked.

const limitMs = 50;
const count = Number(process.argv[2] ?? 20_000);

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** microseconds */
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

/** Many files from a few pictures: each is made distinct by a few bytes after the image's end. */
async function writePhotos(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const originals = 48;
  for (let i = 0; i < originals; i++) {
    const background = { r: (i * 67) % 256, g: (i * 131) % 256, b: (i * 197) % 256 };
    const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    const grain = await sharp({ create: { width: 320, height: 240, channels: 3, noise, background } })
      .png()
      .toBuffer();
    await sharp({ create: { width: 320, height: 240, channels: 3, background } })
      .composite([{ input: grain, blend: 'soft-light' }])
      .jpeg()
      .toFile(join(folder, `photo-${i}.jpg`));
  }
  for (let i = originals; i < count; i++) {
    const file = join(folder, `photo-${i}.jpg`);
    copyFileSync(join(folder, `photo-${i % originals}.jpg`), file);
    appendFileSync(file, `photo ${i}`);
  }
}

/** Everything imported and every thumbnail made: no job is running any more. */
async function imported(page: Page): Promise<void> {
  await page.getByRole('grid').waitFor();
  await page.waitForFunction(
    (n) => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') !== null && n > 0,
    count,
  );
  await page
    .getByRole('list', { name: 'Jobs' }).getByText(/ read$/)
    .first()
    .waitFor({ timeout: 1_800_000 });
}

/** Wheel steps for ten seconds, slow then fast, as a hand does. */
async function scroll(page: Page): Promise<void> {
  await page.mouse.move(640, 400);
  for (let step = 0; step < 240; step++) {
    await page.mouse.wheel(0, step < 120 ? 120 : 600);
    await page.waitForTimeout(25);
  }
}

const durationsOf = (events: readonly TraceEvent[]): { frames: number[]; tasks: number[] } => {
  const renderer = events.find((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const ofPage = events.filter((event) => event.pid === renderer?.pid);
  const drawn = ofPage
    .filter((event) => event.name === 'DrawFrame')
    .map((event) => event.ts / 1000)
    .sort((a, b) => a - b);
  const main = ofPage.filter((event) => event.tid === renderer?.tid && event.ph === 'X');
  return {
    frames: drawn.slice(1).map((ms, i) => ms - (drawn[i] ?? ms)),
    tasks: main.filter((event) => event.name.endsWith('RunTask')).map((event) => (event.dur ?? 0) / 1000),
  };
};

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * q)] ?? NaN;

const scratch = temporaryFolder();
const photos = join(scratch.path, 'photos');
await writePhotos(photos);
const fovea = await startFovea({ dataDir: join(scratch.path, 'library') });
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(fovea.url);
  await page.getByText('Nothing leaves this computer').waitFor();
  // Typing the folder's path imports it where it lies; a drop in a browser would copy it first.
  await (process.env['FOVEA_BENCH_DROP'] ? dropOn(page, [photos]) : typePath(page, photos));
  await imported(page);
  await page.reload();
  await page.getByRole('grid').waitFor();

  await browser.startTracing(page, {
    categories: [
      'disabled-by-default-devtools.timeline',
      'devtools.timeline',
      'disabled-by-default-devtools.timeline.frame',
      'devtools.timeline.frame',
      'toplevel',
      '__metadata',
    ],
  });
  await scroll(page);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const { frames, tasks } = durationsOf(trace.traceEvents);
  if (frames.length < 60) throw new Error(`Only ${frames.length} frames were drawn; the scroll did not happen.`);
  const over = frames.filter((ms) => ms > limitMs).length;
  console.log(`${count} photos, ${frames.length} frames, ${cpus().length} cores, software rendering`);
  console.log(
    `frame     median ${quantile(frames, 0.5).toFixed(1)} ms, 95 % ${quantile(frames, 0.95).toFixed(1)} ms, longest ${Math.max(...frames).toFixed(1)} ms`,
  );
  console.log(`main task median ${quantile(tasks, 0.5).toFixed(1)} ms, longest ${Math.max(...tasks).toFixed(1)} ms`);
  console.log(`${over} frames over ${limitMs} ms`);
  process.exitCode = over > 0 ? 1 : 0;
} finally {
  await browser.close();
  await fovea.stop();
  scratch.remove();
}

async function typePath(page: Page, path: string): Promise<void> {
  await page.getByLabel(/path/i).fill(path);
  await page.keyboard.press('Enter');
}
