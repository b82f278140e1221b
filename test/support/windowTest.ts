import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axeCore from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { beforeEach, expect } from 'vitest';
import { repository, type RunningFovea } from './fovea.ts';

// What tests of the whole window have in common. They follow one another, and each leaves a picture to be looked at.

const pictures = join(repository, 'test-results');

/** Puts a picture of what is shown into test-results/. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Each test of the file that fails leaves a picture of where it stood. */
export function pictureFailures(take: (name: string) => Promise<void>): void {
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => take(`failed ${task.name.slice(0, 40)}`));
  });
}

/** @param timeoutMs  how long each step may take */
export async function openWindow(browser: Browser, { url }: RunningFovea, timeoutMs: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  page.setDefaultTimeout(timeoutMs);
  await page.goto(url);
  return page;
}

/** How many there are, once their number was the same for half a second: answers may still be on their way. */
export async function steadyCount(list: Locator): Promise<number> {
  for (let before = NaN; ;) {
    const now = await list.count();
    if (now === before) return now;
    before = now;
    await list.page().waitForTimeout(500);
  }
}

/** Colors change over a moment, and halfway they may be anything. What turns for as long as it is shown does not count. */
const untilStill = (page: Page) =>
  page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getTiming().iterations === Infinity),
  );

/** No violation, as axe judges the page that is shown once its colors have changed. */
export async function expectAccessible(page: Page): Promise<void> {
  await untilStill(page);
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof axeCore };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
  expect(violations).toEqual([]);
}
