import { join } from 'node:path';
import { expect, test } from 'vitest';
import { looksLikePhoto } from '../../electron/decode/index.ts';
import { writeColorModel } from '../support/colorPhotos.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { oddPhotos } from '../support/oddPhotos.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

const shared = sharedDir();

test.skipIf(shared === null)('the library makes of every odd photo what the runner makes of it', async () => {
  const { path: root, remove } = temporaryFolder();
  writeColorModel(join(root, 'models'));
  const engine = forkEngine(join(root, 'library'), join(root, 'models'));
  try {
    await importPaths(engine, [join(shared ?? '', 'data', 'odd_photos')]);
    await jobsEnded(engine);
    const found: Record<string, string> = {};
    for (const { fileName, state, width, height, damaged, problem } of await allPhotos(engine)) {
      expect(state, fileName).toBe(problem ? 'unreadable' : 'ready');
      if (problem) expect(problem.message.length * problem.remedy.length, fileName).toBeGreaterThan(0);
      found[fileName] = problem?.code ?? `${width}×${height}${damaged ? ' damaged' : ''}`;
    }
    expect(found).toEqual(Object.fromEntries(Object.entries(oddPhotos).filter(([name]) => looksLikePhoto(name))));
  } finally {
    await engine.close();
    remove();
  }
});

test.runIf(shared === null)(sharedAbsent, () => undefined);
