/** Numbers that are kept between two who ask for room. */
const mostKept = 2 ** 27;

/** A large array that is lent again and again: fresh memory of that size takes longer to come than to be filled. */
export class Room {
  #free: Float32Array | null = null;

  /** Room for so many numbers at least, with whatever is in it. */
  take(length: number): Float32Array {
    const own = this.#free;
    this.#free = null;
    return own !== null && own.length >= length ? own : new Float32Array(Math.ceil(1.2 * length));
  }

  giveBack(own: Float32Array): void {
    if (own.length <= mostKept) this.#free = own;
  }
}
