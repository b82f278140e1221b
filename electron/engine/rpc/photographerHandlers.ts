import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers, Sha256 } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import {
  alikeIn,
  answersOf,
  answerOf,
  confirm,
  confirmedIn,
  evidenceIn,
  game,
  identified,
  profilesOf,
} from '../photographers/index.ts';
import type { LearnTask } from '../photographers/index.ts';
import { watching } from './watching.ts';

type PhotographerMethod = Exclude<
  Extract<keyof EngineContract, `photographers.${string}`>,
  'photographers.learnFiles' | 'photographers.identifyFiles' | 'photographers.saveReport'
>;

/** Who took photos, with the library beside it. */
export function photographerHandlers(engine: Engine) {
  const { announcements, grants, runner, models, photographers, devices, training, session } = engine;
  const device = () => devices.choice().inUse;
  const chosenModel = () => engine.chosenModel();
  /** Paths of photos that were granted and looked at. */
  const told = new Set<string>();
  const library = async () => (await session()).library;
  /** The network, once its record is known to be here. */
  const looking = async (model: Sha256) => {
    photographers.record(model);
    return { runner, photographers, model: await training.known(model), device: device() };
  };
  const pathOf = async (of: { photo: number } | { grant: string }): Promise<string> => {
    if ('photo' in of) return (await library()).source(of.photo).path;
    const [path] = grants.paths([of.grant], 'photos');
    if (path === undefined) throw failure('library/grant-unknown', {});
    return path;
  };
  const shown = async (paths: readonly string[]) => {
    const ids = (await library()).idsAt(paths);
    return paths.map((path) => ({ path, photo: ids.get(path) ?? null }));
  };

  return {
    'photographers.learn': async ({ dataset, model, settings, name }) => {
      const { queue } = await session();
      training.datasets.sourceOf(dataset);
      const { hash } = await training.known(model);
      const task: LearnTask = { name, dataset, model: hash, settings };
      const title = `Learn the photographers “${name}”`;
      return { job: queue.add({ kind: 'photographers.learn', title, task, unit: 'photos', total: null }) };
    },
    'photographers.list': async () => {
      const names = new Map((await models.list()).map(({ hash, card }) => [hash, card.name]));
      return photographers.list().flatMap((record) => {
        const name = names.get(record.model);
        return name === undefined ? [] : [{ ...record, name }];
      });
    },
    'photographers.forget': ({ model }) => photographers.forget(model),
    'photographers.restore': ({ model }) => photographers.restore(model),

    'photographers.answers': async ({ model, which, limit }) => {
      const found = answersOf(photographers.attributions(model), which);
      const rows = found.slice(0, limit);
      const ids = (await library()).idsAt(rows.map(({ path }) => path));
      const confirmed = confirmedIn(photographers, model);
      return {
        total: found.length,
        rows: rows.map((row) => ({
          ...{ ...row, photo: ids.get(row.path) ?? null, answer: answerOf(row) },
          isConfirmed: confirmed.has(row.path),
        })),
      };
    },
    'photographers.confirm': (settled) => confirm(photographers, settled),

    'photographers.identify': async ({ model, of }, scope) => {
      const { idsAt } = await library().then((own) => ({ idsAt: (paths: readonly string[]) => own.idsAt(paths) }));
      const path = await pathOf(of);
      told.add(path);
      return identified({ ...(await looking(model)), idsAt }, path, watching(scope));
    },
    'photographers.evidence': async ({ model, path: { path, photo }, className, method }, scope) => {
      const at = photo === null ? known(model, path) : (await library()).source(photo).path;
      return evidenceIn(await looking(model), { path: at, className, method }, watching(scope));
    },
    'photographers.profiles': async ({ model }, scope) => {
      const { cacheDir } = training;
      const needs = {
        ...{ runner, models, photographers, chosenModel, cacheDir, device: device() },
        known: (hash: string) => training.known(hash),
      };
      const { recognizer, profiles } = await profilesOf(needs, model, watching(scope));
      return { recognizer, profiles, photos: await shown([...new Set(profiles.flatMap(({ typical }) => typical))]) };
    },
    'photographers.alike': async ({ model, className, filter, limit }, scope) => {
      const own = await library();
      const needs = { ...(await looking(model)), library: own };
      return alikeIn(needs, { className, ids: own.ids(filter, 'added'), limit }, watching(scope));
    },

    'photographers.nextGuess': async ({ model }) => {
      const played = game(photographers, model);
      const next = played.next();
      return { next: next === null ? null : ((await shown([next]))[0] ?? null), score: played.score() };
    },
    'photographers.guess': ({ model, ...guess }) => game(photographers, model).guess(guess),
    'photographers.clearGuesses': ({ model }) => {
      game(photographers, model).clear();
      announcements.announce('photographers.changed', {});
    },
  } satisfies Pick<Handlers<EngineContract>, PhotographerMethod>;

  /** A window names no paths of its own: only those it was told. @throws library/photo-unknown */
  function known(model: Sha256, path: string): string {
    if (told.has(path) || photographers.attributions(model).some((one) => one.path === path)) return path;
    throw failure('library/photo-unknown', { photo: path });
  }
}
