import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BoxFormat, everything, type NewBox } from '../../electron/contract/index.ts';
import { closeExifTool, regionsAsXmp } from '../../electron/decode/index.ts';
import { boxLosses, exportBoxes, importBoxes } from '../../electron/engine/detection/index.ts';
import type { JobScope } from '../../electron/engine/jobs/queue.ts';
import { Library } from '../../electron/engine/library/index.ts';
import {
  writeCocoBoxes,
  writeVocBoxes,
  writeYoloBoxes,
  type AnnotatedObject,
} from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';

// Files of boxes into a library and out of it. Photos are 400 × 300 pixels; nothing of them is read.

let folder: ReturnType<typeof temporaryFolder>;
let library: Library;
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const size = { width: 400, height: 300 };

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ['in', 'out', 'library']) mkdirSync(at(name));
  library = new Library(at('library'));
  addPhotos(['/photos/a.jpg', '/photos/b.jpg', '/photos/c.jpg']);
});
afterEach(() => {
  library.close();
  folder.remove();
});
afterAll(closeExifTool);

function addPhotos(paths: readonly string[]): void {
  const job = library.jobs.add({ kind: 'library.import', title: '', task: {}, unit: 'photos', total: null });
  library.addFiles(
    job,
    paths.map((path) => ({ path, fileName: path.split('/').at(-1) ?? '', folder: '/', bytes: 1, modifiedMs: 1 })),
  );
  const facts = { ...size, takenAtMs: null, camera: null, artist: null, format: 'jpeg', orientation: 1 };
  const more = { fromPreview: false, damaged: false, fingerprint: '0'.repeat(16), sketch: new Uint8Array(16) };
  const read = [...library.idsAt(paths)].map(([, photo]) => ({
    ...{ photo, facts: { ...facts, ...more, hash: photo.toString(16).padStart(64, '0') } },
  }));
  library.recordReadings(job, read);
}

const id = (path: string): number => library.idsAt([path]).get(path) ?? -1;
const drawn = (path: string) =>
  library.boxes.of(id(path), null).drawn.map(({ className, box: { x0, y0, x1, y1 }, difficult }) => ({
    ...{ className, difficult, box: [x0, y0, x1, y1] },
  }));
const write = (name: string, text: string): string => {
  mkdirSync(join(at('in', name), '..'), { recursive: true });
  writeFileSync(at('in', name), text);
  return at('in', name);
};
const watch = { signal: new AbortController().signal, onProgress: () => undefined };
const imported = (...paths: readonly string[]) => importBoxes(library, paths.length > 0 ? paths : [at('in')], watch);
const codes = ({ problems }: Awaited<ReturnType<typeof imported>>) => problems.map(({ problem }) => problem.code);

const cat: AnnotatedObject = { className: 'cat', box: { x0: 10, y0: 20, x1: 110, y1: 220 } };
const voc = (file: string, objects: readonly AnnotatedObject[] = [cat], { width, height } = size): string =>
  writeVocBoxes({ photo: { file, width, height }, objects }).text;

describe('reading', () => {
  test('is one undo step for all photos, finds them by name, and knows what is drawn already', async () => {
    write('a.xml', voc('a.jpg'));
    write('deep/er/b.xml', voc('C:\\pictures\\b.jpg', [cat, { ...cat, className: 'dog', difficult: true }]));
    const done = await imported();
    expect(done).toMatchObject({ photos: 2, boxes: 3, problems: [], losses: [] });
    expect(done.history.undo).toBe('Import 3 boxes for 2 photos');
    expect(drawn('/photos/a.jpg')).toEqual([{ className: 'cat', difficult: false, box: [10, 20, 110, 220] }]);
    expect(drawn('/photos/b.jpg').map(({ className, difficult }) => [className, difficult])).toEqual([
      ['cat', false],
      ['dog', true],
    ]);
    const again = await imported();
    expect(again).toMatchObject({ photos: 0, boxes: 0, losses: ['Left out: 3 boxes drawn already.'] });
    expect(again.history).toEqual(done.history);
    library.undo();
    expect(library.boxes.classes()).toEqual([]);
  });

  test('knows each format by what it holds, and shares and centers become pixels', async () => {
    const annotation = { photo: { file: 'a.jpg', ...size }, objects: [cat] };
    write('set.json', writeCocoBoxes([{ ...annotation, photo: { ...annotation.photo, file: 'images/b.jpg' } }]).text);
    write('labels/a.txt', writeYoloBoxes(annotation, ['dog', 'cat']).text);
    write('data.yaml', 'names:\n  0: dog\n  1: cat\n');
    write('README.txt', 'Photos of cats.');
    const regions = [{ name: 'cat', x0: 0.25, y0: 0, x1: 0.5, y1: 1 }];
    write('c.jpg.xmp', await regionsAsXmp('iptc', { regions, ...size }));
    expect(await imported()).toMatchObject({ photos: 3, boxes: 3, problems: [], losses: [] });
    for (const path of ['/photos/a.jpg', '/photos/b.jpg'])
      expect(drawn(path)).toEqual([
        {
          className: 'cat',
          difficult: false,
          box: [10, 20, 110, 220].map((edge) => expect.closeTo(edge, 9) as number),
        },
      ]);
    expect(drawn('/photos/c.jpg')).toEqual([{ className: 'cat', difficult: false, box: [100, 0, 200, 300] }]);
  });

  test('takes the list of classes that lies nearest to a label file', async () => {
    write('one/labels/a.txt', '0 0.5 0.5 1 1\n');
    write('one/classes.txt', 'cat\n');
    write('two/labels/b.txt', '0 0.5 0.5 1 1\n');
    write('two/classes.txt', 'dog\n');
    await imported();
    expect([drawn('/photos/a.jpg')[0]?.className, drawn('/photos/b.jpg')[0]?.className]).toEqual(['cat', 'dog']);
  });

  test('scales boxes of a photo that had another size, and says so', async () => {
    write('a.xml', voc('a.jpg', [cat], { width: 800, height: 600 }));
    write('b.xml', voc('b.jpg', [cat], { width: 300, height: 400 }));
    const { losses, problems } = await imported();
    expect(drawn('/photos/a.jpg')[0]?.box).toEqual([5, 10, 55, 110]);
    expect(problems).toEqual([]);
    expect(losses).toEqual([
      'Boxes were scaled that were drawn when the photo had another size (1).',
      'Look at photos that had sides of another proportion when they were annotated (1).',
    ]);
  });

  test('clips boxes to their photo; one beside it is a problem that names the photo, and the others are kept', async () => {
    const over = { ...cat, box: { x0: -50, y0: 200, x1: 50, y1: 900 } };
    const beside = { ...cat, className: 'dog', box: { x0: 500, y0: 0, x1: 600, y1: 100 } };
    write('a.xml', voc('a.jpg', [over, beside]));
    const done = await imported();
    expect(drawn('/photos/a.jpg').map(({ box }) => box)).toEqual([[0, 200, 50, 300]]);
    expect(codes(done)).toEqual(['boxes/outside']);
    expect(done.problems[0]?.problem.message).toBe('a.jpg: A box of “dog” lies beside its photo, or has no area.');
  });

  test('chooses among photos of one name by their folders, and says where it cannot', async () => {
    addPhotos(['/2019/cats/x.jpg', '/2020/cats/x.jpg', '/2020/dogs/x.jpg']);
    write('a.csv', 'path,label,x1,y1,x2,y2\n2020/cats/x.jpg,cat,0,0,50,50\n');
    write('b.csv', 'path,label,x1,y1,x2,y2\nx.jpg,dog,0,0,50,50\n');
    const done = await imported();
    expect(drawn('/2020/cats/x.jpg')).toHaveLength(1);
    expect(codes(done)).toEqual(['boxes/photo-ambiguous']);
    expect(done.problems[0]).toMatchObject({ path: at('in', 'b.csv') });
  });

  test('goes on after files that are damaged, with a sentence that names the file', async () => {
    write('a.xml', voc('a.jpg'));
    write('b.xml', voc('b.jpg').slice(0, 150));
    write('c.json', '{"images": [');
    write('d.json', '{"name": "something else"}');
    write('e.txt', '7 0.5 0.5 0.1 0.1\n');
    write('f.csv', 'a,b\n1,2\n');
    write('g.xmp', 'no XMP at all');
    const sidecar = await regionsAsXmp('mwg', { regions: [{ name: 'cat', x0: 0, y0: 0, x1: 1, y1: 1 }], ...size });
    write('h.xmp', sidecar.slice(0, sidecar.indexOf('</mwg-rs:RegionList>')));
    const done = await imported();
    expect(done).toMatchObject({ photos: 1, boxes: 1 });
    const messages = done.problems.map(({ path, problem }) => [path.slice(at('in').length + 1), problem.message]);
    expect(messages.map(([name]) => name).sort()).toEqual([
      'b.xml',
      'c.json',
      'd.json',
      'e.txt',
      'f.csv',
      'g.xmp',
      'h.xmp',
    ]);
    for (const [name, message] of messages)
      expect(message).toMatch(new RegExp(`^${name}: The annotations could not be`));
  });

  test('of annotations of other photos draws nothing, and names each photo that is not there', async () => {
    write('other.xml', voc('elsewhere.jpg'));
    const done = await imported();
    expect(done).toMatchObject({ photos: 0, boxes: 0, history: { undo: null } });
    expect(done.problems).toMatchObject([{ problem: { message: 'There is no photo "elsewhere.jpg".' } }]);
  });

  test('of an empty folder, or of no boxes, is nothing', async () => {
    expect(await imported()).toMatchObject({ photos: 0, boxes: 0, problems: [] });
    write('a.xml', voc('a.jpg', []));
    expect(await imported()).toMatchObject({ photos: 0, boxes: 0, problems: [] });
  });
});

/** Runs the export as the queue does. */
async function exported(formats: readonly BoxFormat[], done = 0): Promise<string> {
  const job = { done, failed: 0 };
  const task = { filter: everything, formats, folder: at('out') };
  const scope = { id: 1, task, signal: watch.signal, job, report: (patch: object) => Object.assign(job, patch) };
  return exportBoxes(scope as unknown as JobScope, library);
}

const drawing = (className: string, x0: number, difficult = false): NewBox => ({
  ...{ className, difficult, box: { x0, y0: 30, x1: x0 + 51, y1: 97 } },
});

describe('writing', () => {
  beforeEach(() => {
    library.boxes.draw(id('/photos/a.jpg'), [drawing('cat', 10), drawing('007', 100, true)]);
    library.boxes.draw(id('/photos/b.jpg'), [drawing('“dog” & <son>, Ltd', 33.5)]);
    library.boxes.complete([id('/photos/c.jpg')], true);
  });

  test.each(BoxFormat.options)('as %s and reading again draws the same boxes', async (format) => {
    const before = ['/photos/a.jpg', '/photos/b.jpg'].map(drawn);
    const losses = boxLosses(library, library.ids(everything, 'added'), [format]);
    const told = await exported([format]);
    expect(told).toMatch(/^3 boxes of 3 photos written to /);
    for (const path of ['/photos/a.jpg', '/photos/b.jpg'])
      library.boxes.remove(library.boxes.of(id(path), null).drawn.map((one) => one.id));
    expect(await imported(at('out'))).toMatchObject({ photos: 2, boxes: 3, problems: [] });
    const after = ['/photos/a.jpg', '/photos/b.jpg'].map(drawn);
    const losesDifficult = told.includes('"difficult" of an object');
    expect(after).toEqual(
      before.map((boxes) =>
        boxes.map(({ box, difficult, className }) => ({
          ...{ className, difficult: difficult && !losesDifficult },
          box: box.map((edge) => expect.closeTo(edge, 6) as number),
        })),
      ),
    );
    expect(losesDifficult).toBe(losses.length > 0);
  });

  test('goes on after a pause with the photos that are left, and files for all hold all', async () => {
    await exported(['voc', 'coco'], 2);
    expect(readdirSync(at('out')).sort()).toEqual(['c.xml', 'coco.json']);
    library.undo();
    await imported(at('out', 'coco.json'));
    expect(drawn('/photos/a.jpg')).toHaveLength(2);
  });

  test('keeps what is there, under a name of its own', async () => {
    writeFileSync(at('out', 'a.xml'), 'mine');
    await exported(['voc']);
    expect(readdirSync(at('out')).sort()).toEqual(['a (2).xml', 'a.xml', 'b.xml', 'c.xml']);
  });

  test('says before what will be lost', () => {
    const ids = library.ids(everything, 'added');
    expect(boxLosses(library, ids, ['voc', 'coco', 'cvat', 'labelme'])).toEqual([]);
    for (const format of ['yolo', 'createml', 'csv', 'labelstudio', 'iptc', 'mwg'] as const)
      expect(boxLosses(library, ids, [format])).toEqual(['Left out: "difficult" of an object.']);
  });
});
