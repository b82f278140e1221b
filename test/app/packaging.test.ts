import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, engine, engineEvents, type ClassifiedPhoto } from '../../electron/contract/index.ts';
import { modelExtensions, photoExtensions } from '../../electron/shell/desktop/associations.ts';
import { startEngine } from '../../electron/shell/start/index.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { buildDist, configuration, packLinux, validate } from '../support/packaged.ts';
import { rawPhoto } from '../support/rawPhoto.ts';

describe('the description of the installers', () => {
  test('fits the schema of electron-builder', () => validate(configuration()));

  test('with a mistake is caught by the schema', () =>
    expect(validate({ ...configuration(), asarUnpak: [] })).rejects.toThrow(/unknown property 'asarUnpak'/));

  test('associates the endings that the program opens', () => {
    const associations = configuration()['fileAssociations'] as readonly { ext: string | string[] }[];
    expect(associations.flatMap(({ ext }) => ext)).toEqual([...photoExtensions, ...modelExtensions]);
  });

  test('leaves Electron able to run as Node, which the runner needs, and closes its other side doors', () => {
    expect(configuration()['electronFuses']).toMatchObject({
      runAsNode: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
    });
  });
});

// The placeholder is a Linux program; the other systems' layouts need their own Electron.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('the packed program', () => {
  const folder = temporaryFolder();
  let resources: string;
  let packed: readonly string[];

  beforeAll(async () => {
    await buildDist();
    resources = await packLinux(folder.path);
    packed = listPackage(join(resources, 'app.asar'), { isPack: false });
  });
  afterAll(() => folder.remove());

  test('holds every process, the preload script and the window', () => {
    const entries = [
      'engine.mjs',
      'runner.mjs',
      'probe.mjs',
      'desktop/main.mjs',
      'desktop/preload.cjs',
      'window/index.html',
    ];
    expect(packed).toEqual(expect.arrayContaining(['/package.json', ...entries.map((entry) => `/dist/${entry}`)]));
  });

  test('holds no sources, maps, tests, types or Node of its own', () => {
    const unwanted =
      /\.(ts|mts|cts|map|stamp|tsbuildinfo|svelte)$|^\/(electron|renderer|test|docs)\/|\/node-(linux|win|darwin|bin)-/;
    expect(packed.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('holds the native parts of this system only', () => {
    const foreign = /(win32|darwin|arm64|musl|wasm)/;
    const native = packed.filter((file) => /\.(node|dll|dylib|exe|so(\.\d+)*)$/.test(file));
    expect(native.filter((file) => foreign.test(file))).toEqual([]);
    expect(native.some((file) => file.includes('onnxruntime'))).toBe(true);
    expect(native.some((file) => file.includes('sharp-linux-x64'))).toBe(true);
  });

  test('holds our own addon outside the archive, where this machine could build it', () => {
    const addon = `native/build/${process.platform}-${process.arch}/fovea_native.node`;
    expect(existsSync(join(resources, 'app.asar.unpacked', addon))).toBe(existsSync(addon));
  });

  test('keeps outside the archive what the system itself has to open', () => {
    const outside = readdirSync(join(resources, 'app.asar.unpacked/node_modules'), { recursive: true }).map(String);
    expect(outside.filter((file) => file.endsWith('.node'))).toHaveLength(2);
    expect(outside).toContain(join('exiftool-vendored.pl', 'bin', 'exiftool'));
  });

  test('brings its catalogue, class names, license, notices and icon beside the archive', () => {
    expect(readdirSync(resources)).toEqual(
      expect.arrayContaining(['models', 'LICENSE', 'THIRD_PARTY_NOTICES.md', 'icon.png']),
    );
    expect(readdirSync(join(resources, 'models'))).toEqual(expect.arrayContaining(['catalogue.json', 'labels']));
    expect(readdirSync(join(resources, 'models'))).not.toContain('recipes');
  });

  test('stays below 130 MB without Electron', () => {
    const bytes = readdirSync(resources, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    process.stdout.write(`packed resources: ${(bytes / 1e6).toFixed(1)} MB\n`);
    expect(bytes).toBeLessThan(130e6);
  });

  test('classifies a picture and a RAW file with nothing but what was packed', async () => {
    const app = join(folder.path, 'program', 'app.asar');
    mkdirSync(app, { recursive: true });
    extractAll(join(resources, 'app.asar'), app);
    symlinkSync(join(resources, 'app.asar.unpacked'), `${app}.unpacked`);
    // Perl cannot start what lies in an archive: it has to be found beside it.
    rmSync(join(app, 'node_modules/exiftool-vendored.pl/bin'), { recursive: true });
    const pictures = [await writeColorPhoto(folder.path, 'red'), await writeRedRaw(folder.path)];
    const photos = await classify(app, join(resources, 'models'), folder.path, pictures);
    expect(photos.map(({ top, problem }) => problem?.message ?? top[0]?.className)).toEqual(['red', 'red']);
  });
});

async function writeRedRaw(folder: string): Promise<string> {
  const preview = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  const path = join(folder, 'red.nef');
  writeFileSync(path, rawPhoto({ width: 120, height: 80, orientation: 1, preview }));
  return path;
}

/** Starts the packed engine as the desktop does and has it classify pictures. */
async function classify(
  app: string,
  builtIn: string,
  folder: string,
  pictures: readonly string[],
): Promise<readonly ClassifiedPhoto[]> {
  const models = join(folder, 'models');
  writeColorModel(models);
  const env = { PATH: process.env['PATH'], FOVEA_DATA_DIR: join(folder, 'library'), FOVEA_MODELS_DIR: models };
  const child = startEngine({ entry: join(app, 'dist/engine.mjs'), env: { ...env, FOVEA_BUILT_IN_DIR: builtIn } });
  try {
    const grants = (await child.shell.ask('grants.add', { paths: pictures })).map(({ id }) => id);
    const window = connect(engine, child.openWindow(), engineEvents);
    const photos: ClassifiedPhoto[] = [];
    await window.ask(
      'classification.files',
      { grants, model: 'colors', topK: 3, device: null },
      { onProgress: (step) => photos.push(...step.photos) },
    );
    return photos;
  } finally {
    await child.stop();
  }
}
