import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Grant, WindowShell } from '../../electron/contract/index.ts';
import { chromiumAbsent, dropOn, findChromium, launchChromium } from '../support/chromium.ts';
import { writeColorPhoto } from '../support/colorPhotos.ts';
import { startFovea, temporaryFolder, type RunningFovea } from '../support/fovea.ts';

// What the browser shell gives its window, in a real browser: choosing, dropping and typing.

const here = findChromium() !== null;
if (!here) console.warn(`browserClient: ${chromiumAbsent}`);

const folder = temporaryFolder();
const chosen = join(folder.path, 'Ferien 2024');
let running: RunningFovea;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

describe.skipIf(!here)('window.fovea in the browser shell', () => {
  beforeAll(async () => {
    await writeColorPhoto(chosen, 'red');
    await writeColorPhoto(join(chosen, 'Strand'), 'blue', 'meer.jpg');
    writeFileSync(join(chosen, 'notes.txt'), 'not a photo');
    mkdirSync(join(folder.path, 'target'));
    running = await startFovea();
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(running.url);
    await page.waitForFunction(() => 'fovea' in window);
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await running.stop();
    folder.remove();
  });

  test('the address has lost its token, and no script can read the cookie', async () => {
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  test('chosen files are sent and granted', async () => {
    const [, grants] = await Promise.all([
      page.waitForEvent('filechooser').then((opened) => opened.setFiles([join(chosen, 'red.png')])),
      page.evaluate(() => (window as unknown as { fovea: WindowShell }).fovea.chooseFiles()),
    ]);
    expect(grants).toMatchObject([{ kind: 'photos' }]);
  });

  test('a chosen folder keeps its folders, and leaves out what is no photo', async () => {
    const [, grants] = await Promise.all([
      page.waitForEvent('filechooser').then((opened) => opened.setFiles(chosen)),
      page.evaluate(() => (window as unknown as { fovea: WindowShell }).fovea.chooseFolder()),
    ]);
    expect(grants).toMatchObject([{ kind: 'photos' }]);
    expect(newestDrop()).toEqual(['Ferien 2024/Strand/meer.jpg', 'Ferien 2024/red.png']);
  });

  test('a dropped folder is walked to its end, with progress', async () => {
    const dropped = page.evaluate(
      () =>
        new Promise<{ grants: readonly Grant[]; steps: [number, number][] }>((resolve, reject) => {
          const steps: [number, number][] = [];
          const receive = (event: DragEvent): void => {
            event.preventDefault();
            event.stopImmediatePropagation();
            if (event.type !== 'drop' || !event.dataTransfer) return;
            const { fovea } = window as unknown as { fovea: WindowShell };
            fovea
              .grantDropped(event.dataTransfer, (done, total) => steps.push([done, total]))
              .then((grants) => resolve({ grants, steps }), reject);
          };
          for (const type of ['dragenter', 'dragover', 'drop'] as const) {
            window.addEventListener(type, receive, { capture: true });
          }
        }),
    );
    await page.evaluate(() => undefined); // the listeners are there
    await dropOn(page, [chosen]);
    const { grants, steps } = await dropped;
    expect(grants).toMatchObject([{ kind: 'photos' }]);
    expect([steps[0], steps.at(-1)]).toEqual([
      [0, 2],
      [2, 2],
    ]);
    expect(newestDrop()).toEqual(['Ferien 2024/Strand/meer.jpg', 'Ferien 2024/red.png']);
  });

  test('a target is typed; a wrong one is said to be wrong, Escape thinks better of it', async () => {
    const target = page.evaluate(() => (window as unknown as { fovea: WindowShell }).fovea.chooseTarget());
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(join(folder.path, 'nowhere'));
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('There is nothing at').waitFor();
    await dialog.getByRole('textbox').fill(join(folder.path, 'target'));
    await page.keyboard.press('Enter');
    expect(await target).toMatchObject({ kind: 'folder', name: 'target' });

    const none = page.evaluate(() => (window as unknown as { fovea: WindowShell }).fovea.chooseTarget());
    await dialog.getByRole('textbox').waitFor();
    await page.keyboard.press('Escape');
    expect(await none).toBeNull();
  });

  test('nothing in all that broke the policy of the page', () => expect(complaints).toEqual([]));
});

/** The files of the drop that came last, as they lie in it. */
function newestDrop(): readonly string[] {
  const drops = join(running.dataDir, 'dropped');
  const newest = readdirSync(drops).sort().at(-1) ?? '';
  const photos = join(drops, newest, 'photos');
  return readdirSync(photos, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(photos.length + 1))
    .sort();
}
