import { describe, expect, test } from 'vitest';
import { readGeoJsonMask, writeGeoJsonMask } from '../../../../../electron/runner/vision/index.ts';
import { lettersOf } from '../../segmentation/drawn.ts';
import { allPainted, annotationOf, json, pointsOf } from './drawn.ts';

// Files by hand: what is written is what the format says, and what other programs write is understood.

describe('GeoJSON', () => {
  const annotation = annotationOf('aaa', 'aba', 'aaa');

  test('is written with closed rings, holes, and the mean probability of each region', () => {
    const probabilities = Float32Array.of(1, 1, 1, 1, 0.25, 1, 1, 1, 0);
    expect(JSON.parse(writeGeoJsonMask(annotation, { probabilities }).text)).toMatchObject({
      type: 'FeatureCollection',
      photo: { file: 'a.jpg', width: 3, height: 3, units: expect.stringContaining('pixels') as string },
      classes: ['a', 'b', 'c'],
      features: [
        {
          ...{ type: 'Feature', properties: { class: 'a', score: 0.875 } },
          geometry: {
            type: 'Polygon',
            coordinates: [pointsOf('3,0 3,3 0,3 0,0 3,0'), pointsOf('2,2 2,1 1,1 1,2 2,2')],
          },
        },
        { properties: { class: 'b', score: 0.25 } },
      ],
    });
    expect(writeGeoJsonMask(annotation).text).toContain('"score":null');
  });

  test('counts only judged regions when it gives them scores', () => {
    const { text } = writeGeoJsonMask(annotationOf('.b'), { probabilities: Float32Array.of(0.5, 0.75) });
    expect(text).toContain('"class":"b","score":0.75');
  });

  const changed = (change: (file: Record<string, unknown>) => void): string => {
    const file = JSON.parse(writeGeoJsonMask(annotation).text) as Record<string, unknown>;
    change(file);
    return json(file);
  };

  test('is read with polygons of several parts, and says what is left out', () => {
    const square = (x: number) => [
      [
        [x, 0],
        [x + 1, 0],
        [x + 1, 1],
        [x, 1],
        [x, 0],
      ],
    ];
    const text = changed((file) => {
      file['features'] = [
        {
          ...{ type: 'Feature', properties: { class: 'new', score: 0.5, note: 'x' } },
          geometry: { type: 'MultiPolygon', coordinates: [square(0), square(2)] },
        },
        { type: 'Feature', properties: { class: 'a' }, geometry: { type: 'Point', coordinates: [0, 0] } },
        { type: 'Feature', properties: { class: 'a' }, geometry: null },
      ];
    });
    const read = readGeoJsonMask(text);
    expect(read.classes).toEqual(['a', 'b', 'c', 'new']);
    expect(lettersOf(allPainted(read)[0]!.map)).toEqual(['d.d', '...', '...']);
    expect(read.losses).toEqual([
      'Left out: "score" of a feature.',
      'Left out: "note" of a feature.',
      'Left out: a feature of geometry "Point".',
      'Left out: a feature of geometry "none".',
    ]);
  });

  test.each([
    ['an open ring', [pointsOf('0,0 1,0 1,1 0,1')], 'a ring is not closed'],
    ['a ring of two points', [pointsOf('0,0 1,0 0,0')], 'a ring is not closed'],
    ['a position of one number', [[[0], [1], [2], [0]]], 'a coordinate is no number.'],
  ])('%s is refused', (_, coordinates, reason) => {
    const text = changed((file) => {
      file['features'] = [{ properties: { class: 'a' }, geometry: { type: 'Polygon', coordinates } }];
    });
    expect(() => readGeoJsonMask(text)).toThrow(reason);
  });

  test('of maps, in degrees, is refused', () => {
    expect(() => readGeoJsonMask(json({ type: 'FeatureCollection', photo: {}, features: [] }))).toThrow('not said');
    expect(() => readGeoJsonMask(json({ type: 'Feature' }))).toThrow('no FeatureCollection');
  });
});
