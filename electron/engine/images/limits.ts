/** Above these a photo is refused or given up: a small file can unfold into gigabytes. */
export const limits = { megapixels: 100, seconds: 30 } as const;

/** Longest sides of the pictures made, in pixels. */
export const thumbnailPx = 320;
export const viewPx = 2560;
