import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Debian's Chromium, or the one FOVEA_CHROMIUM names; null where there is none. */
export function findChromium(): string | null {
  const program = process.env['FOVEA_CHROMIUM'] ?? '/usr/bin/chromium';
  return existsSync(program) ? program : null;
}

/** Why a test that needs a browser is skipped. */
export const chromiumAbsent = 'skipped: Chromium is absent (install the package chromium, or set FOVEA_CHROMIUM)';

/** A headless Chromium that speaks to nobody but the pages it is shown. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(chromiumAbsent);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Drops files and folders of this machine on the page, as a file manager does. */
export async function dropOn(page: Page, paths: readonly string[], at = { x: 500, y: 400 }): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const dragged = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data: dragged });
  }
  await session.detach();
}
