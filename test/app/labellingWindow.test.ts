import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumAbsent, findChromium, launchChromium } from '../support/chromium.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';
import { expectAccessible, openWindow, pictureFailures, takePicture } from '../support/windowTest.ts';

// A library is labelled from the first photo to the last without a pointer, by what a screen reader would say. The tests
// follow one another; each ends with a picture in test-results/.

const folder = temporaryFolder();
const photos = join(folder.path, 'photos');
const modelsDir = join(folder.path, 'models');
const named = ['red', 'green', 'blue', 'yellow', 'white', 'black'] as const;
const stepMs = 8_000;

let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const look = (name: string) => takePicture(page, `labelling ${name}`);
const press = (key: string) => page.keyboard.press(key);
const cell = (name: RegExp) => page.getByRole('gridcell', { name });

/** What has the focus, as a screen reader names it. */
const focused = (): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
  });

async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (name.test(await focused())) return;
    await press('Tab');
  }
  throw new Error(`Tab never comes to ${String(name)}.`);
}

describe.skipIf(findChromium() === null)(
  `labelling by keyboard (${findChromium() ? 'Chromium' : chromiumAbsent})`,
  () => {
    beforeAll(async () => {
      writeColorModel(modelsDir);
      for (const color of named)
        for (const copy of [1, 2]) await writeColorPhoto(photos, color, `${color}-${copy}.png`);
      fovea = await startFovea({ dataDir: join(folder.path, 'library'), modelsDir });
      browser = await launchChromium();
      page = await openWindow(browser, fovea, stepMs);
    }, 180_000);

    afterAll(async () => {
      await browser.close();
      await fovea.stop();
      folder.remove();
    });

    pictureFailures(look);

    test('a folder is added by its path', async () => {
      await page.getByRole('textbox', { name: 'Or the path of a folder on this computer' }).focus();
      await page.keyboard.type(photos);
      await press('Enter');
      await cell(/yellow-2\.png, suggested yellow/).waitFor({ timeout: 60_000 });
    });

    test('photos get classes, stars and flags, several at once', async () => {
      await page.getByRole('grid', { name: 'Photos' }).focus();
      await press('Home');
      const first = cell(/^black-1\.png/);
      await expect.poll(() => first.getAttribute('aria-selected')).toBe('true');
      await press('l');
      await page.keyboard.type('night');
      await press('Enter');
      await cell(/black-1\.png, labelled night/).waitFor();
      await page.getByRole('grid', { name: 'Photos' }).focus();
      await press('ArrowRight');
      await press('Shift+ArrowRight');
      await press('1');
      await cell(/blue-1\.png, labelled night/).waitFor();
      await press('Shift+Digit4');
      await press('p');
      await cell(/black-2\.png, labelled night, 4 stars, picked/).waitFor();
      await expectAccessible(page);
      await look('1 grid');
    });

    test('a class is called otherwise, and undo knows it by name', async () => {
      await tabTo(/^night/);
      await press('F2');
      await page.getByRole('textbox', { name: 'New name of “night”' }).waitFor();
      await press('Control+a');
      await page.keyboard.type('dark');
      await press('Enter');
      await cell(/blue-1\.png, labelled dark/).waitFor();
      await page.getByRole('grid', { name: 'Photos' }).focus();
      await press('Control+z');
      await cell(/blue-1\.png, labelled night/).waitFor();
      await press('Control+y');
      await cell(/blue-1\.png, labelled dark/).waitFor();
    });

    test('the queue asks photo by photo, and one key answers', async () => {
      await press('q');
      await page.getByRole('toolbar', { name: 'Queue' }).waitFor();
      await page.getByRole('list', { name: 'Suggested classes' }).waitFor();
      await expectAccessible(page);
      await look('2 queue');
      const before = await page.getByText(/\d+ of 12 labelled/).textContent();
      await press('a');
      await expect.poll(() => page.getByText(/\d+ of 12 labelled/).textContent()).not.toBe(before);
      await press('r');
      await press('Shift+A');
      await page.getByRole('button', { name: /^Accept \d+ suggestion/ }).waitFor();
      await expectAccessible(page);
      await look('3 accept');
      await tabTo(/^Accept \d+ suggestion/);
      await press('Enter');
      await expect.poll(() => page.getByText(/\d+ of 12 labelled/).textContent()).toMatch(/1[01] of 12/);
      await press('Escape');
      await press('Escape');
      await page.getByRole('grid', { name: 'Photos' }).waitFor();
    });

    test('every menu, dialog and view of the library is without a violation, light and dark', async () => {
      const toolbar = page.getByRole('toolbar', { name: 'Library' });
      for (const name of [/^Export/, /^More/, /^Find/]) {
        await toolbar.getByRole('button', { name }).focus();
        await press('Enter');
        await expectAccessible(page);
        await press('Escape');
      }
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(page);
      await look('4 dark');
      await page.emulateMedia({ colorScheme: 'light' });
      await page.getByRole('grid', { name: 'Photos' }).focus();
      await press('m');
      await expectAccessible(page);
      await look('5 map');
      await press('m');
    });
  },
);
