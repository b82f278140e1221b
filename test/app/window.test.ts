import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';
import { colorClassifier } from '../support/networks.ts';
import { writeScenes } from '../support/scenes.ts';
import { expectAccessible, openWindow, pictureFailures, takePicture } from '../support/windowTest.ts';

// The whole product through the browser shell, in a real Chromium with the real engine and runner. The tests follow one
// another as a person's first hour does; each ends with a picture in test-results/, to be looked at.

const folder = temporaryFolder();
const photos = join(folder.path, 'photos');
const exported = join(folder.path, 'exported');
const dataDir = join(folder.path, 'library');
const modelsDir = join(folder.path, 'models');

let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const checksums = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(dir, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
let before: Record<string, string>;

const tiles = () => page.getByRole('gridcell');
const jobs = () => page.getByRole('list', { name: 'Jobs' });
const look = (name: string) => takePicture(page, name);

/** How long each step may take. */
const stepMs = 6_000;

/** Presses Tab until the focus is on what bears this name. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never comes to ${String(name)}.`);
}

/** Answers the dialog in which a browser asks for a path. */
async function typePath(path: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(path);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

describe.skipIf(findChromium() === null)(`the window (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  beforeAll(async () => {
    mkdirSync(exported);
    writeColorModel(modelsDir);
    for (const color of ['red', 'green', 'blue', 'yellow'] as const) {
      await writeColorPhoto(join(photos, 'solid', 'nested'), color);
    }
    await writeScenes(join(photos, 'scenes'), 16, 1);
    writeFileSync(join(photos, 'broken.jpg'), 'no photo at all');
    before = checksums(photos);
    fovea = await startFovea({ dataDir, modelsDir });
    browser = await launchChromium();
    page = await openWindow(browser, fovea, stepMs);
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await fovea.stop();
    folder.remove();
  });

  pictureFailures(look);

  test('the first window says where photos go, which device computes and which model looks', async () => {
    await page.getByRole('heading', { name: /^Drop photos or folders/ }).waitFor();
    await page
      .getByText(/CPU, \d+ cores?/)
      .first()
      .waitFor();
    await page.getByText(/colors will look at them/).waitFor();
    await page.getByText(/offline: nothing was sent/).waitFor();
    await expectAccessible(page);
    await look('1 empty');
  });

  test('a dropped folder becomes tiles, and each gets its class', async () => {
    await dropOn(page, [photos]);
    await page.getByText('21 photos').first().waitFor();
    await expect.poll(() => tiles().filter({ hasText: 'red' }).count(), { timeout: 60_000 }).toBeGreaterThan(0);
    await jobs()
      .getByText(/classified/)
      .waitFor();
    for (const color of ['red', 'green', 'blue', 'yellow']) {
      await page.getByRole('gridcell', { name: new RegExp(`${color}\\.png.*${color}`) }).waitFor();
    }
    await expectAccessible(page);
    await look('2 library');
  });

  test('the file that is no photo is a row with its reason, and nothing else stopped', async () => {
    await page.getByRole('gridcell', { name: /broken\.jpg/ }).click();
    await page.getByText('This is not an image that Fovea knows').waitFor();
    await look('3 unreadable');
  });

  test('a photo opens large with five classes, its facts, and what the network sees of it', async () => {
    await page.getByRole('gridcell', { name: /red\.png/ }).dblclick();
    await page.getByText('60 × 40').waitFor();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.getByRole('button', { name: /^red \D*99 %$/ }).waitFor();
    expect(await inspector.getByText(/%$/).count()).toBe(5);
    await page.keyboard.press('n');
    await page.getByText('32 × 32 pixels for colors').waitFor();
    await page.getByText('Pad', { exact: true }).click();
    await page.getByRole('button', { name: /Use for this model/ }).waitFor();
    await expectAccessible(page);
    await look('4 photo');
    await page.keyboard.press('n');
    await page.keyboard.press('g');
    await page.getByRole('grid').waitFor();
  });

  test('a label typed with the keyboard alone is there, is undone by name, and done again', async () => {
    await page.getByRole('gridcell', { name: /blue\.png/ }).click();
    await page.keyboard.press('l');
    await page.keyboard.type('my sky');
    await page.keyboard.press('Enter');
    const labelled = page.getByRole('gridcell', { name: /blue\.png.*my sky/ });
    await labelled.waitFor();
    await page.keyboard.press('Control+z');
    await labelled.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+y');
    await labelled.waitFor();
  });

  test('arrows, Enter and Escape walk the library without a pointer', async () => {
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 21').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('3 of 21').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('a dropped network gets a guessed card, shown on a photo, and is on the shelf once saved', async () => {
    const file = join(folder.path, 'my colors.onnx');
    writeFileSync(file, colorClassifier({ layout: 'NHWC', colorOrder: 'BGR' }));
    await dropOn(page, [file]);
    await page.getByRole('heading', { name: 'Card of my colors' }).waitFor();
    await page.getByText('Fovea guessed this from the graph').waitFor();
    // The answer of a try is dimmed until it is the card's that is shown.
    await page.getByText(/^\d+ ms$/).waitFor();
    await page.waitForTimeout(600);
    await expectAccessible(page);
    await look('5 card');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Card of my colors' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+7');
    await page.getByText('my colors').first().waitFor();
    await expectAccessible(page);
    await look('6 models');
  });

  test('with the keyboard alone another model is chosen, run over everything, and its answers are shown', async () => {
    await page.keyboard.press('Control+7');
    await page.getByRole('heading', { name: 'my colors' }).waitFor();
    await tabTo(/^Use$/);
    await page.keyboard.press('Enter');
    await page.getByText(/^In use$/).waitFor();
    await page.keyboard.press('Control+1');
    await page.getByRole('grid').waitFor();
    await tabTo(/^Classify$/);
    await page.keyboard.press('Enter');
    await jobs().getByText('20 photos classified by my colors').waitFor();
    // Red is the first of the classes, and this network has no names for them.
    await page.getByRole('gridcell', { name: /red\.png, suggested class/ }).waitFor();
    await page.keyboard.press('Control+7');
    await tabTo(/^Back to all models$/);
    await page.keyboard.press('Enter');
    await tabTo(/^Use colors$/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+1');
    await page.getByRole('gridcell', { name: /red\.png, suggested red/ }).waitFor();
  });

  test('results go out as CSV, JSON and a folder per class', async () => {
    await page.keyboard.press('Control+1');
    for (const choice of ['Table (CSV)…', 'Table (JSON)…', 'A folder per class, copies…']) {
      await page.getByRole('toolbar', { name: 'Library' }).getByRole('button', { name: 'Export' }).click();
      const target = join(exported, choice.replace(/\W/g, ''));
      mkdirSync(target);
      await page.getByRole('button', { name: choice }).click();
      await typePath(target);
      await expect.poll(() => readdirSync(target).length, { timeout: 30_000 }).toBeGreaterThan(0);
    }
    const csv = join(exported, 'TableCSV');
    await expect.poll(() => readFileSync(join(csv, readdirSync(csv)[0] ?? ''), 'utf8')).toMatch(/red\.png.*red/);
    await expect.poll(() => readdirSync(join(exported, 'Afolderperclasscopies'))).toContain('my sky');
  });

  test('everything is still there after it was closed and opened again', async () => {
    await page.close();
    await fovea.stop();
    fovea = await startFovea({ dataDir, modelsDir });
    page = await openWindow(browser, fovea, stepMs);
    await page.getByText('21 photos').first().waitFor();
    await page.getByRole('gridcell', { name: /blue\.png.*my sky/ }).waitFor();
    await page.getByRole('gridcell', { name: /red\.png.*red/ }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('gridcell', { name: /blue\.png.*my sky/ }).waitFor({ state: 'detached' });
  });

  test.each([
    ['light', 1280, 800],
    ['dark', 1280, 800],
    ['light', 2560, 1440],
    ['dark', 2560, 1440],
  ] as const)('in %s at %d × %d nothing overflows and axe has no complaint', async (colorScheme, width, height) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    for (const [key, name] of [
      ['1', 'library'],
      ['2', 'train'],
      ['3', 'segment'],
      ['4', 'models'],
      ['5', 'settings'],
    ] as const) {
      await page.keyboard.press(`Control+${key}`);
      await page.waitForTimeout(300);
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      await look(`7 ${name} ${colorScheme} ${width}`);
    }
  });

  test('no byte of an original has changed', () => {
    expect(checksums(photos)).toEqual(before);
  });
});
