import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '../test/support/chromium.ts';
import { writeColorModel } from '../test/support/colorPhotos.ts';
import { repository, startFovea, temporaryFolder } from '../test/support/fovea.ts';
import { writeScenes } from '../test/support/scenes.ts';

// `npm run screenshot`: the picture of README.md, of generated scenes and a network that names their colors.

const scratch = temporaryFolder();
const modelsDir = join(scratch.path, 'models');
const photos = join(scratch.path, 'Scenes');
writeColorModel(modelsDir);
mkdirSync(photos);
await writeScenes(photos, 40, 11);

const fovea = await startFovea({ dataDir: join(scratch.path, 'library'), modelsDir });
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 });
  await page.goto(fovea.url);
  await page.getByLabel(/path of a folder/).fill(photos);
  await page.keyboard.press('Enter');
  await page
    .getByRole('list', { name: 'Jobs' })
    .getByText(/classified/)
    .waitFor();
  await page.getByRole('gridcell').nth(6).click();
  await page.keyboard.press('l');
  await page.keyboard.type('my favorite');
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell', { name: /my favorite/ }).waitFor();
  await page.getByRole('gridcell').nth(5).click();
  await page.getByRole('complementary', { name: 'Inspector' }).getByText('Label').waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(repository, 'docs/screenshot.png') });
} finally {
  await browser.close();
  await fovea.stop();
  scratch.remove();
}
