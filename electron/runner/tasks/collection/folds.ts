/** Parts of the labels, each judged by a head that has not learned from it. */
export const foldCount = 3;

/**
 * Which fold each photo lies in. A photo stays in its fold for as long as it is labelled, so that the head of a fold never
 * learned from it and may begin where it was before the last edit; a new one goes where its class is rarest.
 */
export class StandingFolds {
  #foldOf = new Map<number, number>();

  /**
   * @param photos   [L] ids
   * @param classOf  [L] the first class of each
   * @returns        [L] folds
   */
  of(photos: Int32Array, classOf: readonly number[]): Int32Array {
    const before = this.#foldOf;
    const sizes = new Map<string, number>();
    const count = (fold: number, own: number): void => {
      for (const key of [`${fold}`, `${fold}/${own}`]) sizes.set(key, (sizes.get(key) ?? 0) + 1);
    };
    photos.forEach((photo, i) => {
      const fold = before.get(photo);
      if (fold !== undefined) count(fold, classOf[i] ?? 0);
    });
    const fullness = (fold: number, own: number): number =>
      1e6 * (sizes.get(`${fold}/${own}`) ?? 0) + (sizes.get(`${fold}`) ?? 0);
    this.#foldOf = new Map();
    return photos.map((photo, i) => {
      const own = classOf[i] ?? 0;
      const known = before.get(photo);
      const fold =
        known ?? [...Array(foldCount).keys()].reduce((a, b) => (fullness(b, own) < fullness(a, own) ? b : a));
      if (known === undefined) count(fold, own);
      this.#foldOf.set(photo, fold);
      return fold;
    });
  }
}
