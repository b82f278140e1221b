import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WindowShell } from '../../electron/contract/index.ts';
import { findElectron } from '../../electron/shell/start/electronBinary.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { repository, temporaryFolder } from '../support/fovea.ts';
import { buildDist } from '../support/packaged.ts';

// The desktop shell as users run it. Its laws that need no Electron are in test/unit/shell/desktop; here are those
// that only the real program can show.

const program = findElectron();
if (program === null) {
  process.stdout.write(
    'skipped: Electron’s program is absent (npx install-electron --no, or set ELECTRON_OVERRIDE_DIST_PATH)\n',
  );
}

describe.skipIf(program === null)('the desktop shell', () => {
  const folder = temporaryFolder();
  let fovea: ElectronApplication;
  let page: Page;
  let photo: string;

  beforeAll(async () => {
    await buildDist();
    const modelsDir = join(folder.path, 'models');
    writeColorModel(modelsDir);
    photo = await writeColorPhoto(join(folder.path, 'photos'), 'red');
    fovea = await _electron.launch({
      executablePath: program ?? '',
      args: [repository, `--user-data-dir=${join(folder.path, 'user')}`],
      env: {
        ...withoutUndefined(process.env),
        FOVEA_DATA_DIR: join(folder.path, 'library'),
        FOVEA_MODELS_DIR: modelsDir,
      },
    });
    page = await fovea.firstWindow();
  });

  afterAll(async () => {
    await fovea.close();
    folder.remove();
  });

  test('the page has verbs and a port, and nothing of Node or Electron', async () => {
    const found = await page.evaluate(() => ({
      origin: location.origin,
      node: [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')],
      frozen: Object.isFrozen(Reflect.get(window, 'fovea')),
      kind: (Reflect.get(window, 'fovea') as WindowShell).kind,
    }));
    expect(found).toEqual({ origin: 'app://window', node: ['undefined', 'undefined'], frozen: true, kind: 'desktop' });
  });

  test('the window’s settings are those of the security table', async () => {
    const settings = await fovea.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity };
    });
    expect(settings).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
  });

  test('the page comes under the content security policy', async () => {
    const policy = await page.evaluate(async () => (await fetch('/index.html')).headers.get('Content-Security-Policy'));
    expect(policy).toContain("default-src 'self'; img-src 'self' photo:");
  });

  test('navigation, new windows and permissions are refused', async () => {
    const address = page.url();
    await page.evaluate(() => location.assign('https://example.org/'));
    expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
    expect(page.url()).toBe(address);
    expect(fovea.windows()).toHaveLength(1);
  });

  test('the device and the model are named in the window', async () => {
    await page.getByRole('button', { name: /CPU|GPU|WebGPU|CUDA/ }).waitFor();
    await page.getByRole('button', { name: /colors/ }).waitFor();
  });

  test('a chosen photo is classified and shown', async () => {
    await choose(fovea, photo);
    await page.getByRole('button', { name: 'Choose photos…' }).click();
    await page.getByText('red', { exact: true }).first().waitFor();
    const picture = page.locator('img[src^="photo://library/"]').first();
    await picture.waitFor();
    expect(await picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  });

  test('an engine that is killed is started again, and the window goes on', async () => {
    const enginePid = (): Promise<number | undefined> =>
      fovea.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Fovea engine')?.pid);
    const first = await enginePid();
    if (first === undefined) throw new Error('no engine runs');
    process.kill(first, 'SIGKILL');
    await expect.poll(enginePid, { timeout: 20_000 }).not.toBe(first);
    await page.reload();
    await page.getByText('red', { exact: true }).first().waitFor();
  });
});

/** From now on the system's dialog answers with this path. */
const choose = (fovea: ElectronApplication, path: string): Promise<void> =>
  fovea.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);

const withoutUndefined = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
