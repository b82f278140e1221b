import { describe, expect, test } from 'vitest';
import { readCvatMasks, writeCvatMasks } from '../../../../../electron/runner/vision/index.ts';
import { lettersOf } from '../../segmentation/drawn.ts';
import { allPainted, annotationOf } from './drawn.ts';

// Files by hand: what is written is what the format says, and what other programs write is understood.

describe('CVAT', () => {
  const inImage = (shapes: string): string =>
    '<?xml version="1.0"?><annotations><version>1.1</version><meta><job><labels><label><name>sky</name></label>' +
    `</labels></job></meta><image id="3" name="a.jpg" width="4" height="3">${shapes}</image></annotations>`;
  const lettersIn = (shapes: string): string[] =>
    allPainted(readCvatMasks(inImage(shapes))).flatMap(({ map }) => lettersOf(map));

  test('is written as masks within their rectangles', () => {
    const { text } = writeCvatMasks([annotationOf('...', '.ab', '.aa')], {
      as: 'masks',
    });
    expect(text).toContain(
      '<mask label="a" source="manual" occluded="0" rle="0, 1, 1, 2" left="1" top="1" width="2" height="2" z_order="0">',
    );
    expect(text).toContain('rle="0, 1" left="2" top="1" width="1" height="1" z_order="1">');
  });

  test('is written as polygons with what lies in holes on top, and names escaped', () => {
    const annotation = { ...annotationOf('aaa', 'aba', 'aaa'), classes: ['<"&\'>', 'b'] };
    const { text } = writeCvatMasks([annotation], { as: 'polygons' });
    expect(text).toContain("<name>&lt;&quot;&amp;'&gt;</name>");
    expect(text).toContain(
      'label="&lt;&quot;&amp;\'&gt;" source="manual" occluded="0" points="3,0;3,3;0,3;0,0" z_order="0"',
    );
    expect(text).toContain('label="b" source="manual" occluded="0" points="2,1;2,2;1,2;1,1" z_order="1"');
  });

  test('is read from polygons and masks, the highest z_order on top', () => {
    const square = 'points="0.00,0.00;2.00,0.00;2.00,2.00;0.00,2.00"';
    const mask = 'rle="1, 2, 1" left="1" top="1" width="2" height="2"';
    expect(lettersIn(`<polygon label="sky" ${square} z_order="1"/><mask label="sea" ${mask} z_order="0"/>`)).toEqual([
      'aa..',
      'aab.',
      '.b..',
    ]);
    expect(lettersIn(`<polygon label="sky" ${square}/><mask label="sea" ${mask}/>`)).toEqual(['aa..', 'aab.', '.b..']);
  });

  test('says what is left out when it is read, and what XML cannot hold when it is written', () => {
    const points = 'points="0,0;1,0;1,1"';
    const shapes =
      `<polygon label="sky" occluded="1" group_id="2" ${points}><attribute name="wet">1</attribute></polygon>` +
      '<box label="sky" xtl="0" ytl="0" xbr="1" ybr="1"/><tag label="sky"/><tag label="sky"/>';
    expect(readCvatMasks(inImage(shapes).replace('</annotations>', '<track/></annotations>')).losses).toEqual([
      'Left out: <track>.',
      'Left out: "occluded" of a <polygon>.',
      'Left out: "group_id" of a <polygon>.',
      'Left out: attribute "wet" of a <polygon>.',
      'Left out: <box>.',
      'Left out: <tag> (2 times).',
    ]);
    const bell = { ...annotationOf('a'), classes: ['bell\u0007'] };
    expect(writeCvatMasks([bell], { as: 'masks' }).losses).toEqual([
      'Left out: characters of names that XML cannot hold.',
    ]);
    expect(readCvatMasks(writeCvatMasks([bell], { as: 'masks' }).text).classes).toEqual(['bell\uFFFD']);
  });

  test.each([
    ['<polygon label="sky" points="0,0;1,1"/>', 'has fewer than three points.'],
    ['<polygon label="sky" points="0,0;1;2,2"/>', 'has no y.'],
    ['<polygon label="sky"/>', 'a point of "sky" is no number.'],
    ['<polygon points="0,0;1,0;1,1"/>', 'a <polygon> has no label.'],
    ['<mask label="sky" rle="1.5, 2.5" left="0" top="0" width="2" height="2"/>', 'is no whole number.'],
    ['<mask label="sky" rle="4" left="0" top="0" width="2"/>', 'height of "sky" is no number.'],
  ])('%s is refused', (shape, reason) => {
    expect(() => readCvatMasks(inImage(shape))).toThrow(reason);
  });

  test('another document is refused', () => {
    expect(() => readCvatMasks('<annotation/>')).toThrow('the outermost element is <annotation>');
    expect(() => readCvatMasks('<annotations><image width="1" height="1"/></annotations>')).toThrow('has no name');
    expect(() => readCvatMasks('<annotations><image name="a" height="1"/></annotations>')).toThrow('width of "a"');
  });
});
