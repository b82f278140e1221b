import type { Products } from '../../../training/index.ts';
import { scoresOf, type Machines } from './scores.ts';
import type { SurveyedPhoto } from './survey.ts';

/** Of scores in memory; photos beyond it are looked at each time. */
const mostBytes = 2e8;

/** What machines say of photos, kept until other machines are asked for: the last that are mined by are calibrated too. */
export class Looks {
  readonly #products: Products;
  readonly #kept = new Map<SurveyedPhoto, Float32Array>();
  #machines: Machines | null = null;
  #bytes = 0;

  constructor(products: Products) {
    this.#products = products;
  }

  /** [n, K] of all regions for all classes. */
  async at(photo: SurveyedPhoto, machines: Machines): Promise<Float32Array> {
    if (this.#machines !== machines) this.#kept.clear();
    this.#machines = machines;
    const kept = this.#kept.get(photo);
    if (kept) return kept;
    if (this.#kept.size === 0) this.#bytes = 0;
    const scores = await scoresOf(machines, await photo.read(), this.#products);
    if (this.#bytes + scores.byteLength > mostBytes) return scores;
    this.#kept.set(photo, scores);
    this.#bytes += scores.byteLength;
    return scores;
  }
}
