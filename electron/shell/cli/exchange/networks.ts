import type { Sha256 } from '../../../contract/index.ts';
import { modelNamed } from '../models.ts';
import type { Session } from '../session.ts';

/** Hashes of models that are named, with commas between them. @throws model/unknown */
export async function networksNamed({ engine }: Pick<Session, 'engine'>, typed: unknown): Promise<readonly Sha256[]> {
  if (typeof typed !== 'string') return [];
  const { models } = await engine.ask('models.shelf', undefined);
  return typed.split(',').map((name) => modelNamed(name, models).hash);
}
