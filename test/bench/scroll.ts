import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { keyOf } from '../../electron/engine/images/key.ts';
import { readSketch, thumbnail } from '../../electron/engine/images/index.ts';
import { Library, type FoundFile, type PhotoFacts } from '../../electron/engine/library/index.ts';
import { answer, factsOf, fill } from '../engine/libraries.ts';
import { launchChromium } from '../support/chromium.ts';
import { startFovea, temporaryFolder } from '../support/fovea.ts';
import { builtIn } from '../support/models.ts';

// `npm run bench:scroll [-- PHOTOS]`: how long frames take, in Chromium's own trace, while a large library is scrolled.
// Ends with code 1 when a frame took more than 33 ms, so that the figure cannot be overlooked.

const limitMs = 33;
const count = Number(process.argv[2] ?? 100_000);

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
  /** Of it, microseconds that the thread had a core. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly type?: string } };
}

const scratch = temporaryFolder();
const dataDir = join(scratch.path, 'library');
await writeLibrary();
const fovea = await startFovea({ dataDir });
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
  await page.getByRole('grid').waitFor();
  // Opening is not scrolling: the first thumbnails are drawn before the gesture begins.
  await page.waitForTimeout(1_000);

  console.log(`${count} photos, ${cpus().length} cores, software rendering\n`);
  let holds = true;
  for (const gesture of gestures) {
    const { frames, tasks, work } = durationsOf(await traced(browser, page, gesture));
    const seconds = gesture.pixels / gesture.pixelsPerSecond;
    if (frames.length < 20 * seconds)
      throw new Error(`Only ${frames.length} frames in ${seconds} s: nothing scrolled.`);
    const over = frames.filter((ms) => ms > limitMs).length;
    console.log(`${gesture.pixelsPerSecond} pixels a second: ${frames.length} frames, ${over} over ${limitMs} ms`);
    console.log(`  frames      ${inWords(frames)}`);
    console.log(`  main thread ${inWords(tasks)}`);
    console.log(`    on a core ${inWords(work)}`);
    holds &&= over === 0;
  }
  return holds;
}

interface Picture {
  readonly file: string;
  readonly thumbnail: string;
  readonly sketch: Pick<PhotoFacts, 'fingerprint' | 'sketch'>;
}

/** A library as an import leaves it: photos where they lie, thumbnails, sketches, and what the network in the box says. */
async function writeLibrary(): Promise<void> {
  const pictures = await Promise.all(Array.from({ length: 48 }, (_, index) => writePicture(index)));
  const pictureOf = (index: number): Picture => pictures[index % pictures.length] ?? absent();
  const library = new Library(dataDir);
  const photos = fill(
    library,
    count,
    (index) => linkPhoto(index, pictureOf(index)),
    (photo) => ({ ...factsOf(photo), ...pictureOf(photo - 1).sketch, width: 320, height: 240 }),
  );
  const model = createHash('sha256').update(readFileSync(builtIn().path)).digest('hex');
  answer(
    library,
    photos,
    (photo) => [{ classIndex: photo % 50, className: `class ${photo % 50}`, probability: (photo % 97) / 97 }],
    model,
  );
  library.close();
}

const absent = (): never => {
  throw new Error('There are pictures.');
};

async function writePicture(index: number): Promise<Picture> {
  const [file, small] = ['photo', 'thumbnail'].map((kind) => join(scratch.path, `${kind}-${index}.jpg`)) as [
    string,
    string,
  ];
  const background = { r: (index * 67) % 256, g: (index * 131) % 256, b: (index * 197) % 256 };
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const grain = await sharp({ create: { width: 320, height: 240, channels: 3, noise, background } })
    .png()
    .toBuffer();
  await sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg()
    .toFile(file);
  await thumbnail.draw(sharp(file), 320, 240).toFile(small);
  return { file, thumbnail: small, sketch: await readSketch(small) };
}

/** One of the pictures under a name of its own, and its thumbnail where the engine looks for it. */
function linkPhoto(index: number, picture: Picture): FoundFile {
  const folder = join(scratch.path, 'photos', String(Math.floor(index / 1000)));
  const fileName = `photo-${index}.jpg`;
  const path = join(folder, fileName);
  mkdirSync(folder, { recursive: true });
  linkSync(picture.file, path);
  const { size: bytes, mtimeMs: modifiedMs } = statSync(path);
  const key = keyOf({ path, bytes, modifiedMs }, thumbnail.variant);
  const small = join(dataDir, thumbnail.folder, key.slice(0, 2), `${key}.${thumbnail.extension}`);
  mkdirSync(dirname(small), { recursive: true });
  linkSync(picture.thumbnail, small);
  return { path, fileName, folder, bytes, modifiedMs };
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
 * on the page's main thread, by the clock and of a core. A frame drawn before the first event belongs to the rest before the gesture.
 */
function durationsOf(events: readonly TraceEvent[]): Record<'frames' | 'tasks' | 'work', number[]> {
  const main = events.find((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const ofPage = events.filter((event) => event.pid === main?.pid).toSorted((a, b) => a.ts - b.ts);
  const first = ofPage.find((event) => event.name === 'EventDispatch' && event.args?.data?.type === 'scroll');
  const drawn = ofPage.filter((event) => event.name === 'DrawFrame' && event.ts > (first?.ts ?? Infinity));
  const momentsMs = [first, ...drawn].map((event) => (event?.ts ?? NaN) / 1000);
  const tasks = ofPage.filter((event) => event.tid === main?.tid && event.ph === 'X' && event.name.endsWith('RunTask'));
  return {
    frames: momentsMs.slice(1).map((ms, i) => ms - (momentsMs[i] ?? ms)),
    tasks: tasks.map(({ dur = 0 }) => dur / 1000),
    work: tasks.map(({ tdur = 0 }) => tdur / 1000),
  };
}

function inWords(valuesMs: readonly number[]): string {
  const sorted = valuesMs.toSorted((a, b) => a - b);
  const at = (fraction: number): string => (sorted[Math.floor((sorted.length - 1) * fraction)] ?? NaN).toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`;
}
