import { SvelteMap } from 'svelte/reactivity';

/** Pictures of photos, each loaded once it is asked for; who asked draws again when one has come. */
export class Pictures {
  readonly #loaded = new SvelteMap<string, HTMLImageElement>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from what is on its way
  readonly #asked = new Set<string>();

  /** null: it has not come yet, or there is none. */
  readonly of = ({ picture }: { readonly picture: string | null }): HTMLImageElement | null => {
    if (picture === null) return null;
    if (!this.#asked.has(picture)) {
      this.#asked.add(picture);
      const image = new Image();
      image.onload = () => this.#loaded.set(picture, image);
      image.src = picture;
    }
    return this.#loaded.get(picture) ?? null;
  };
}
