import { expect, test } from 'vitest';
import {
  boxFileKind,
  writeCocoBoxes,
  writeCreateMlBoxes,
  writeCsvBoxes,
  writeCvatBoxes,
  writeDataYaml,
  writeLabelmeBoxes,
  writeLabelStudioBoxes,
  writeVocBoxes,
  writeYoloBoxes,
  type BoxAnnotation,
} from '../../../../electron/runner/vision/index.ts';

const annotation: BoxAnnotation = {
  photo: { file: 'a.jpg', width: 100, height: 50 },
  objects: [{ className: 'cat', box: { x0: 1, y0: 2, x1: 30, y1: 40 } }],
};

test('a file of boxes is known by its beginning, whatever it is called', () => {
  expect(boxFileKind('x.xml', writeVocBoxes(annotation).text)).toBe('voc');
  expect(
    boxFileKind('x.XML', `\uFEFF<?xml version="1.0"?>\n<!-- <annotations> -->\n${writeVocBoxes(annotation).text}`),
  ).toBe('voc');
  expect(boxFileKind('x.xml', writeCvatBoxes([annotation]).text)).toBe('cvat');
  expect(boxFileKind('x.json', writeCocoBoxes([annotation]).text)).toBe('coco');
  expect(boxFileKind('x.json', writeLabelmeBoxes(annotation).text)).toBe('labelme');
  expect(boxFileKind('x.json', writeCreateMlBoxes([annotation]).text)).toBe('createml');
  expect(boxFileKind('x.json', writeLabelStudioBoxes([annotation]).text)).toBe('labelstudio');
  expect(boxFileKind('x.csv', writeCsvBoxes([annotation]).text)).toBe('csv');
  expect(boxFileKind('x.txt', writeYoloBoxes(annotation, ['cat']).text)).toBe('yolo');
  expect(boxFileKind('x.txt', '')).toBe('yolo');
  expect(boxFileKind('data.yaml', writeDataYaml({ classNames: ['cat'] }))).toBe('yolo-classes');
  expect(boxFileKind('classes.txt', 'cat\ndog\n')).toBe('class-list');
  expect(boxFileKind('a.jpg.xmp', '<?xpacket begin=""?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">')).toBe('xmp');
});

test('a file that is cut off has the format that it began in', () => {
  expect(boxFileKind('x.json', writeCocoBoxes([annotation]).text.slice(0, 60))).toBe('coco');
  expect(boxFileKind('x.xml', '<annotation><object>')).toBe('voc');
  expect(boxFileKind('x.txt', '0 0.5 0.5 oops')).toBe('yolo');
});

test('what is no file of boxes is known as nothing', () => {
  expect(boxFileKind('README.txt', 'Photos of cats.')).toBeNull();
  expect(boxFileKind('train.txt', '000005\n000007\n')).toBeNull();
  expect(boxFileKind('cat_train.txt', '000005 -1\n000007  1\n')).toBeNull();
  expect(boxFileKind('package.json', '{"name":"x"}')).toBeNull();
  expect(boxFileKind('x.xml', '<svg></svg>')).toBeNull();
  expect(boxFileKind('ci.yml', 'jobs: []')).toBeNull();
  expect(boxFileKind('a.jpg', '')).toBeNull();
  expect(boxFileKind('a.xmp', 'no XMP at all')).toBeNull();
});
