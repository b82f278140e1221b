import type { EngineContract, InputOf, KnownModel, DeviceId, OutputOf } from '../../../contract/index.ts';
import type { ModelStore } from '../../models/index.ts';
import type { Datasets, DatasetSource } from '../../training/datasets/index.ts';
import { learnPhotographers, type LearnWatch, type LearnWith } from './learn.ts';

type Method = EngineContract['photographers.learnFiles'];

export interface FilesNeeds extends LearnWith {
  readonly datasets: Pick<Datasets, 'open' | 'survey' | 'collection'>;
  readonly models: Pick<ModelStore, 'addTrained' | 'find'>;
}

export interface FilesToLearn extends Pick<InputOf<Method>, 'name' | 'settings'> {
  readonly source: DatasetSource;
  readonly model: KnownModel;
  readonly device: DeviceId;
}

/** Learns photographers from files without the library, and answers where the network lies. */
export async function learnFiles(needs: FilesNeeds, asked: FilesToLearn, watch: LearnWatch): Promise<OutputOf<Method>> {
  const { source, ...rest } = asked;
  const dataset = needs.datasets.open(source);
  const { model, report, unreadable } = await learnPhotographers(needs, { ...rest, dataset }, watch);
  const { path } = await needs.models.find(model.hash);
  return { model: model.hash, path, report, unreadable: [...unreadable] };
}
