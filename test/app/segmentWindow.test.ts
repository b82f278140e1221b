import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMaskPng } from '../../electron/decode/index.ts';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { repository, startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';
import { expectAccessible, openWindow, pictureFailures, takePicture } from '../support/windowTest.ts';

// What every pixel shows, through the window, in a real Chromium with the real engine and runner: by the network in the
// box, and by one made for pixels where there is one. The tests follow one another, and each ends with a picture in
// test-results/.

const examples = join(repository, 'docs/examples');
const photos = ['goldfish.jpg', 'lakeside.jpg', 'school-bus.jpg'];
const shared = sharedDir();
const pixelNetwork = 'deeplabv3_mnv2_voc_os8_dynamic';

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const look = (name: string) => takePicture(page, `segment ${name}`);
const legend = () => page.getByRole('region', { name: 'Classes' });
const strip = () => page.getByRole('navigation', { name: 'Film strip' }).getByRole('button');
const button = (name: string | RegExp) => page.getByRole('button', { name });

/** What is seen is of what is asked for. */
async function expectSettled(): Promise<void> {
  await legend().waitFor();
  await page.waitForTimeout(400);
  await page.waitForFunction(() => document.querySelector('section.stale') === null);
}

/** How many pixels of the areas on the stage are drawn. */
const drawnPixels = (): Promise<number> =>
  page.evaluate(() => {
    const canvas = [...document.querySelectorAll('canvas')].find(({ width }) => width > 100);
    const bytes = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let drawn = 0;
    for (let alpha = 3; alpha < bytes.length; alpha += 4) if ((bytes[alpha] ?? 0) > 0) drawn += 1;
    return drawn;
  });

describe.skipIf(findChromium() === null)(`segmenting (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  beforeAll(async () => {
    for (const name of ['photos', 'masks', 'models']) mkdirSync(at(name));
    for (const name of photos) copyFileSync(join(examples, name), at('photos', name));
    if (shared !== null)
      for (const file of [`${pixelNetwork}.onnx`, `${pixelNetwork}.json`, 'voc21_labels.txt'])
        copyFileSync(join(shared, 'models', file), at('models', file));
    fovea = await startFovea({ dataDir: at('library'), modelsDir: at('models') });
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

  test('without a photo the screen says where photos come from', async () => {
    await page.keyboard.press('Control+4');
    await page.getByText('There is no photo to look at.').waitFor();
    await expectAccessible(page);
    await look('1 empty');
    await dropOn(page, [at('photos')]);
    await page.getByText(/goldfish\.jpg · 1 of 3/).waitFor();
  });

  test('the network in the box is asked about the patch around every place', async () => {
    const choice = page.getByLabel('Looks at the photo');
    await choice.selectOption({
      label: (await choice.locator('option').allTextContents()).find((name) => /fovea/i.test(name)) ?? '',
    });
    await page.getByText('Looks at the patch around every place.').waitFor();
    await expectSettled();
    const shares = await legend().getByRole('button').allTextContents();
    expect(shares.filter((text) => text.includes('%')).length).toBeGreaterThan(1);
    expect(await drawnPixels()).toBeGreaterThan(50_000);
    await expectAccessible(page);
    await look('2 patches');
  });

  test('what is under the pointer is told with its probability, and a press shows a class alone', async () => {
    const all = await drawnPixels();
    const stage = await page.getByRole('img', { name: /goldfish/ }).boundingBox();
    await page.mouse.move((stage?.x ?? 0) + (stage?.width ?? 0) / 2, (stage?.y ?? 0) + (stage?.height ?? 0) / 2);
    await page
      .getByText(/^[a-z].* (\d+|< 1|> 99) %$/i)
      .first()
      .waitFor();
    await legend().getByRole('button').first().click();
    const alone = await drawnPixels();
    expect(alone).toBeGreaterThan(0);
    expect(alone).toBeLessThan(all);
    await page.keyboard.press('Escape');
    await expect.poll(drawnPixels).toBe(all);
  });

  test('a coarser step, the mirrored photo and no small regions make another look, and the old one comes back at once', async () => {
    await page.getByLabel(/^From place to place/).selectOption('32');
    await page.getByLabel('Look at the mirrored photo too').check();
    await page.getByLabel('Smallest region').selectOption('1000');
    await expectSettled();
    await page.keyboard.press('s');
    await page.getByText('What it shows').waitFor();
    await look('3 side by side');
    await page.keyboard.press('s');
    // Kept on disk: nothing is computed for it.
    await page.getByLabel('Look at the mirrored photo too').uncheck();
    await page.getByLabel('Smallest region').selectOption('50');
    await page.getByLabel(/^From place to place/).selectOption('');
    await expectSettled();
    expect(readdirSync(at('library', 'looks')).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(1);
  });

  test('arrow keys walk to the next photo', async () => {
    await strip().first().click();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/lakeside\.jpg · 2 of 3/).waitFor();
    await expectSettled();
    await look('4 next photo');
  });

  test('masks of all photos go into a folder, and what is lost is told before', async () => {
    await page.keyboard.press('Escape');
    await button('Export…').click();
    const dialog = page.getByRole('dialog', { name: 'Export masks' });
    await dialog.getByText('All 3 shown').click();
    await dialog.getByLabel('Areas of the classes (CSV)').check();
    await dialog.getByText('Left out: where in the photos the pixels lie.').waitFor();
    await expectAccessible(page);
    await look('5 export');
    await dialog.getByRole('button', { name: 'Choose folder and write…' }).click();
    const typed = page.getByRole('dialog').getByRole('textbox');
    await typed.fill(at('masks'));
    await page.keyboard.press('Enter');
    await page
      .getByRole('list', { name: 'Jobs' })
      .getByText(/3 photos written to/)
      .waitFor();
    expect(readdirSync(at('masks')).sort()).toEqual([
      'areas.csv',
      ...photos.map((name) => name.replace('.jpg', ' png.png')),
    ]);
    const { map } = await readMaskPng(readFileSync(at('masks', 'goldfish png.png')));
    expect(map.classOf.length).toBe(map.width * map.height);
  });

  test('a network is judged by masks, which are its own: all is right, and a photo without a mask is named', async () => {
    mkdirSync(at('truth'));
    for (const name of photos.slice(0, 2))
      copyFileSync(at('masks', name.replace('.jpg', ' png.png')), at('truth', name.replace('.jpg', '.png')));
    await button('Evaluate…').click();
    const dialog = page.getByRole('dialog', { name: 'Evaluate with masks' });
    for (const [what, dir] of [
      ['photos', 'photos'],
      ['masks', 'truth'],
    ] as const) {
      const chooser = page.waitForEvent('filechooser');
      await dialog.getByRole('button', { name: `Choose folder of ${what}…` }).click();
      await (await chooser).setFiles(at(dir));
      await dialog
        .getByRole('group', { name: what, exact: false })
        .getByText('Nothing chosen yet')
        .waitFor({ state: 'detached' });
    }
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Evaluate' }).click();
    await page.getByRole('heading', { name: /, judged by masks$/ }).waitFor();
    expect(await page.locator('dt', { hasText: 'Mean IoU' }).locator('+ dd').textContent()).toMatch(/^100\.0/);
    await page.getByText(/school-bus\.jpg: .*mask/).waitFor();
    await expectAccessible(page);
    await look('6 evaluation');
    await button(/goldfish\.jpg/).click();
    await page.getByText('The two differ in 0 % of the pixels.').waitFor();
    await expectAccessible(page);
    await look('6 evaluation photo');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await legend().waitFor();
  });

  test('a photo that has vanished says so over its picture, and the others go on', async () => {
    // A browser hides where files lie, so that the library has a copy of what was dropped.
    const copy = readdirSync(at('library'), { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith('school-bus.jpg'),
    );
    rmSync(at('library', copy ?? ''));
    await strip().last().click();
    await page.getByText(/school-bus\.jpg · 3 of 3/).waitFor();
    await page.getByLabel('Long side of the photo as it sees it').selectOption('256');
    await page.getByRole('alert').getByText('The file is not there any more.').waitFor();
    await look('6 vanished');
    await strip().nth(1).click();
    await expectSettled();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByLabel('Long side of the photo as it sees it').selectOption('');
  });

  test('with the keyboard alone another setting is made and undone', async () => {
    await page.getByLabel('Look at the mirrored photo too').focus();
    await page.keyboard.press('Space');
    await expectSettled();
    await page.keyboard.press('Space');
    await page.keyboard.press('o');
    await expect.poll(() => page.locator('.pane canvas').count()).toBe(0);
    await page.keyboard.press('o');
  });

  test.skipIf(shared === null)(
    `two networks are compared (${shared === null ? sharedAbsent : pixelNetwork})`,
    async () => {
      await page.keyboard.press('ArrowLeft');
      const compared = page.getByLabel('Compare with');
      await compared.selectOption({ label: pixelNetwork });
      await page.getByText(/^The two differ in (\d+|> 99) % of the pixels\.$/).waitFor();
      const line = page.getByRole('slider', { name: 'Line between the two networks' });
      await line.focus();
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => line.getAttribute('aria-valuenow')).toBe('48');
      await expectAccessible(page);
      await look('7 compared');
    },
  );

  test.each([
    ['light', 2560, 1440],
    ['dark', 1280, 800],
    ['dark', 760, 560],
  ] as const)('in %s at %d × %d nothing overflows and axe has no complaint', async (colorScheme, width, height) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await expectSettled();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await look(`8 ${colorScheme} ${width}`);
  });
});
