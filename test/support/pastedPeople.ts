import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Preprocessing } from '../../electron/contract/index.ts';
import type { Picture } from '../../electron/runner/dense/index.ts';
import { lookupTable, readPicture, writePhoto } from '../../electron/runner/pixels/index.ts';
import { InferenceSession, Tensor } from '../../electron/runner/runtime/index.ts';
import { bilinear, connectedRegions, iou, type Box } from '../../electron/runner/vision/index.ts';
import { sharedModel } from './models.ts';

// People of real photos, cut out by a segmentation network and pasted onto photos without people. What is pasted is
// known to the pixel, so that boxes can be judged without anybody having drawn some.

/** Photos of one person each, whom the person network knows when they are cut out. */
const peopleIn = {
  /** To choose settings by. */
  tuning: [
    'raccoon/images/raccoon-160',
    'raccoon/images/raccoon-175',
    'imagenet_sample_1000/0568_n03404251_fur_coat',
    'imagenet_sample_1000/0792_n04208210_shovel',
    'imagenet_sample_1000/0873_n04486054_triumphal_arch',
  ],
  /** To judge by. */
  test: [
    'raccoon/images/raccoon-174',
    'raccoon/images/raccoon-183',
    'imagenet_sample_1000/0422_n02790996_barbell',
    'imagenet_sample_1000/0602_n03535780_horizontal_bar',
    'imagenet_sample_1000/0842_n04371430_swimming_trunks',
  ],
} as const;
/** Photos without people, by the number that their names begin with. */
const backgrounds = [
  ...[10, 24, 38, 42, 65, 74, 87, 108, 126, 133, 144, 188, 207, 262, 272, 282, 299, 327, 336, 349, 361, 383, 418, 447],
  ...[
    466, 506, 539, 551, 631, 640, 660, 680, 698, 720, 773, 798, 833, 878, 895, 908, 926, 935, 949, 958, 972, 978, 986,
  ],
];

export type SceneSet = keyof typeof peopleIn;

/** A person with how much each pixel belongs to them. */
interface CutOut extends Picture {
  /** [height, width] 0 to 1 */
  readonly alpha: Float32Array;
}

export interface PeopleScene extends Picture {
  /** Around each pasted person. */
  readonly boxes: readonly Box[];
}

const side = 448;
const personClass = 15;

/** Scenes of the photos in the shared folder, the same for the same draws. */
export async function peopleScenes(
  shared: string,
  set: SceneSet,
  count: number,
  rng: () => number,
): Promise<PeopleScene[]> {
  const data = join(shared, 'data');
  const files = readdirSync(join(data, 'imagenet_sample_1000')).filter((file) =>
    backgrounds.includes(Number(file.slice(0, 4))),
  );
  const people = await cutOuts(
    shared,
    peopleIn[set].map((name) => join(data, `${name}.jpg`)),
  );
  const scenes: PeopleScene[] = [];
  for (let at = 0; at < count; at++) {
    const background = join(data, 'imagenet_sample_1000', files[Math.floor(rng() * files.length)] ?? '');
    const { pixels } = await readPicture(background, () => ({ width: side, height: side }));
    scenes.push(scene(pixels, people, rng));
  }
  return scenes;
}

/** None, one or two people, from a quarter to nine tenths of the scene high. */
function scene(pixels: Uint8Array, people: readonly CutOut[], rng: () => number): PeopleScene {
  const boxes: Box[] = [];
  const wished = Math.floor(rng() * 5) >> 1 || Number(rng() < 0.5);
  for (let attempt = 0; boxes.length < wished && attempt < 20; attempt++) {
    const person = people[Math.floor(rng() * people.length)];
    if (!person) break;
    const scale = (side * (0.25 + 0.65 * rng())) / person.height;
    const [width, height] = [Math.round(scale * person.width), Math.round(scale * person.height)];
    const [left, top] = [Math.floor(rng() * (side - width)), Math.floor(rng() * (side - height))];
    const box = { x0: left, y0: top, x1: left + width, y1: top + height };
    const isMirrored = rng() < 0.5;
    if (width > side || boxes.some((other) => iou(other, box) > 0.05)) continue;
    paste(pixels, person, box, isMirrored);
    boxes.push(box);
  }
  return { width: side, height: side, pixels, boxes };
}

function paste(onto: Uint8Array, { width, height, pixels, alpha }: CutOut, box: Box, isMirrored: boolean): void {
  const [wide, tall] = [box.x1 - box.x0, box.y1 - box.y0];
  const [stepX, stepY] = [width / wide, height / tall];
  for (let y = 0; y < tall; y++)
    for (let x = 0; x < wide; x++) {
      const across = (isMirrored ? wide - 1 - x : x) + 0.5;
      const from = Math.floor((y + 0.5) * stepY) * width + Math.floor(across * stepX);
      const share = alpha[from] ?? 0;
      for (let channel = 0; channel < 3; channel++) {
        const to = 3 * ((box.y0 + y) * side + box.x0 + x) + channel;
        onto[to] = Math.round((onto[to] ?? 0) + share * ((pixels[3 * from + channel] ?? 0) - (onto[to] ?? 0)));
      }
    }
}

async function cutOuts(shared: string, paths: readonly string[]): Promise<CutOut[]> {
  const { path, card } = await sharedModel(shared, 'deeplabv3_mnv2_voc_os8_dynamic');
  const session = await InferenceSession.create(path);
  const found: CutOut[] = [];
  for (const photo of paths) {
    // Its maps have their places on the corners of pictures of 8 k + 1 pixels.
    const picture = await readPicture(photo, () => ({ width: 321, height: 321 }));
    found.push(cutOut(picture, await probabilityOfPeople(session, picture, card.preprocessing)));
  }
  await session.release();
  return found;
}

async function probabilityOfPeople(session: InferenceSession, picture: Picture, card: Preprocessing) {
  const { width, height, pixels } = picture;
  const preprocessing = { ...card, width, height };
  const input = new Float32Array(3 * width * height);
  writePhoto(pixels, lookupTable(preprocessing), preprocessing, input, 0);
  const outputs = await session.run({
    [session.inputNames[0] ?? '']: new Tensor('float32', input, [1, 3, height, width]),
  });
  const [output] = Object.values(outputs);
  const [, classes = 0, rows = 0, columns = 0] = output?.dims ?? [];
  const logits = output?.data as Float32Array;
  const area = rows * columns;
  const shares = Float32Array.from({ length: area }, (_, place) => {
    const own = Array.from({ length: classes }, (_unused, index) => Math.exp(logits[index * area + place] ?? 0));
    return (own[personClass] ?? 0) / own.reduce((sum, value) => sum + value, 0);
  });
  const grid = { rows, columns, stepX: 8, stepY: 8, firstX: 0, firstY: 0 };
  return bilinear(shares, grid, width, height);
}

/** The largest region of the photo that shows a person, tightly. */
function cutOut({ width, height, pixels }: Picture, probability: Float32Array): CutOut {
  const classOf = Uint16Array.from(probability, (share) => Number(share > 0.5));
  const regions = connectedRegions({ width, height, classOf }, 4);
  const areas = regions.pixels.map((count, region) => (regions.classOf[region] === 1 ? count : 0));
  const largest = areas.indexOf(Math.max(...areas));
  const isPerson = (pixel: number): boolean => regions.regionOf[pixel] === largest;
  const within = Array.from(classOf.keys()).filter(isPerson);
  const [xs, ys] = [within.map((pixel) => pixel % width), within.map((pixel) => Math.floor(pixel / width))];
  const [x0, y0] = [Math.min(...xs), Math.min(...ys)];
  const [wide, tall] = [Math.max(...xs) + 1 - x0, Math.max(...ys) + 1 - y0];
  const cut = {
    width: wide,
    height: tall,
    pixels: new Uint8Array(3 * wide * tall),
    alpha: new Float32Array(wide * tall),
  };
  for (let y = 0, at = 0; y < tall; y++)
    for (let x = 0; x < wide; x++, at++) {
      const pixel = (y0 + y) * width + x0 + x;
      cut.pixels.set(pixels.subarray(3 * pixel, 3 * pixel + 3), 3 * at);
      if (isPerson(pixel)) cut.alpha[at] = Math.min(1, ((probability[pixel] ?? 0) - 0.5) / 0.2 + 0.5);
    }
  return cut;
}
