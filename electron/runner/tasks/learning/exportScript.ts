import type { Preprocessing } from '../../../contract/index.ts';

type Fit = Preprocessing['fit'];

const openPhoto = [
  "const photo = sharp(process.argv[2], { autoOrient: true }).flatten({ background: '#808080' }).toColourspace('srgb');",
];
const measure = ['const { width: across, height: down } = (await photo.metadata()).autoOrient;'];
const sideBy = (scale: string): string => `const [w, h] = [across, down].map((side) => ${scale});`;
const resize = "photo.resize(w, h, { fit: 'fill', kernel: 'linear' })";

/**
 * Lines that lay a photo onto the input, with the same sizes as `fitOf`: libvips reduces by what it is given, and sizes
 * of its own differ by parts of a pixel.
 */
const laying: Readonly<Record<Fit, readonly string[]>> = {
  crop: [
    'const { width, height, shortSide } = card.preprocessing;',
    ...openPhoto,
    ...measure,
    'const scale = Math.max(Math.min(1, shortSide / Math.min(across, down)), width / across, height / down);',
    sideBy('Math.round(side * scale)'),
    'const middle = { left: (w - width) >> 1, top: (h - height) >> 1, width, height };',
    `const pixels = await ${resize}.extract(middle).raw().toBuffer();`,
  ],
  pad: [
    'const { width, height } = card.preprocessing;',
    ...openPhoto,
    ...measure,
    'const scale = Math.min(width / across, height / down);',
    sideBy('Math.max(1, Math.round(side * scale))'),
    'const [left, top] = [Math.ceil((width - w) / 2), Math.ceil((height - h) / 2)];',
    'const around = { left, top, right: width - w - left, bottom: height - h - top, background: card.padding };',
    `const pixels = await ${resize}.extend(around).raw().toBuffer();`,
  ],
  squash: [
    'const { width, height } = card.preprocessing;',
    ...openPhoto,
    "const pixels = await photo.resize(width, height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();",
  ],
};

/** A program that uses the exported network outside of Fovea: `node use.mjs PHOTO`, with onnxruntime-node and sharp. */
export const useScript = (fit: Fit): string =>
  [
    "import { InferenceSession, Tensor } from 'onnxruntime-node';",
    "import sharp from 'sharp';",
    "import card from './card.json' with { type: 'json' };",
    '',
    ...laying[fit],
    'const session = await InferenceSession.create(`${import.meta.dirname}/model-pixels.onnx`);',
    "const { probabilities } = await session.run({ pixels: new Tensor('uint8', pixels, [1, height, width, 3]) });",
    'console.log(JSON.stringify(Object.fromEntries(card.classNames.map((name, i) => [name, probabilities.data[i]]))));',
    '',
  ].join('\n');
