import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chromiumAbsent, findChromium, launchChromium } from '../support/chromium.ts';
import { fovea } from '../support/command.ts';
import { repository, startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';

// The ready-made experiments, with the real engine and runner on the scenes that it draws.

const folder = temporaryFolder();
afterAll(() => folder.remove());

const Line = z.object({ lesson: z.string(), variant: z.string(), accuracy: z.number(), trainLoss: z.number() });

describe('at the command line', () => {
  const env = { FOVEA_DATA_DIR: join(folder.path, 'cli') };

  test('every lesson is listed with its variants', async () => {
    const { code, stdout } = await fovea(['lessons'], env);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(8);
    expect(stdout).toContain('learning-rate: How far should a step go? (Too low, Low, Right, Too high)');
  });

  test('what is not there is a mistake of usage', async () => {
    for (const words of [['juggling'], ['dropout', 'Everything'], ['dropout', '--seeds', '0']])
      expect((await fovea(['lessons', ...words], env)).code).toBe(2);
  });

  test('a right learning rate learns what one that is too low does not', async () => {
    const words = ['lessons', 'learning-rate', 'Right', 'Too low', '--seeds', '1', '--json'];
    const { code, stdout, stderr } = await fovea(words, env);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const lines = stdout.trimEnd().split('\n');
    const of = (variant: string) =>
      lines
        .slice(0, -1)
        .map((line) => Line.parse(JSON.parse(line)))
        .find((line) => line.variant === variant)!;
    expect(of('Right').accuracy).toBeGreaterThan(0.35);
    expect(of('Right').trainLoss).toBeLessThan(of('Too low').trainLoss - 0.3);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ summary: { lesson: 'learning-rate', stopped: false } });
  }, 180_000);
});

describe.skipIf(findChromium() === null)(`in the window (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  let running: RunningFovea;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    running = await startFovea({ dataDir: join(folder.path, 'window') });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    await page.goto(running.url);
    await page.keyboard.press('Control+2');
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await running.stop();
  });

  test('a lesson opens as runs that train one after the other, and ends in a report', async () => {
    await page.getByRole('button', { name: 'Try it yourself' }).click();
    const lesson = page.getByRole('listitem', { name: 'Learning rate' });
    await lesson.waitFor();
    await page.screenshot({ path: join(repository, 'test-results/lessons.png') });
    await lesson.getByRole('checkbox', { name: 'Too low' }).uncheck();
    await lesson.getByRole('checkbox', { name: 'Low', exact: true }).uncheck();
    await lesson.getByRole('button', { name: 'Train 2 runs' }).click();
    await page.getByRole('heading', { name: 'Learning rate: Right' }).waitFor();
    const runs = page.getByRole('list', { name: 'Runs, newest first' });
    await expect.poll(() => runs.getByRole('listitem').count()).toBe(2);
    await page
      .getByText(/% right/)
      .first()
      .waitFor({ timeout: 150_000 });
    await page.screenshot({ path: join(repository, 'test-results/lesson-result.png') });
  }, 180_000);
});
