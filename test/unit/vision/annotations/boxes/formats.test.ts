import { describe, expect, test } from 'vitest';
import {
  readCocoBoxes,
  readCreateMlBoxes,
  readCsvBoxes,
  readCvatBoxes,
  readLabelmeBoxes,
  readVocBoxes,
  readYoloBoxes,
  writeCocoBoxes,
  writeCreateMlBoxes,
  writeCsvBoxes,
  writeVocBoxes,
  writeYoloBoxes,
  type BoxAnnotation,
  type ReadBoxes,
} from '../../../../../electron/runner/vision/index.ts';

const photo = { file: 'a.jpg', width: 100, height: 80 };
const whole = { x0: 0, y0: 0, x1: 100, y1: 80 };
const annotation: BoxAnnotation = { photo, objects: [{ className: 'dog', box: whole }] };

describe('Pascal VOC', () => {
  const voc = (object: string, more = ''): string =>
    `<annotation><filename>a.jpg</filename><size><width>100</width><height>80</height></size>${more}
     <object><name>\n dog \n</name>${object}</object></annotation>`;
  const corners = '<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>100</xmax><ymax>80</ymax></bndbox>';

  test('counts pixels from 1 and includes the last one', () => {
    expect(readVocBoxes(voc(corners)).annotations).toEqual([annotation]);
    expect(writeVocBoxes(annotation).text).toContain('<xmin>1</xmin><ymin>1</ymin><xmax>100</xmax><ymax>80</ymax>');
  });

  test('counts edges from 0 when asked to', () => {
    const edges = '<bndbox><xmin>0</xmin><ymin>0</ymin><xmax>100</xmax><ymax>80</ymax></bndbox>';
    expect(readVocBoxes(voc(edges), 0).annotations).toEqual([annotation]);
  });

  test('corners may stand in any order, and the larger one first', () => {
    const mixed = '<bndbox><ymax>1</ymax><xmax>100</xmax><xmin>1</xmin><ymin>80</ymin></bndbox>';
    expect(readVocBoxes(voc(mixed)).annotations).toEqual([annotation]);
  });

  test('marks and poses are kept, no and Unspecified are silence', () => {
    const said = '<pose>Left</pose><truncated>1</truncated><difficult>0</difficult><occluded>1</occluded>';
    const [object] = readVocBoxes(voc(said + corners)).annotations[0]!.objects;
    expect(object).toEqual({ className: 'dog', box: whole, pose: 'Left', truncated: true, occluded: true });
    const unsaid = '<pose>Unspecified</pose><truncated>0</truncated>';
    expect(readVocBoxes(voc(unsaid + corners)).annotations).toEqual([annotation]);
  });

  test('what is not understood is named, with how often', () => {
    const part = '<part><name>head</name></part>';
    expect(readVocBoxes(voc(part + part + corners, '<source><image>flickr</image></source>')).losses).toEqual([
      'Left out: <source> of <annotation>.',
      'Left out: <part> of <object> (2 times).',
    ]);
    expect(readVocBoxes(voc('<polygon/>')).losses).toContain('Left out: an object without a box.');
  });
});

test('COCO: ids need not follow on one another, and order is that of the lists', () => {
  const text = JSON.stringify({
    info: { year: 2017 },
    images: [
      { id: 139, file_name: 'b.jpg', width: 10, height: 20, coco_url: 'elsewhere' },
      { id: 7, file_name: 'a.jpg', width: 100, height: 80, license: null },
    ],
    annotations: [
      { id: 5, image_id: 7, category_id: 90, bbox: [0, 0, 100, 80], area: 123, iscrowd: 0, segmentation: [] },
      { id: 4, image_id: 7, category_id: 3, bbox: [1, 2, 3, 4], iscrowd: 1, segmentation: { counts: 'x' }, score: 0.5 },
      { id: 6, image_id: 8, category_id: 3, bbox: [1, 2, 3, 4] },
      { id: 7, image_id: 7, category_id: 3 },
    ],
    categories: [
      { id: 90, name: 'dog' },
      { id: 3, name: 'cat', supercategory: 'animal' },
    ],
  });
  expect(readCocoBoxes(text)).toEqual({
    annotations: [
      { photo: { file: 'b.jpg', width: 10, height: 20 }, objects: [] },
      {
        photo,
        objects: [
          { className: 'dog', box: whole },
          { className: 'cat', box: { x0: 1, y0: 2, x1: 4, y1: 6 }, crowd: true, score: 0.5 },
        ],
      },
    ],
    classNames: ['dog', 'cat'],
    losses: [
      'Left out: "info" of the file.',
      'Left out: "coco_url" of an image.',
      'Left out: "supercategory" of a category.',
      'Left out: "segmentation" of an annotation.',
      'Left out: an annotation of an image that is not listed.',
      'Left out: an annotation without a box.',
    ],
  });
});

describe('YOLO', () => {
  test('shares of the photo become pixels', () => {
    const text = '1 0.5 0.5 1 1\r\n\r\n0 0.25 0.25 0.1 0.5 0.75\r\n';
    expect(readYoloBoxes(text, photo, ['cat', 'dog']).annotations).toEqual([
      {
        photo,
        objects: [
          { className: 'dog', box: whole },
          { className: 'cat', box: { x0: 20, y0: 0, x1: 30, y1: 40 }, score: 0.75 },
        ],
      },
    ]);
    expect(writeYoloBoxes(annotation, ['cat', 'dog']).text).toBe('1 0.5 0.5 1 1\n');
  });

  test('an outline becomes its extent, and the rest of it is named as lost', () => {
    const { annotations, losses } = readYoloBoxes('0 0.1 0.5 0.9 0.25 0.5 1', photo, ['dog']);
    expect(annotations[0]!.objects).toEqual([{ className: 'dog', box: { x0: 10, y0: 20, x1: 90, y1: 80 } }]);
    expect(losses).toEqual(['Left out: the outline of an object, all but its extent.']);
  });

  test('a photo of unknown size is not written', () => {
    const { text, losses } = writeYoloBoxes({ ...annotation, photo: { ...photo, width: 0 } }, ['dog']);
    expect([text, losses]).toEqual(['', ['Left out: an object of a photo whose size is not known.']]);
  });
});

test('CVAT: boxes and declared classes are read, other shapes named as lost', () => {
  const text = `<?xml version="1.0" encoding="utf-8"?>
    <annotations><version>1.1</version>
      <meta><task><labels><label><name>cat</name></label><label><name>dog</name></label></labels></task></meta>
      <image id="3" name="a.jpg" width="100" height="80">
        <box label="dog" occluded="1" xtl="0.00" ytl="0.00" xbr="100.00" ybr="80.00" z_order="0" rotation="30">
          <attribute name="difficult">true</attribute><attribute name="fur">brown</attribute></box>
        <polygon label="cat" points="1,2;3,4;5,6"/><tag label="cat"/>
      </image>
      <track id="0" label="dog"/>
    </annotations>`;
  expect(readCvatBoxes(text)).toEqual({
    annotations: [{ photo, objects: [{ className: 'dog', box: whole, occluded: true, difficult: true }] }],
    classNames: ['cat', 'dog'],
    losses: [
      'Left out: attribute "fur" of a box.',
      'Left out: "rotation" of a box.',
      'Left out: <polygon>.',
      'Left out: <tag>.',
      'Left out: <track>.',
    ],
  });
});

test('labelme: two corners in any order or all four, other shapes and flags named as lost', () => {
  const shape = (more: object) => ({ label: 'dog', shape_type: 'rectangle', flags: {}, ...more });
  const text = JSON.stringify({
    flags: { sharp: true, dark: false },
    shapes: [
      shape({
        points: [
          [100, 0],
          [0, 80],
        ],
      }),
      shape({
        points: [
          [0, 0],
          [100, 0],
          [100, 80],
          [0, 80],
        ],
        score: 0.5,
        difficult: true,
      }),
      shape({ shape_type: 'polygon', points: [] }),
      shape({
        points: [
          [0, 0],
          [100, 80],
        ],
        group_id: 4,
        flags: { truncated: true, wet: true },
      }),
    ],
    imagePath: 'a.jpg',
    imageData: null,
    imageWidth: 100,
    imageHeight: 80,
  });
  const dog = { className: 'dog', box: whole };
  expect(readLabelmeBoxes(text)).toEqual({
    annotations: [{ photo, objects: [dog, { ...dog, score: 0.5, difficult: true }, { ...dog, truncated: true }] }],
    classNames: ['dog'],
    losses: [
      'Left out: flag "sharp" of the photo.',
      'Left out: a shape of type polygon.',
      'Left out: flag "wet" of a shape.',
      'Left out: "group_id" of a shape.',
    ],
  });
});

test('Create ML: x and y are the center', () => {
  const [entry] = JSON.parse(writeCreateMlBoxes([annotation]).text) as unknown[];
  expect(entry).toEqual({
    image: 'a.jpg',
    annotations: [{ label: 'dog', coordinates: { x: 50, y: 40, width: 100, height: 80 } }],
  });
  expect(readCreateMlBoxes(JSON.stringify([entry])).annotations[0]!.objects).toEqual(annotation.objects);
});

describe('CSV', () => {
  test('lines end in CRLF and quotes are doubled, as RFC 4180 has it', () => {
    const quoted = { className: 'big, "old" dog', box: whole, score: 0.5 };
    expect(
      writeCsvBoxes([
        { photo, objects: [quoted] },
        { photo: { ...photo, file: 'b.jpg' }, objects: [] },
      ]).text,
    ).toBe('path,label,x1,y1,x2,y2,score\r\na.jpg,"big, ""old"" dog",0,0,100,80,0.5\r\nb.jpg,,,,,,\r\n');
  });

  test('columns stand in any order, objects of one photo anywhere', () => {
    const text = '\uFEFFlabel,path,y2,x2,y1,x1,who\ndog,a.jpg,80,100,0,0,me\ncat,b.jpg,,,,,\n\ndog,a.jpg,1,1,0,0,me';
    const { annotations, losses } = readCsvBoxes(text);
    expect(annotations.map(({ photo: { file }, objects }) => [file, objects.length])).toEqual([
      ['a.jpg', 2],
      ['b.jpg', 0],
    ]);
    expect(annotations[0]!.objects[0]).toEqual({ className: 'dog', box: whole });
    expect(losses).toEqual(['Left out: column "who".', 'Left out: a label without a box.']);
  });
});

test('a mark that is denied is no loss, and is read back as absent', () => {
  const denied = { ...annotation, objects: [{ className: 'dog', box: whole, difficult: false, crowd: false }] };
  expect(writeVocBoxes(denied).losses).toEqual([]);
  expect(writeCsvBoxes([denied]).losses).toEqual([]);
  expect(readVocBoxes(writeVocBoxes(denied).text).annotations).toEqual([annotation]);
  expect(writeCocoBoxes([denied])).toEqual(writeCocoBoxes([annotation]));
});

const coco = (more: object): string =>
  JSON.stringify({ images: [{ id: 1, file_name: 'a' }], categories: [{ id: 1, name: 'dog' }], ...more });
const header = 'path,label,x1,y1,x2,y2\n';

const refused: [string, () => ReadBoxes, string][] = [
  ['another XML file', () => readVocBoxes('<svg/>'), 'not <annotation>'],
  ['a VOC object without name', () => readVocBoxes('<annotation><object/></annotation>'), 'an object has no name'],
  [
    'a VOC corner without number',
    () => readVocBoxes('<annotation><object><name>dog</name><bndbox/></object></annotation>'),
    'xmin of "dog" is no number',
  ],
  ['text that is not JSON', () => readCocoBoxes('{'), 'this is not JSON'],
  ['a list where a record should be', () => readCocoBoxes('[]'), 'the file is no record'],
  ['a COCO image without name', () => readCocoBoxes('{"images":[{"id":1}]}'), 'file_name of an image is no text'],
  [
    'two COCO images of one id',
    () => readCocoBoxes('{"images":[{"id":1,"file_name":"a"},{"id":1,"file_name":"b"}]}'),
    'two images have the same id',
  ],
  [
    'a COCO annotation of no category',
    () => readCocoBoxes(coco({ annotations: [{ image_id: 1, category_id: 9 }] })),
    'category that is not listed',
  ],
  [
    'a COCO box of three numbers',
    () => readCocoBoxes(coco({ annotations: [{ image_id: 1, category_id: 1, bbox: [1, 2, 3] }] })),
    'bbox of "dog" has 3 numbers',
  ],
  ['a YOLO class without name', () => readYoloBoxes('\n3 .5 .5 1 1', photo, ['dog']), 'line 2 is of class 3'],
  ['a YOLO line of four numbers', () => readYoloBoxes('0 .5 .5 1', photo, ['dog']), 'line 1 has 4 numbers'],
  ['a YOLO outline without its last y', () => readYoloBoxes('0 0 0 1 0 1 1 0', photo, ['dog']), 'has 8 numbers'],
  ['a YOLO line with a word', () => readYoloBoxes('dog .5 .5 1 1', photo, ['dog']), '"dog" in line 1 is no number'],
  ['another XML file for CVAT', () => readCvatBoxes('<annotation/>'), 'not <annotations>'],
  [
    'a CVAT box without edge',
    () => readCvatBoxes('<annotations><image name="a"><box label="dog"/></image></annotations>'),
    'xtl of "dog" is no number',
  ],
  ['a labelme file without photo', () => readLabelmeBoxes('{"shapes":[]}'), 'imagePath is no text'],
  [
    'a labelme rectangle of one point',
    () => readLabelmeBoxes('{"imagePath":"a","shapes":[{"label":"b","shape_type":"rectangle","points":[[1,2]]}]}'),
    'the rectangle of "b" has 1 points',
  ],
  ['a Create ML box in words', () => readCreateMlBoxes('[{"image":"a","annotations":[{"label":"b"}]}]'), 'of "b"'],
  ['a CSV file without boxes', () => readCsvBoxes('path,label\na,b'), 'no column "x1"'],
  ['a CSV file of nothing', () => readCsvBoxes(''), 'no column "path"'],
  ['a CSV edge in words', () => readCsvBoxes(`${header}a,b,1,2,three,4`), 'x2 in line 2 is no number'],
  [
    'a CSV quote out of place',
    () => readCsvBoxes(`${header}a,"b"c,1,2,3,4`),
    'in line 2 after the closing quote comes "c"',
  ],
  [
    'a CSV quote never closed',
    () => readCsvBoxes(`${header}a,"b,1,2,3,4`),
    'in line 2 a quote is opened and never closed',
  ],
];

test.each(refused)('%s is refused in words', (_, read, words) => {
  expect(read).toThrow(words);
  expect(read).toThrow(expect.objectContaining({ code: 'annotation/not-readable' }));
});
