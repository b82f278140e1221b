import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DetectorRecord, fail, Sha256, type Model } from '../../contract/index.ts';
import { readJson, writeJson } from '../jsonFile.ts';
import type { ModelStore } from '../models/index.ts';
import type { Settings } from '../settings.ts';

// The folder <data>/detectors: <hash>.json tells how a detector was learned here, regions/ keeps what a network said of
// regions of photos.

/** Detectors that were learned here. One that came from elsewhere finds things too, and has no record. */
export interface Detectors {
  /** Where the runner keeps descriptions of regions. */
  readonly cacheDir: string;
  /** Those on the shelf, the newest first, and the one in use. */
  list(): Promise<{ detectors: readonly DetectorRecord[]; inUse: Sha256 | null }>;
  /** The detector whose boxes are shown: the chosen one while it is on the shelf. */
  inUse(): Promise<Sha256 | null>;
  /** @throws model/unknown, also for what is no detector */
  choose(hash: Sha256): Promise<void>;
  /** Writes down how a detector was learned. */
  keep(record: DetectorRecord): void;
  /** Models came or went. */
  refresh(): void;
}

export interface DetectorNeeds {
  readonly dataDir: string;
  readonly models: Pick<ModelStore, 'list' | 'find'>;
  readonly settings: Settings;
  /** Detectors came or went, or another one is in use. */
  readonly onChange: () => void;
}

export function detectorsIn({ dataDir, models, settings, onChange }: DetectorNeeds): Detectors {
  const folder = join(dataDir, 'detectors');
  // Asked for with every photo that is shown, and found out by reading the whole shelf.
  let shown: Promise<Sha256 | null> | null = null;

  const shelf = async (): Promise<readonly Model[]> =>
    (await models.list()).filter(({ card }) => card.task === 'detection');

  const inUse = (): Promise<Sha256 | null> => {
    shown ??= shelf().then((known) => known.find(({ hash }) => hash === settings.read().detector)?.hash ?? null);
    shown.catch(() => (shown = null));
    return shown;
  };

  return {
    cacheDir: folder,
    inUse,
    async list() {
      const known = new Map((await shelf()).map((model) => [model.hash, model]));
      const detectors = recordsIn(folder).flatMap((record) => {
        const model = known.get(record.model);
        return model ? [{ ...record, name: model.card.name }] : [];
      });
      return { detectors, inUse: await inUse() };
    },
    async choose(hash) {
      const { model } = await models.find(hash);
      if (model.card.task !== 'detection') fail('model/unknown', { model: hash });
      settings.write({ detector: model.hash });
      shown = null;
      onChange();
    },
    keep(record) {
      writeJson(join(folder, `${record.model}.json`), { learnedMs: Date.now(), ...record });
      onChange();
    },
    refresh() {
      shown = null;
      onChange();
    },
  };
}

/** The newest first; a file that is damaged is passed over. */
function recordsIn(folder: string): DetectorRecord[] {
  const Dated = DetectorRecord.loose();
  return namesIn(folder)
    .flatMap((name) => readJson(join(folder, name), Dated) ?? [])
    .sort((a, b) => Number(b['learnedMs'] ?? 0) - Number(a['learnedMs'] ?? 0))
    .map((record) => DetectorRecord.parse(record));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => Sha256.safeParse(name.replace(/\.json$/, '')).success);
  } catch {
    // Nothing was learned yet.
    return [];
  }
}
