import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { repository, startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';
import { expectAccessible, openWindow, pictureFailures, takePicture } from '../support/windowTest.ts';

// The Lab in a real Chromium with the real engine and runner, on the network in the box. The tests follow one another,
// and each ends with a picture in test-results/.

const examples = join(repository, 'docs/examples');
const photos = ['goldfish.jpg', 'school-bus.jpg'];

const folder = temporaryFolder();
let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const look = (name: string) => takePicture(page, `lab ${name}`);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const tab = (name: string) => page.getByRole('tab', { name, exact: true });
const result = () => page.getByRole('toolbar', { name: 'Result' });
const isShown = (name: string | RegExp) =>
  expect
    .poll(() => page.getByRole('img', { name }).evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);

describe.skipIf(findChromium() === null)(`the Lab (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  beforeAll(async () => {
    for (const name of ['photos', 'library', 'models', 'results']) mkdirSync(join(folder.path, name));
    for (const name of photos) copyFileSync(join(examples, name), join(folder.path, 'photos', name));
    fovea = await startFovea({ dataDir: join(folder.path, 'library'), modelsDir: join(folder.path, 'models') });
    browser = await launchChromium();
    page = await openWindow(browser, fovea, 30_000);
    await dropOn(page, [join(folder.path, 'photos')]);
    await page.getByRole('gridcell', { name: /goldfish/ }).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await fovea.stop();
    folder.remove();
  });

  pictureFailures(look);

  test('channels follow the photo, and one of them is projected back by a key', async () => {
    await page.keyboard.press('Control+6');
    const sheet = page.getByRole('listbox', { name: 'Channels, the strongest first' });
    await sheet.waitFor();
    await page.getByRole('listbox', { name: 'Layers' }).getByRole('option').nth(4).click();
    await page.locator('.stale').waitFor({ state: 'detached' });
    await sheet.getByRole('option').nth(2).click();
    await expectAccessible(page);
    await look('1 activations');
    await page.keyboard.press('p');
    await isShown('Projection');
    await look('2 projection');
  });

  test('a network stands in blocks, and its filters are pictures', async () => {
    await tab('Network').click();
    await page
      .getByRole('listbox', { name: /^Filters of/ })
      .getByRole('option')
      .nth(3)
      .click();
    await page.locator('summary').nth(1).click();
    await page.getByText(/^Channel 3 of/).waitFor();
    await expectAccessible(page);
    await look('7 network');
  });

  test('photos that excite a unit most are looked for, and projected one after the other', async () => {
    await page.keyboard.press('t');
    await button('Look through my library').click();
    await button('stage2').click();
    await page.getByRole('button', { name: /^school-bus.jpg, number/ }).waitFor();
    await page.locator('label', { hasText: 'Deconvnet' }).click();
    for (const name of photos) await isShown(`Deconvnet of ${name}`);
    await expectAccessible(page);
    await look('8 patches');
  });

  test('evidence is a map over the photo, and follows to the next', async () => {
    await tab('Evidence').click();
    await page.getByText(/^speaks for/).waitFor();
    await result().waitFor();
    await button('Photo after').click();
    await page.getByText('2 of 2').waitFor();
    await page.locator('.stale').waitFor({ state: 'detached' });
    await expectAccessible(page);
    await look('3 evidence');
  });

  test('an attack is made, saved with its recipe, and opened again from the picture', async () => {
    await tab('Break').click();
    await button('Go').click();
    await isShown(/^Difference ×/);
    await page.getByRole('heading', { name: 'What undoes it' }).waitFor();
    await expectAccessible(page);
    await look('4 attack');
    await page.keyboard.press('s');
    await page.getByRole('dialog').getByRole('textbox').fill(join(folder.path, 'results'));
    await page.keyboard.press('Enter');
    await page.getByText(/pictures with the recipe inside/).waitFor();
    await tab('Activations').click();
    const [saved = ''] = readdirSync(join(folder.path, 'results'));
    await dropOn(page, [join(folder.path, 'results', saved)]);
    await expect.poll(() => tab('Break').getAttribute('aria-selected')).toBe('true');
  });

  test('what is forgotten is brought back', async () => {
    await button('Forget').click();
    await page.getByText('Attack is in the bin.').waitFor();
    await page.keyboard.press('Control+z');
    await result().waitFor();
  });

  test('a picture is made step by step and can be stopped', async () => {
    await tab('Maximize').click();
    await page.getByLabel('Steps').fill('5000');
    await button('Go').click();
    await isShown(/^On the way/);
    await look('5 maximizing');
    await page.keyboard.press('Escape');
    await page.getByText('Stopped.').waitFor();
  });

  test.each([
    ['dark', 1280, 800],
    ['light', 760, 560],
  ] as const)('in %s at %d × %d nothing overflows and axe has no complaint', async (colorScheme, width, height) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await tab('Break').click();
    // Colors change over a moment, and halfway they may be anything.
    await page.waitForTimeout(400);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await look(`6 ${colorScheme} ${width}`);
  });
});
