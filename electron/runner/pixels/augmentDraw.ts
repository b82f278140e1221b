import type { Augmentation } from '../../contract/index.ts';

/** What is done to one photo. All off: `plainVariation`. */
export interface Variation {
  readonly flip: boolean;
  /** Window over that of the network: sides as shares of its sides; place from −1 to 1 of the room there is. */
  readonly crop: { readonly width: number; readonly height: number; readonly x: number; readonly y: number };
  /** How far the window may leave the network's own towards the photo's edges, as a share. */
  readonly reach: number;
  /** Radians. */
  readonly rotation: number;
  /** Sideways per unit of height. */
  readonly shear: number;
  /** How much larger things are at one side than in the middle, along x and y. */
  readonly perspective: { readonly x: number; readonly y: number };
  /** Factors; 1 leaves as it is. */
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** Factor of each channel. */
  readonly cast: readonly [red: number, green: number, blue: number];
  /** Standard deviation of the blur as a share of the picture's shorter side. */
  readonly blur: number;
  /** Standard deviation in grey levels, and where its numbers begin. */
  readonly noise: number;
  readonly noiseSeed: number;
}

// The most that still looks like a photo, at strength 1.
const most = {
  /** A crop keeps at least a quarter of the area (Szegedy et al., "Going deeper with convolutions", 2015: 8 %). */
  areaLost: 0.75,
  /** Proportions between 3 : 4 and 4 : 3, as there. */
  aspect: Math.log(4 / 3),
  /** Further out there is often nothing of what the photo is of. */
  reach: 0.5,
  rotation: Math.PI / 6,
  shear: 0.25,
  perspective: 0.2,
  brightness: Math.log(1.5),
  contrast: Math.log(1.4),
  saturation: Math.log(1.6),
  cast: Math.log(1.2),
  blur: 0.012,
  noise: 24,
};

/**
 * Draws how a photo is varied. Every strength takes the same number of draws whatever it is, so that changing one leaves
 * what the others do as it was.
 */
export function drawVariation(strength: Augmentation, rng: () => number): Variation {
  const both = (range: number): number => range * (2 * rng() - 1);
  const flip = rng() < 0.5 && strength.flip;
  const area = 1 - most.areaLost * strength.crop * rng();
  const aspect = Math.exp(both(most.aspect * strength.crop));
  return {
    flip,
    crop: { width: Math.sqrt(area * aspect), height: Math.sqrt(area / aspect), x: both(1), y: both(1) },
    reach: most.reach * strength.crop,
    rotation: both(most.rotation * strength.geometry),
    shear: both(most.shear * strength.geometry),
    perspective: { x: both(most.perspective * strength.geometry), y: both(most.perspective * strength.geometry) },
    brightness: Math.exp(both(most.brightness * strength.color)),
    contrast: Math.exp(both(most.contrast * strength.color)),
    saturation: Math.exp(both(most.saturation * strength.color)),
    cast: [
      Math.exp(both(most.cast * strength.color)),
      Math.exp(both(most.cast * strength.color)),
      Math.exp(both(most.cast * strength.color)),
    ],
    blur: most.blur * strength.blur * rng(),
    noise: most.noise * strength.noise * rng(),
    noiseSeed: Math.floor(rng() * 0x100000000) >>> 0,
  };
}
