import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { writeBase, writeClassFolders } from '../support/classFolders.ts';
import { startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';
import { expectAccessible, openWindow, pictureFailures, takePicture } from '../support/windowTest.ts';

// Learning through the window, in a real Chromium with the real engine and runner. The tests follow one another, and each
// ends with a picture in test-results/.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const look = (name: string) => takePicture(page, `train ${name}`);
const button = (name: string | RegExp) => page.getByRole('button', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name });

describe.skipIf(findChromium() === null)(`learning (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  beforeAll(async () => {
    writeBase(at('small base.onnx'));
    await writeClassFolders(at('photos'), 20);
    fovea = await startFovea({ dataDir: at('library'), modelsDir: at('models') });
    browser = await launchChromium();
    page = await openWindow(browser, fovea, 10_000);
    await page.getByRole('heading', { name: /^Drop photos or folders/ }).waitFor();
    await dropOn(page, [at('small base.onnx')]);
    await button('Save').click();
    await heading('Card of small base').waitFor({ state: 'detached' });
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await fovea.stop();
    folder.remove();
  });

  pictureFailures(look);

  test('a folder dropped on the Train screen becomes classes with photos', async () => {
    await page.keyboard.press('Control+2');
    await page.getByText('Drop a folder that holds one folder per class.').waitFor();
    await expectAccessible(page);
    await look('1 empty');
    await dropOn(page, [at('photos')]);
    const classes = page.getByRole('list', { name: 'Classes' });
    for (const name of ['blue', 'green', 'red']) await classes.getByRole('heading', { name }).waitFor();
    await page.getByText(/3\s+classes\s*·\s*\d+\s+scenes/).waitFor();
    await expectAccessible(page);
    await look('2 examples');
  });

  test('a head is trained, and its report says how good it is', async () => {
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await button('Start training').click();
    await page
      .getByText(/% right$/)
      .first()
      .waitFor({ timeout: 30_000 });
    await page.getByText(/photos that it never saw/).waitFor();
    await expectAccessible(page);
    await look('3 result');
    for (const [part, seen] of [
      ['Likely label errors', null],
      ['Classes', /blue/],
      ['Certainty', /Calibration/],
      ['Map', null],
      ['Compare', null],
      ['How it went', null],
    ] as const) {
      await page.getByRole('tab', { name: part }).click();
      const panel = page.getByRole('tabpanel', { name: part });
      await panel.waitFor();
      if (seen) await panel.getByText(seen).first().waitFor();
      await page.waitForTimeout(part === 'Map' ? 1500 : 200);
      await expectAccessible(page);
      await look(`4 ${part}`);
    }
  });

  test('its model answers on the grid of the library, where the photos are', async () => {
    await page.getByRole('button', { name: 'Use this model' }).click();
    await page.getByText('The library answers with this model.').waitFor();
    await page.keyboard.press('Control+1');
    await page.getByText('60 photos').first().waitFor();
    await page.getByRole('toolbar', { name: 'Library' }).getByRole('button', { name: 'Classify' }).click();
    await expect
      .poll(() => page.getByRole('gridcell', { name: /\.jpg.*suggested (red|green|blue)/ }).count(), {
        timeout: 30_000,
      })
      .toBeGreaterThan(0);
    await look('5 library');
    await page.keyboard.press('Control+7');
    await page.getByText('photos, head').first().waitFor();
    await look('6 shelf');
  });

  test('a photo that is labelled otherwise in the library is an example of the other class', async () => {
    await page.keyboard.press('Control+1');
    await page.getByRole('gridcell', { name: /blue 003\.jpg/ }).click();
    await page.keyboard.press('l');
    await page.keyboard.type('red');
    await page.keyboard.press('Enter');
    await page.getByRole('gridcell', { name: /blue 003\.jpg.*red/ }).waitFor();
    await page.keyboard.press('Control+2');
    await button('New training').click();
    const classes = page.getByRole('list', { name: 'Classes' });
    await classes.getByRole('listitem').filter({ hasText: 'red' }).getByText(/21/).first().waitFor();
    await look('7 relabelled');
  });

  test('a deeper run is followed live, paused, still there after a reload, and ended with its best', async () => {
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('End');
    await button('Every setting…').click();
    await page.getByLabel('Epochs', { exact: true }).fill('2000');
    await page.getByLabel('Never end early').check();
    await look('8 settings');
    await button('Close the settings').click();
    await button('Start training').click();
    await page.getByRole('article').getByRole('button', { name: 'Pause' }).waitFor({ timeout: 30_000 });
    await page.getByText(/^\d+ of 2,000$/).waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await look('9 live');
    await page.getByRole('article').getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('article').getByRole('button', { name: 'Go on' }).waitFor();
    await page.reload();
    await page.keyboard.press('Control+2');
    await page
      .getByRole('list', { name: /runs/i })
      .getByRole('button')
      .filter({ hasText: /Paused/ })
      .first()
      .click();
    await page.getByRole('article').getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('article').getByRole('button', { name: 'Pause' }).waitFor();
    await page.reload();
    await page.keyboard.press('Control+2');
    await page.getByRole('list', { name: /runs/i }).getByRole('button').first().click();
    await button('Stop and keep best').click();
    await page
      .getByText(/% right$/)
      .first()
      .waitFor({ timeout: 60_000 });
    await look('10 deeper result');
  });
});
