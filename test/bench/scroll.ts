import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../support/chromium.ts';
import { startFovea, temporaryFolder } from '../support/fovea.ts';

// `npm run bench:scroll [-- PHOTOS]`: how long frames take, in Chromium's own trace, while a large library is scrolled.
// Ends with code 1 when a frame took more than 50 ms, so that the figure cannot be overlooked.

const limitMs = 50;
const count = Number(process.argv[2] ?? 20_000);

/** A finger's worth of scrolling, and a hurried one. */
const gestures = [
  { pixels: 6_000, pixelsPerSecond: 1_500 },
  { pixels: 30_000, pixelsPerSecond: 6_000 },
] as const;
type Gesture = (typeof gestures)[number];

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** microseconds */
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly type?: string } };
}

const scratch = temporaryFolder();
const photos = join(scratch.path, 'photos');
await writePhotos(photos);
const fovea = await startFovea({ dataDir: join(scratch.path, 'library') });
const browser = await launchChromium();
try {
  process.exitCode = (await bench(browser)) ? 0 : 1;
} finally {
  await browser.close();
  await fovea.stop();
  scratch.remove();
}

async function bench(browser: Browser): Promise<boolean> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(fovea.url);
  await importFolder(page, photos);
  await page.reload();
  await page.getByRole('grid').waitFor();
  // Opening is not scrolling: the first thumbnails are drawn before the gesture begins.
  await page.waitForTimeout(1_000);

  console.log(`${count} photos, ${cpus().length} cores, software rendering\n`);
  let holds = true;
  for (const gesture of gestures) {
    const { frames, tasks } = durationsOf(await traced(browser, page, gesture));
    const seconds = gesture.pixels / gesture.pixelsPerSecond;
    if (frames.length < 20 * seconds)
      throw new Error(`Only ${frames.length} frames in ${seconds} s: nothing scrolled.`);
    const over = frames.filter((ms) => ms > limitMs).length;
    console.log(`${gesture.pixelsPerSecond} pixels a second: ${frames.length} frames, ${over} over ${limitMs} ms`);
    console.log(`  frames      ${inWords(frames)}`);
    console.log(`  main thread ${inWords(tasks)}`);
    holds &&= over === 0;
  }
  return holds;
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

/** Imports a folder where it lies, and waits until each photo has its thumbnail. */
async function importFolder(page: Page, folder: string): Promise<void> {
  await page.getByLabel(/path of a folder/).fill(folder);
  await page.keyboard.press('Enter');
  const read = page.getByRole('list', { name: 'Jobs' }).getByText(`${count.toLocaleString('en')} photos read`);
  await read.waitFor({ timeout: 1_800_000 });
}

/** Scrolls by Chromium's own synthetic gesture, which moves the page a little in every frame. */
async function traced(browser: Browser, page: Page, { pixels, pixelsPerSecond }: Gesture): Promise<TraceEvent[]> {
  const session = await page.context().newCDPSession(page);
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline.frame', '__metadata'],
  });
  await session.send('Input.synthesizeScrollGesture', {
    ...{ x: 640, y: 400, yDistance: -pixels, speed: pixelsPerSecond },
    gestureSourceType: 'mouse',
  });
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  await session.detach();
  return trace.traceEvents;
}

/**
 * Milliseconds from the first scroll event to the frame that shows it and from each frame to the next, and of each task
 * on the page's main thread. A frame drawn before the first event belongs to the rest before the gesture.
 */
function durationsOf(events: readonly TraceEvent[]): { frames: number[]; tasks: number[] } {
  const main = events.find((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const ofPage = events.filter((event) => event.pid === main?.pid).toSorted((a, b) => a.ts - b.ts);
  const first = ofPage.find((event) => event.name === 'EventDispatch' && event.args?.data?.type === 'scroll');
  const drawn = ofPage.filter((event) => event.name === 'DrawFrame' && event.ts > (first?.ts ?? Infinity));
  const momentsMs = [first, ...drawn].map((event) => (event?.ts ?? NaN) / 1000);
  const tasks = ofPage.filter((event) => event.tid === main?.tid && event.ph === 'X' && event.name.endsWith('RunTask'));
  return {
    frames: momentsMs.slice(1).map((ms, i) => ms - (momentsMs[i] ?? ms)),
    tasks: tasks.map(({ dur = 0 }) => dur / 1000),
  };
}

function inWords(valuesMs: readonly number[]): string {
  const sorted = valuesMs.toSorted((a, b) => a - b);
  const at = (fraction: number): string => (sorted[Math.floor((sorted.length - 1) * fraction)] ?? NaN).toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`;
}
