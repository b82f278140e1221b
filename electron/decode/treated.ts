import sharp, { type Sharp } from 'sharp';

/** What happens to a picture on its way: saved as a JPEG of a quality, blurred, cut, or reduced and enlarged again. */
export type Treatment =
  | { readonly kind: 'jpeg'; readonly quality: number }
  /** Standard deviation in pixels. */
  | { readonly kind: 'blur'; readonly sigma: number }
  /** The share of each side that is left, around the middle, and then the size that it had. */
  | { readonly kind: 'crop'; readonly share: number }
  | { readonly kind: 'scale'; readonly factor: number };

/** Treats a picture; it keeps its size. @param pixels  [height, width, 3] RGB @returns  the same */
export async function treated(
  pixels: Uint8Array,
  width: number,
  height: number,
  treatment: Treatment,
): Promise<Uint8Array> {
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  const made = await afterwards(image, width, height, treatment);
  return new Uint8Array(await made.toColourspace('srgb').removeAlpha().raw().toBuffer());
}

async function afterwards(image: Sharp, width: number, height: number, treatment: Treatment): Promise<Sharp> {
  const side = (length: number, share: number): number => Math.max(1, Math.round(length * share));
  const enlarged = (part: Sharp): Sharp => part.resize({ width, height, fit: 'fill', kernel: 'linear' });
  switch (treatment.kind) {
    case 'jpeg':
      return sharp(await image.jpeg({ quality: treatment.quality }).toBuffer());
    case 'blur':
      return image.blur(treatment.sigma);
    case 'crop': {
      const part = { width: side(width, treatment.share), height: side(height, treatment.share) };
      const [left, top] = [Math.floor((width - part.width) / 2), Math.floor((height - part.height) / 2)];
      return enlarged(image.extract({ left, top, ...part }));
    }
    case 'scale': {
      const small = { width: side(width, treatment.factor), height: side(height, treatment.factor) };
      // Sharp makes one resizing of two in a row, unless the first is finished.
      const reduced = await image
        .resize({ ...small, fit: 'fill', kernel: 'linear' })
        .png()
        .toBuffer();
      return enlarged(sharp(reduced));
    }
  }
}
