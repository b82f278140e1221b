import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, preview } from 'vite';
import { launchChromium } from '../support/chromium.ts';
import { repository, temporaryFolder } from '../support/fovea.ts';
import { frameTimes, framesInWords, type TraceEvent } from './frames.ts';

// `npm run bench:map-frames [-- PHOTOS…]`: how long frames take, in Chromium's own trace, while the map is moved and
// zoomed. Ends with code 1 when a frame took more than 33 ms, so that the figure cannot be overlooked.

const limitMs = 33;
const moveMs = 3_000;
const sizes = process.argv.slice(2).map(Number);

const root = join(repository, 'test/window/harness');
const scratch = temporaryFolder();
const outDir = join(scratch.path, 'window');
await build({ configFile: join(root, 'vite.config.ts'), root, logLevel: 'error', build: { outDir, target: 'es2023' } });
const served = { build: { outDir }, preview: { port: 0, host: '127.0.0.1' } };
const server = await preview({ configFile: false, root, logLevel: 'error', ...served });
const url = server.resolvedUrls?.local[0] ?? '';
const browser = await launchChromium();
try {
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, software rendering\n`);
  for (const count of sizes.length > 0 ? sizes : [10_000, 100_000])
    if (!(await bench(browser, count))) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
  scratch.remove();
}

async function bench(browser: Browser, count: number): Promise<boolean> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(180_000);
  await page.goto(`${url}?photos=${count}&map=1`);
  await page.getByRole('grid').waitFor();
  await page.keyboard.press('m');
  await page.getByRole('application').waitFor();
  // Opening is not moving: all points are drawn before the gesture begins.
  await page.waitForTimeout(3_000);
  let holds = true;
  for (const name of ['move', 'zoom'] as const) {
    const frames = frameTimes(await traced(browser, page, name));
    if (frames.length < 30) throw new Error(`Only ${frames.length} frames: nothing moved.`);
    const over = frames.filter((ms) => ms > limitMs).length;
    console.log(`${count.toLocaleString('en')} photos, ${name}: ${frames.length} frames, ${over} over ${limitMs} ms`);
    console.log(`  ${framesInWords(frames)}`);
    holds &&= over === 0;
  }
  await page.close();
  return holds;
}

/** A step of a gesture in every frame: from within the page, since each input from outside takes longer than a frame. */
function driven(page: Page, kind: 'move' | 'zoom'): Promise<void> {
  return page.evaluate(
    ([asked, lastsMs]) =>
      new Promise<void>((done) => {
        const map = document.querySelector('[role=application]');
        const endMs = performance.now() + lastsMs;
        const step = (nowMs: number): void => {
          if (nowMs > endMs) {
            performance.mark('gesture ends');
            return done();
          }
          const turned = Math.floor(nowMs / 600) % 2 === 0;
          const key = turned ? 'ArrowLeft' : 'ArrowRight';
          const wheel = { clientX: 650, clientY: 400, deltaY: turned ? -24 : 24, cancelable: true };
          map?.dispatchEvent(
            asked === 'zoom'
              ? new WheelEvent('wheel', wheel)
              : new KeyboardEvent('keydown', { key, shiftKey: true, bubbles: true }),
          );
          requestAnimationFrame(step);
        };
        performance.mark('gesture begins');
        requestAnimationFrame(step);
      }),
    [kind, moveMs] as const,
  );
}

async function traced(browser: Browser, page: Page, kind: 'move' | 'zoom'): Promise<TraceEvent[]> {
  await browser.startTracing(page, {
    categories: [
      'toplevel',
      'blink.user_timing',
      'devtools.timeline',
      'disabled-by-default-devtools.timeline.frame',
      '__metadata',
    ],
  });
  await driven(page, kind);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return trace.traceEvents;
}
