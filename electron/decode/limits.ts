export interface DecodeLimits {
  /** Above this a photo is refused before it is decoded: a small file can unfold into gigabytes. */
  readonly megapixels: number;
  /** Above this decoding is given up. */
  readonly seconds: number;
}

export const defaultLimits: DecodeLimits = { megapixels: 100, seconds: 30 };
