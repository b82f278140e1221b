/** Colors of the window as the device takes them. */
export interface Palette {
  /** [9 × 3] of classes, the last where there is none */
  readonly colors: Float32Array;
  readonly ground: Triple;
  readonly edge: Triple;
}

type Triple = readonly [number, number, number];

const names = [...Array.from({ length: 8 }, (_, i) => `--color-class-${i + 1}`), '--color-muted'];

/** Reads the tokens off an element that wears them one after the other: only so they are those of its theme. */
export function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const worn = (name: string): Triple => {
    element.style.color = `var(${name})`;
    return rgbOf(style.color);
  };
  const palette = {
    colors: Float32Array.from(names.flatMap((name) => [...worn(name)])),
    ground: worn('--color-well'),
    edge: worn('--color-accent'),
  };
  element.style.color = '';
  return palette;
}

/** 0 to 1 each, of "rgb(1, 2, 3)". */
export function rgbOf(color: string): Triple {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [red / 255, green / 255, blue / 255];
}
