/** Texts by number, from 1 in the order of their first appearance. */
export class Dictionary {
  readonly #numbers = new Map<string, number>();
  readonly texts: string[] = [''];

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  /** 0 for a text that never appeared. */
  find(text: string): number {
    return this.#numbers.get(text) ?? 0;
  }
}
