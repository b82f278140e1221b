import { FoveaError, failure, type ModelFile } from '../../../contract/index.ts';
import { firstLine } from '../../runtime/index.ts';

/** Why a network that loaded would not run on a picture of the card's shape. */
export const runFailure = (model: ModelFile, thrown: unknown): FoveaError =>
  thrown instanceof FoveaError
    ? thrown
    : failure('model/bad-card', { model: model.card.name, reason: firstLine(thrown) });
