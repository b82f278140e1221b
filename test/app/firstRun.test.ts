import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largeColorNetwork, writeBuiltIn } from '../support/catalogue.ts';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { fovea } from '../support/command.ts';
import { serveFiles, type FileServer } from '../support/fileServer.ts';
import { repository, startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';

// A machine on which nobody has used Fovea yet, without internet: the network in the box does the work.

const folder = temporaryFolder();
const examples = join(repository, 'docs/examples');
const env = { FOVEA_DATA_DIR: join(folder.path, 'data'), FOVEA_MODELS_DIR: join(folder.path, 'models') };
afterAll(() => folder.remove());

/** Each photo of a table with its classes, and their percentages. */
const answersIn = (text: string) =>
  [...text.matchAll(/^(\S+\.jpg): (.*)$/gm)].map(([, path = '', line = '']) => ({
    path: path.replaceAll('\\', '/'),
    classes: [...line.matchAll(/([^,%]+?) ([\d.]+) %/g)].map(([, name]) => name?.replace(/^, /, '')),
    percent: [...line.matchAll(/([\d.]+) %/g)].map(([, number]) => Number(number)),
  }));

test('the first example of README.md prints what README.md shows', async () => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8');
  const [, command = '', shown = ''] = /```\nnpx fovea (.*docs\/examples.*)\n```\n\n```\n([^]*?)```/.exec(readme) ?? [];
  const { code, stdout } = await fovea(command.split(' '), env);
  expect(code).toBe(0);
  const [printed, wanted] = [answersIn(stdout), answersIn(shown)];
  expect(wanted).toHaveLength(4);
  expect(printed.map(({ path, classes }) => [path, classes])).toEqual(
    wanted.map(({ path, classes }) => [path, classes]),
  );
  for (const [at, { percent }] of wanted.entries())
    for (const [rank, number] of percent.entries())
      expect(Math.abs((printed[at]?.percent[rank] ?? NaN) - number)).toBeLessThanOrEqual(0.3);
});

describe.skipIf(findChromium() === null)(`the window (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  const better = largeColorNetwork(['red', 'blue'], 3_000_000);
  let mirror: FileServer;
  let running: RunningFovea;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    mirror = await serveFiles({ '/better': { bytes: better, pieceBytes: 200_000, pauseMs: 100 } });
    const builtIn = join(folder.path, 'built-in');
    const classes = ['red', 'blue'] as const;
    writeBuiltIn(builtIn, [
      { name: 'Two colors', file: 'two.onnx', bytes: better, mirrors: [mirror.url('/better')], classes },
    ]);
    cpSync(join(repository, 'models/fovea-base'), join(builtIn, 'fovea-base'), { recursive: true });
    running = await startFovea({ env: { ...env, FOVEA_BUILT_IN_DIR: builtIn } });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    await page.goto(running.url);
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await running.stop();
    await mirror.close();
  });

  test('says what will look at the photos, and in one line that there is a better network', async () => {
    await page.getByText('fovea-base will look at them; it knows 200 classes.').waitFor();
    await page.getByText('Two colors is better and slower, 3.0 MB to download.').waitFor();
    await page.screenshot({ path: join(repository, 'test-results/first-run.png') });
  });

  test('photos that are dropped are recognised at once', async () => {
    await dropOn(page, [examples]);
    for (const [file, what] of [
      ['goldfish', 'goldfish'],
      ['ladybug', 'ladybug'],
      ['school-bus', 'school bus'],
    ] as const)
      await page.getByRole('gridcell', { name: new RegExp(`${file}\\.jpg.*${what}`) }).waitFor();
    expect(mirror.asked).toEqual([]);
    await page.screenshot({ path: join(repository, 'test-results/first-photos.png') });
  });

  test('the better network is one press away, with progress, and is in use when it is there', async () => {
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.getByRole('button', { name: 'Download Two colors' }).click();
    await inspector.getByRole('progressbar', { name: 'Download of Two colors' }).waitFor();
    await inspector.getByText('is better and slower').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+7');
    await page.getByRole('listitem', { name: 'Two colors', exact: true }).getByText('In use').waitFor();
    await page.getByRole('listitem', { name: 'fovea-base', exact: true }).waitFor();
  });
});
