import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axeCore from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { repository, startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';

// A segmenter is taught by strokes, through the window, in a real Chromium with the real engine and runner, on the network
// in the box. The tests follow one another, and most end with a picture in test-results/.

const pictures = join(repository, 'test-results');
const examples = join(repository, 'docs/examples');
const photos = ['goldfish.jpg', 'lakeside.jpg'];

const folder = temporaryFolder();
let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const look = (name: string) => page.screenshot({ path: join(pictures, `paint ${name}.png`) });
const button = (name: string | RegExp) => page.getByRole('button', { name });
const classes = () => page.getByRole('region', { name: 'Classes to paint' });

/** Drags over the photo, along points in fractions of it. */
async function drag(...points: readonly (readonly [number, number])[]): Promise<void> {
  const box = await page.getByRole('img', { name: /jpg/ }).boundingBox();
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    (box?.x ?? 0) + x * (box?.width ?? 0),
    (box?.y ?? 0) + y * (box?.height ?? 0),
  ];
  await page.mouse.move(...at(points[0] ?? [0, 0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 6 });
  await page.mouse.up();
}

/** The answer is of all that is painted. */
async function expectAnswered(): Promise<void> {
  await page.waitForTimeout(300);
  await page.waitForFunction(() => {
    const shares = [...document.querySelectorAll('.classes .share')];
    return shares.length > 0 && shares.every((share) => share.textContent !== '' && !share.classList.contains('stale'));
  });
}

/** The share of a class in per cent, as it is shown. */
async function shareOf(name: string): Promise<number> {
  const text = await classes().locator('.row', { hasText: name }).locator('.share').textContent();
  return Number(/\d+/.exec(text ?? '')?.[0] ?? Number.NaN);
}

/** Which part of the photo the areas cover. */
const coveredShare = (): Promise<number> =>
  page.evaluate(() => {
    const photo = document.querySelector('.stage .photo')?.getBoundingClientRect();
    const canvas = document.querySelector<HTMLCanvasElement>('.stage canvas');
    const bytes = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let drawn = 0;
    for (let alpha = 3; alpha < bytes.length; alpha += 4) if ((bytes[alpha] ?? 0) > 0) drawn += 1;
    return drawn / ((photo?.width ?? 0) * (photo?.height ?? 0));
  });

/** No serious or critical violation, as axe judges the page that is shown. */
async function expectAccessible(): Promise<void> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof axeCore };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
  expect(violations).toEqual([]);
}

describe.skipIf(findChromium() === null)(`painting (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    for (const name of ['photos', 'library', 'models']) mkdirSync(join(folder.path, name));
    for (const name of photos) copyFileSync(join(examples, name), join(folder.path, 'photos', name));
    fovea = await startFovea({ dataDir: join(folder.path, 'library'), modelsDir: join(folder.path, 'models') });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
    page.setDefaultTimeout(12_000);
    await page.goto(fovea.url);
    await page.getByRole('heading', { name: /^Drop photos or folders/ }).waitFor();
    await dropOn(page, [join(folder.path, 'photos')]);
    await page.getByRole('gridcell').nth(1).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await fovea.stop();
    folder.remove();
  });

  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => look(`failed ${task.name.slice(0, 40)}`).then(() => undefined));
  });

  test('without a segmenter the screen teaches how one is begun', async () => {
    await page.keyboard.press('Control+4');
    await page.getByText(/goldfish\.jpg · 1 of 2/).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Paint a few strokes, and Fovea learns the rest.' }).waitFor();
    await expectAccessible();
    await look('1 empty');
    await page.getByLabel('Name', { exact: true }).fill('Fish');
    await page.getByLabel(/^Classes/).fill('fish, water');
    await button('Begin').click();
    await page.getByText('Paint a stroke on fish.').waitFor();
    await look('2 begun');
  });

  test('a stroke of each class is answered by areas that cover the photo', async () => {
    await drag([0.45, 0.5], [0.6, 0.5]);
    await page.getByText('Paint a second class.').waitFor();
    await page.keyboard.press('2');
    await drag([0.08, 0.1], [0.08, 0.85], [0.3, 0.92]);
    await expectAnswered();
    expect((await shareOf('fish')) + (await shareOf('water'))).toBeGreaterThanOrEqual(99);
    expect(await coveredShare()).toBeGreaterThan(0.9);
    await page.mouse.move(10, 10);
    await expectAccessible();
    await look('3 answered');
  });

  test('undo takes a stroke back, and the areas follow', async () => {
    const before = await shareOf('fish');
    await page.keyboard.press('1');
    await drag([0.03, 0.05], [0.97, 0.05], [0.97, 0.95]);
    await page.getByText('3 strokes on this photo').waitFor();
    await expectAnswered();
    const more = await shareOf('fish');
    await page.keyboard.press('Control+z');
    await page.getByText('2 strokes on this photo').waitFor();
    await expectAnswered();
    // Learning goes on where it ended, so that it comes back to about the same.
    expect(Math.abs((await shareOf('fish')) - before)).toBeLessThan(Math.abs(more - before) / 2);
  });

  test('a polygon and a region are painted, and the most uncertain place is gone to', async () => {
    await page.keyboard.press('g');
    const box = await page.getByRole('img', { name: /jpg/ }).boundingBox();
    for (const [x, y] of [
      [0.85, 0.05],
      [0.97, 0.05],
      [0.97, 0.3],
    ] as const)
      await page.mouse.click((box?.x ?? 0) + x * (box?.width ?? 0), (box?.y ?? 0) + y * (box?.height ?? 0));
    await look('4 polygon');
    await page.keyboard.press('Enter');
    await page.getByText('3 strokes on this photo').waitFor();
    await page.keyboard.press('f');
    await page.mouse.move((box?.x ?? 0) + 0.5 * (box?.width ?? 0), (box?.y ?? 0) + 0.5 * (box?.height ?? 0));
    await page.locator('svg g path').first().waitFor();
    await look('5 region');
    await page.mouse.down();
    await page.mouse.up();
    await page.getByText('4 strokes on this photo').waitFor();
    await page.keyboard.press('b');
    await expectAnswered();
    await page.keyboard.press('n');
    await page.getByRole('img', { name: 'The most uncertain place' }).waitFor();
    await look('6 uncertain');
    await page.keyboard.press('Home');
  });

  test('another photo is answered from the strokes on the first', async () => {
    await page.keyboard.press('ArrowRight');
    await page.getByText(/lakeside\.jpg · 2 of 2/).waitFor();
    await expectAnswered();
    await page.getByText('0 strokes on this photo').waitFor();
    await page
      .getByRole('list', { name: 'Photos with strokes' })
      .getByRole('button', { name: /goldfish/ })
      .click();
    await page.getByText('4 strokes on this photo').waitFor();
  });

  test('saved, it is a network on the shelf, and the photo is looked at with it', async () => {
    await button('Save to the shelf…').click();
    const dialog = page.getByRole('dialog', { name: 'Save to the shelf' });
    await look('7 save');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Fish is on the shelf.').waitFor();
    await button('Look with it').click();
    const legend = page.getByRole('region', { name: 'Classes' });
    await legend.waitFor();
    const shares = await legend.getByRole('button').allTextContents();
    expect(shares.map((text) => text.trim().split(/\s/)[0]).sort()).toEqual(['fish', 'water']);
    await look('8 looked with');
  });

  test('what a network saw becomes the beginning of another segmenter', async () => {
    await button('Correct this…').click();
    await page.getByRole('dialog', { name: 'Correct this' }).getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('combobox', { name: 'Segmenter' }).waitFor();
    await expectAnswered();
    expect(await coveredShare()).toBeGreaterThan(0.9);
    await look('9 corrected');
  });

  test.each([
    ['dark', 1280, 800],
    ['light', 760, 560],
  ] as const)('in %s at %d × %d nothing overflows and axe has no complaint', async (colorScheme, width, height) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await expectAnswered();
    await expectAccessible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await look(`10 ${colorScheme} ${width}`);
  });
});
