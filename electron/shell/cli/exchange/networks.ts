import { fail, type Sha256 } from '../../../contract/index.ts';
import type { Session } from '../session.ts';

/** Hashes of models that are named, with commas between them. @throws model/unknown */
export async function networksNamed({ engine }: Session, typed: unknown): Promise<readonly Sha256[]> {
  if (typeof typed !== 'string') return [];
  const { models } = await engine.ask('models.shelf', undefined);
  return typed.split(',').map((name) => {
    const found = models.find(({ hash, card }) => card.name === name || (name.length >= 8 && hash.startsWith(name)));
    return found?.hash ?? fail('model/unknown', { model: name });
  });
}
