import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largeColorNetwork, writeBuiltIn } from '../support/catalogue.ts';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { writeColorPhoto } from '../support/colorPhotos.ts';
import { serveFiles, type FileServer } from '../support/fileServer.ts';
import { startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';

// The catalogue as a person sees it, in a real Chromium with the real engine, from mirrors on this machine.

const folder = temporaryFolder();
const megabyte = 1_000_000;
const colors = largeColorNetwork(['red', 'blue'], 3 * megabyte);
const swapped = largeColorNetwork(['red', 'green'], megabyte);

let mirror: FileServer;
let fovea: RunningFovea;
let browser: Browser;
let page: Page;

const offer = (name: string) => page.getByRole('listitem', { name, exact: true });
const button = (name: string, row: string) => offer(row).getByRole('button', { name });

describe.skipIf(findChromium() === null)(`the catalogue (${findChromium() ? 'Chromium' : chromiumAbsent})`, () => {
  beforeAll(async () => {
    mirror = await serveFiles({
      '/colors': { bytes: colors, pieceBytes: 60_000, pauseMs: 100 },
      '/gone': { bytes: swapped, status: 503 },
      '/swapped': { bytes: colors.subarray(0, swapped.length) },
    });
    const classes = ['red', 'blue'] as const;
    const builtIn = join(folder.path, 'built-in');
    writeBuiltIn(builtIn, [
      { name: 'Two colors', file: 'two.onnx', bytes: colors, mirrors: [mirror.url('/colors')], classes },
      {
        name: 'Unreachable',
        file: 'gone.onnx',
        bytes: largeColorNetwork(['cyan'], megabyte),
        mirrors: [mirror.url('/gone')],
        classes,
      },
      { name: 'Swapped', file: 'swapped.onnx', bytes: swapped, mirrors: [mirror.url('/swapped')], classes },
    ]);
    const photos = join(folder.path, 'photos');
    for (const color of ['red', 'blue'] as const) await writeColorPhoto(photos, color);
    const env = { FOVEA_BUILT_IN_DIR: builtIn, FOVEA_MODELS_DIR: join(folder.path, 'none') };
    fovea = await startFovea({ dataDir: join(folder.path, 'library'), env });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(10_000);
    await page.goto(fovea.url);
    await page.keyboard.press('Control+7');
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await fovea.stop();
    await mirror.close();
    folder.remove();
  });

  test('an offer says what it is, how good, how large and under which licence', async () => {
    await offer('Two colors').waitFor();
    const text = await offer('Two colors').innerText();
    for (const part of ['Knows 2 colors.', '87.5\u00a0%', 'squares of color, as published', '3.0 MB', 'Apache-2.0']) {
      expect(text).toContain(part);
    }
    await page.getByText('offline: nothing was sent').waitFor();
  });

  test('a mirror that refuses is told beside its offer, with what to do', async () => {
    await button('Download', 'Unreachable').click();
    const trouble = offer('Unreachable').getByRole('alert');
    await trouble.getByText(/No mirror of "Unreachable" could be reached: .*status 503/).waitFor();
    await trouble.getByText(/press Download again/).waitFor();
  });

  test('wrong bytes are refused beside their offer, and no part of them is offered to go on with', async () => {
    await button('Download', 'Swapped').click();
    const trouble = offer('Swapped').getByRole('alert');
    await trouble.getByText(/What arrived for "Swapped" is not the published file/).waitFor();
    await button('Download', 'Swapped').waitFor();
    expect(await button('Resume', 'Swapped').count()).toBe(0);
  });

  test('a download shows how far it is and how long it takes, stops, and keeps what arrived', async () => {
    await button('Download', 'Two colors').click();
    await offer('Two colors')
      .getByText(/^[\d.]+ of 3\.0 MB, \d+ s left$/)
      .waitFor();
    await page.getByText(/ downloaded, nothing else was sent/).waitFor();
    await button('Stop', 'Two colors').click();
    await button('Resume', 'Two colors').waitFor();
    await offer('Two colors')
      .getByText(/^[\d.]+ of 3\.0 MB are here$/)
      .waitFor();
    expect(await offer('Two colors').getByRole('alert').count()).toBe(0);
  });

  test('resumed, it asks for the rest only, and ends on the shelf', async () => {
    await button('Resume', 'Two colors').click();
    await button('Use', 'Two colors').or(offer('Two colors').getByText('In use')).waitFor({ timeout: 30_000 });
    const ranges = mirror.asked.filter(({ path }) => path === '/colors').map(({ range }) => range);
    expect(ranges).toEqual([null, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    // 3 MB in two parts, and the 1 MB that was refused.
    await page.getByText(/^4(\.\d)? MB downloaded, nothing else was sent/).waitFor();
  });

  test('it is used, and classifies what is dropped', async () => {
    if ((await button('Use', 'Two colors').count()) > 0) await button('Use', 'Two colors').click();
    await offer('Two colors').getByText('In use').waitFor();
    await page.keyboard.press('Control+1');
    await dropOn(page, [join(folder.path, 'photos')]);
    for (const color of ['red', 'blue']) {
      await page.getByRole('gridcell', { name: new RegExp(`${color}\\.png.*${color}`) }).waitFor({ timeout: 30_000 });
    }
  });
});
