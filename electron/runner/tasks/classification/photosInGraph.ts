import { encode, withPreprocessing } from '../../../compiler/index.ts';
import type { ModelFile } from '../../../contract/index.ts';
import { readGraph } from '../../runtime/index.ts';

/** The network with the card's preprocessing inside: `pixels` uint8 [N, H, W, 3] RGB in, scores out, as bytes. */
export async function photosInGraph({ path, card }: ModelFile): Promise<Uint8Array> {
  return encode(withPreprocessing(await readGraph(path), card.preprocessing, { inputName: card.inputName }));
}
