import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer } from 'vite';
import { launchChromium } from '../support/chromium.ts';
import { repository } from '../support/fovea.ts';
import { frameTimes, framesInWords, type TraceEvent } from './frames.ts';

// `npm run bench:map-frames [-- PHOTOS…]`: how long frames take, in Chromium's own trace, while the map is moved and
// zoomed by the pointer. Ends with code 1 when a frame took more than 33 ms, so that the figure cannot be overlooked.

const limitMs = 33;
const moveMs = 3_000;
const sizes = process.argv.slice(2).map(Number);

const harness = join(repository, 'test/window/harness');
const server = await createServer({
  ...{ configFile: join(harness, 'vite.config.ts'), root: harness, logLevel: 'error' },
  server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
});
await server.listen();
const address = server.httpServer?.address();
const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
const browser = await launchChromium();
try {
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, software rendering\n`);
  for (const count of sizes.length > 0 ? sizes : [10_000, 100_000])
    if (!(await bench(browser, count))) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}

async function bench(browser: Browser, count: number): Promise<boolean> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(180_000);
  await page.goto(`http://127.0.0.1:${port}/?photos=${count}&map=1`);
  await page.getByRole('grid').waitFor();
  await page.keyboard.press('m');
  await page.getByRole('application').waitFor();
  // Opening is not moving: all points are drawn before the gesture begins.
  await page.waitForTimeout(3_000);
  let holds = true;
  for (const [name, gesture] of [
    ['move', pan],
    ['zoom', zoom],
  ] as const) {
    const frames = frameTimes(await traced(browser, page, gesture), ['pointermove', 'wheel']);
    if (frames.length < 30) throw new Error(`Only ${frames.length} frames: nothing moved.`);
    const over = frames.filter((ms) => ms > limitMs).length;
    console.log(`${count.toLocaleString('en')} photos, ${name}: ${frames.length} frames, ${over} over ${limitMs} ms`);
    console.log(`  ${framesInWords(frames)}`);
    holds &&= over === 0;
  }
  await page.close();
  return holds;
}

async function pan(page: Page): Promise<void> {
  await page.mouse.move(650, 400);
  await page.mouse.down();
  const endMs = performance.now() + moveMs;
  for (let step = 0; performance.now() < endMs; step += 1)
    await page.mouse.move(650 + 200 * Math.sin(step / 12), 400 + 120 * Math.cos(step / 9));
  await page.mouse.up();
}

async function zoom(page: Page): Promise<void> {
  await page.mouse.move(650, 400);
  const endMs = performance.now() + moveMs;
  for (let step = 0; performance.now() < endMs; step += 1) await page.mouse.wheel(0, step % 40 < 20 ? -40 : 40);
}

async function traced(browser: Browser, page: Page, gesture: (page: Page) => Promise<void>): Promise<TraceEvent[]> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline.frame', '__metadata'],
  });
  await gesture(page);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return trace.traceEvents;
}
