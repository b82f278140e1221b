import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';

// `npm run examples`: docs/examples/*.jpg, which README.md classifies, from the drawings in docs/drawings.

const docs = import.meta.dirname;

for (const drawing of globSync(join(docs, 'drawings/*.svg')))
  await sharp(drawing)
    .jpeg({ quality: 88 })
    .toFile(join(docs, 'examples', `${basename(drawing, '.svg')}.jpg`));
