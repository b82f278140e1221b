import type { Preprocessing } from '../../contract/index.ts';
import { fitOf } from '../../runner/vision/index.ts';
import type { PictureRecipe } from './pictures.ts';

/** What a network sees of a photo: the same resize, cut and padding as the runner's, before colors become numbers. */
export function networkView(preprocessing: Preprocessing): PictureRecipe {
  return {
    folder: 'views',
    variant: `network ${JSON.stringify(preprocessing)}`,
    extension: 'png',
    draw(image, size) {
      const fit = fitOf(size.width, size.height, preprocessing);
      const resized = image.resize({
        ...{ width: fit.resizedWidth, height: fit.resizedHeight },
        ...{ fit: 'fill', kernel: 'linear' },
      });
      if (preprocessing.fit !== 'pad')
        return resized.extract({ left: fit.left, top: fit.top, width: fit.width, height: fit.height }).png();
      return resized
        .extend({
          left: -fit.left,
          top: -fit.top,
          right: fit.width - fit.resizedWidth + fit.left,
          bottom: fit.height - fit.resizedHeight + fit.top,
          background: meanColor(preprocessing),
        })
        .png();
    },
  };
}

/** The color that preprocessing turns into zeros: padding with it adds nothing a first layer could see. */
function meanColor({ mean, colorOrder }: Preprocessing): { r: number; g: number; b: number } {
  const [r = 0, g = 0, b = 0] = (colorOrder === 'RGB' ? mean : mean.toReversed()).map((value) =>
    Math.min(255, Math.max(0, Math.round(value))),
  );
  return { r, g, b };
}
