import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { repository, startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';
import { expectAccessible, openWindow, pictureFailures, steadyCount, takePicture } from '../support/windowTest.ts';

// Boxes are drawn on photos and a detector is learned from them, through the window, in a real Chromium with the real
// engine and runner, on the network in the box. The tests follow one another, and most end with a picture in test-results/.

const examples = join(repository, 'docs/examples');
const photos = ['goldfish.jpg', 'school-bus.jpg'];

const folder = temporaryFolder();
let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const look = (name: string) => takePicture(page, `detect ${name}`);
const button = (name: string | RegExp) => page.getByRole('button', { name });
const boxes = () => page.getByRole('list', { name: 'Drawn', exact: true }).locator('button[aria-pressed]');

type Point = readonly [number, number];

/** A place of the window, given in fractions of the photo. */
async function placeOf([x, y]: Point): Promise<[number, number]> {
  const photo = await page.getByRole('img', { name: /jpg/ }).boundingBox();
  return [(photo?.x ?? 0) + x * (photo?.width ?? 0), (photo?.y ?? 0) + y * (photo?.height ?? 0)];
}

async function drag(...points: readonly Point[]): Promise<void> {
  await page.mouse.move(...(await placeOf(points[0] ?? [0, 0])));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...(await placeOf(point)), { steps: 5 });
  await page.mouse.up();
}

/** Width and height of the only drawn box, in pixels of the photo. */
async function extentOfOnly(): Promise<readonly number[]> {
  const words = (await boxes().textContent()) ?? '';
  return (/([\d,]+) × ([\d,]+)/.exec(words) ?? []).slice(1).map((number) => Number(number.replace(',', '')));
}

const addClass = async (name: string): Promise<void> => {
  await page.getByLabel('New class').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: new RegExp(name) }).waitFor();
};

describe.skipIf(findChromium() === null)(`boxes (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  beforeAll(async () => {
    for (const name of ['photos', 'library', 'models']) mkdirSync(join(folder.path, name));
    for (const name of photos) copyFileSync(join(examples, name), join(folder.path, 'photos', name));
    fovea = await startFovea({ dataDir: join(folder.path, 'library'), modelsDir: join(folder.path, 'models') });
    browser = await launchChromium();
    page = await openWindow(browser, fovea, 20_000);
    await page.getByRole('heading', { name: /^Drop photos or folders/ }).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await fovea.stop();
    folder.remove();
  });

  pictureFailures(look);

  test('without photos, and without boxes, the screen teaches what comes next', async () => {
    await page.keyboard.press('Control+3');
    await page.getByText('There is no photo to draw on.').waitFor();
    await expectAccessible(page);
    await dropOn(page, [join(folder.path, 'photos')]);
    await page.getByText(/goldfish\.jpg · 1 of 2/).waitFor();
    await page.getByText('Draw boxes around a few things, and Fovea learns to find the rest.').waitFor();
    await page.getByText('0 boxes drawn').waitFor();
    await page.keyboard.press('b');
    await page.getByText('Name a class beside the photo, then draw.').waitFor();
    await expectAccessible(page);
    await look('1 empty');
  });

  test('a box is drawn with the mouse, pulled larger, and undo takes the pull back', async () => {
    await addClass('fish');
    await drag([0.3, 0.3], [0.7, 0.7]);
    await boxes().waitFor();
    const drawn = await extentOfOnly();
    await drag([0.7, 0.7], [0.8, 0.75]);
    await expect.poll(extentOfOnly).not.toEqual(drawn);
    const pulled = await extentOfOnly();
    expect(pulled.every((length, at) => length > (drawn[at] ?? Infinity))).toBe(true);
    await look('2 drawn');
    await page.keyboard.press('Control+z');
    await expect.poll(extentOfOnly).toEqual(drawn);
    await page.keyboard.press('Control+y');
    await expect.poll(extentOfOnly).toEqual(pulled);
    await expectAccessible(page);
  });

  test('after a reload the boxes are still there, and so is that the photo is complete', async () => {
    await page.keyboard.press('k');
    await page.getByText('1 box drawn, and that is everything').waitFor();
    const before = await extentOfOnly();
    await page.reload();
    await page.keyboard.press('Control+3');
    await page.getByText('1 box drawn, and that is everything').waitFor();
    expect(await extentOfOnly()).toEqual(before);
  });

  test('proposals are drawn with how well they cover the box, and one under the pointer is taken', async () => {
    await page.keyboard.press('p');
    const fields = page.getByRole('region', { name: 'Proposals' });
    await fields.getByText(/[\d,]+ proposals in [\d,]+ ms\./).waitFor();
    await fields.getByText(/of 1 drawn thing would be found/).waitFor();
    await look('3 proposals');
    await fields.getByText('Merge tree').click();
    await fields.getByText(/^8 regions\./).waitFor();
    await expectAccessible(page);
    await look('4 merge tree');
    await page.keyboard.press('p');
    await page.keyboard.press('b');
    await page.mouse.move(...(await placeOf([0.15, 0.2])));
    await page.keyboard.press('Tab');
    await page.getByText(/takes this proposal/).waitFor();
    await page.keyboard.press('Tab');
    await look('5 snapping');
    await page.keyboard.press('Enter');
    await expect.poll(() => boxes().count()).toBe(2);
    await page.keyboard.press('Delete');
    await expect.poll(() => boxes().count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  test('another class is drawn on the next photo by two presses', async () => {
    await page.keyboard.press('ArrowRight');
    await page.getByText(/school-bus\.jpg · 2 of 2/).waitFor();
    await addClass('bus');
    await page.keyboard.press('b');
    await page.mouse.click(...(await placeOf([0.15, 0.2])));
    await page.mouse.click(...(await placeOf([0.85, 0.8])));
    await boxes().waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await look('6 two classes');
  });

  test('a detector is learned from both, is in use, and tells how good it is', async () => {
    await button('Learn a detector…').click();
    const dialog = page.getByRole('dialog', { name: 'Learn a detector' });
    await dialog.getByText(/From fish \(1\), bus \(1\)/).waitFor();
    await expectAccessible(page);
    await look('7 learn');
    await dialog.getByRole('button', { name: 'Learn' }).click();
    await page.getByText(/is being learned/).waitFor();
    await look('8 learning');
    await page.getByText(/“My detector” is in use/).waitFor({ timeout: 90_000 });
    await page.getByRole('region', { name: 'Detector' }).waitFor();
    await look('9 learned');
    await button('How good is it?').click();
    await page.getByRole('heading', { name: 'How good is My detector?' }).waitFor();
    await button('Measure on all shown').click();
    await page.getByRole('table', { name: 'Classes' }).waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await look('10 report');
    await page.keyboard.press('Escape');
    await page.getByText(/school-bus\.jpg · 2 of 2/).waitFor();
  });

  test('what nobody drew is found, and rejected by a key that undo takes back', async () => {
    const found = page.getByRole('list', { name: 'Found' }).getByRole('listitem');
    // While the boxes of a photo are on their way Tab goes to the next control.
    await boxes().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Delete');
    await boxes().waitFor({ state: 'detached' });
    for (let step = 0; step < 10 && (await found.count()) === 0; step++) {
      await page.keyboard.press('[');
      await page.waitForTimeout(200);
    }
    // A look that comes late finds other boxes, and none of them is chosen.
    const before = await steadyCount(found);
    await page.keyboard.press('Tab');
    await page.getByText('Enter accepts, Backspace rejects.').waitFor();
    await look('11 found');
    await page.keyboard.press('Backspace');
    await expect.poll(() => found.count()).toBe(before - 1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => found.count()).toBe(before);
  });

  test.each([
    ['dark', 1280, 800],
    ['light', 760, 560],
  ] as const)('in %s at %d × %d nothing overflows and axe has no complaint', async (colorScheme, width, height) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    // Colors change over a moment, and halfway they may be anything.
    await page.waitForTimeout(400);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await look(`12 ${colorScheme} ${width}`);
  });
});
