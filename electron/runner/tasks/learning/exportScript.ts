import type { Preprocessing } from '../../../contract/index.ts';

/** Lines of the script that differ with how a photo is made to fit. */
const fitting: Readonly<Record<Preprocessing['fit'], readonly string[]>> = {
  crop: [
    "const small = await upright.resize(shortSide, shortSide, { fit: 'outside', kernel: 'linear' }).raw().toBuffer({ resolveWithObject: true });",
    'const middle = { left: (small.info.width - width) >> 1, top: (small.info.height - height) >> 1, width, height };',
    'const pixels = await sharp(small.data, { raw: small.info }).extract(middle).raw().toBuffer();',
  ],
  pad: [
    "const pixels = await upright.resize(width, height, { fit: 'contain', kernel: 'linear', background: card.padding }).raw().toBuffer();",
  ],
  squash: ["const pixels = await upright.resize(width, height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();"],
};

/** A program that uses the exported network outside of Fovea: `node use.mjs PHOTO`, with onnxruntime-node and sharp. */
export const useScript = (fit: Preprocessing['fit']): string =>
  [
    "import { readFileSync } from 'node:fs';",
    "import { InferenceSession, Tensor } from 'onnxruntime-node';",
    "import sharp from 'sharp';",
    '',
    "const card = JSON.parse(readFileSync(new URL('card.json', import.meta.url), 'utf8'));",
    'const { width, height, shortSide } = card.preprocessing;',
    "const upright = sharp(process.argv[2]).autoOrient().flatten({ background: '#808080' }).toColourspace('srgb');",
    ...fitting[fit],
    "const session = await InferenceSession.create(readFileSync(new URL('model-pixels.onnx', import.meta.url)));",
    "const { probabilities } = await session.run({ pixels: new Tensor('uint8', pixels, [1, height, width, 3]) });",
    'console.log(JSON.stringify(Object.fromEntries(card.classNames.map((name, i) => [name, probabilities.data[i]]))));',
    '',
  ].join('\n');
