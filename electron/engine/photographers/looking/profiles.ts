import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import {
  fail,
  PhotographerProfile,
  type Attribution,
  type DeviceId,
  type KnownModel,
  type Model,
  type ProgressOf,
  type RunnerContract,
  type Sha256,
} from '../../../contract/index.ts';
import { askedAgain, type RunnerProcess } from '../../jobs/index.ts';
import { readJson, writeJson } from '../../jsonFile.ts';
import type { ModelStore } from '../../models/index.ts';
import type { Photographers } from '../store.ts';
import { answerOf, surestFirst } from './answers.ts';

/** What photographers shoot, as it is kept. */
export const KeptProfiles = z.object({ recognizer: z.string(), profiles: z.array(PhotographerProfile).readonly() });
export type KeptProfiles = z.infer<typeof KeptProfiles>;

export interface ProfilesWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly models: Pick<ModelStore, 'list'>;
  readonly photographers: Pick<Photographers, 'record' | 'files' | 'attributions' | 'has'>;
  readonly known: (hash: string) => Promise<KnownModel>;
  /** The classifier in use; null: none. */
  readonly chosenModel: () => Promise<Sha256 | null>;
  readonly device: DeviceId;
  readonly cacheDir: string;
}

export interface ProfilesWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: ProgressOf<RunnerContract['photographers.profiles']>) => void;
}

/** Photos shown as what is usual for a photographer. */
const mostTypical = 9;

/**
 * What each photographer shoots and how, as the recognition network in use sees it; computed once.
 *
 * @throws photographers/unknown, model/none, engine/stopped
 */
export async function profilesOf(needs: ProfilesWith, model: Sha256, watch: ProfilesWatch): Promise<KeptProfiles> {
  const { runner, photographers, device, cacheDir } = needs;
  const { report } = photographers.record(model);
  const { profiles: file } = photographers.files(model);
  const kept = existsSync(file) ? readJson(file, KeptProfiles) : null;
  if (kept) return kept;
  const recognizer = await recognizerOf(needs);
  const collection = photographers.attributions(model);
  const photos = collection.map(({ path, hash, classIndex, group }) => ({ path, hash, classIndex, group }));
  const input = { recognizer, classNames: report.classNames, photos, device, cacheDir };
  const told = await askedAgain(() => runner.ask('photographers.profiles', input, watch));
  const profiles = told.map((profile, classIndex) => ({ ...profile, typical: typicalOf(collection, classIndex) }));
  const made = { recognizer: recognizer.card.name, profiles };
  // Forgotten while it was computed: nothing of it is kept.
  if (existsSync(dirname(file))) writeJson(file, made);
  return made;
}

/** The classifier in use, unless it tells photographers apart itself; then the best of the others. */
async function recognizerOf({ models, photographers, known, chosenModel }: ProfilesWith): Promise<KnownModel> {
  const isRecognizer = ({ hash, card }: Model): boolean =>
    card.task === 'classification' && card.classNames.length > 0 && !photographers.has(hash);
  const fit = (await models.list()).filter(isRecognizer);
  const chosen = await chosenModel();
  const general = ({ origin }: Model): number => Number(origin === 'trained');
  const [best] = fit.toSorted((a, b) => general(a) - general(b) || b.card.classNames.length - a.card.classNames.length);
  const { hash } = fit.find((model) => model.hash === chosen) ?? best ?? fail('model/none', {});
  return known(hash);
}

/** Paths of the photos that are surest, and rightly, taken for one photographer's. */
function typicalOf(collection: readonly Attribution[], classIndex: number): string[] {
  const right = collection.filter((one) => one.classIndex === classIndex && answerOf(one) === classIndex);
  return surestFirst(right, classIndex)
    .slice(0, mostTypical)
    .map(({ path }) => path);
}
