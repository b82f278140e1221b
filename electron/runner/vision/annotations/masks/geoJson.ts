import { connectedRegions } from '../../segmentation/regions.ts';
import { notJudged } from '../../segmentation/labelMap.ts';
import type { Ring } from '../../segmentation/polygon.ts';
import { countLosses, type Losses } from '../losses.ts';
import { fieldsOf, listOf, notReadable, numberOf, optionalFields, parseJson, sideOf, textOf } from '../reading.ts';
import type { MaskAnnotation, OutlineOptions, ReadMasks, Shape, WrittenMasks } from './record.ts';
import { checkedOutlines, ringsOf, shapeLosses } from './writing.ts';

// Outlines in the form of GeoJSON, one file per photo: a feature per region, a polygon with its holes, with `class` and
// `score`. Unlike in GeoJSON, coordinates are pixels of the upright photo from its top left, y downwards; the member
// `photo` says so, and how large the photo is. Rings are closed by their first point and turn as RFC 7946 has it for
// its coordinates: the outer one from x towards y, those of holes against it.
//
// Source: RFC 7946, sections 3.1.6, 3.2, 3.3 and 6.1

const units = 'pixels of the upright photo from its top left, y downwards';

/** What outlines are written with. */
export interface GeoJsonOptions extends OutlineOptions {
  /** [height, width] probability of the class of each pixel; the score of a region is its mean. */
  readonly probabilities?: Float32Array;
}

/** @throws mask/size, mask/class */
export function writeGeoJsonMask(annotation: MaskAnnotation, options: GeoJsonOptions = {}): WrittenMasks {
  const { photo, classes, map } = annotation;
  const outlines = checkedOutlines(annotation, options.tolerancePx ?? 0);
  const scores = options.probabilities ? scoresOf(map, options.probabilities) : [];
  const collection = {
    type: 'FeatureCollection',
    photo: { ...photo, units },
    classes,
    features: outlines.map((outline, region) => ({
      type: 'Feature',
      properties: { class: classes[outline.classIndex], score: scores[region] ?? null },
      geometry: { type: 'Polygon', coordinates: ringsOf(outline).map((ring) => [...ring, ring[0]]) },
    })),
  };
  return { text: `${JSON.stringify(collection)}\n`, losses: shapeLosses([annotation], options) };
}

/** Mean probability of each judged region, in the order of `allOutlinesOf`. */
function scoresOf(map: MaskAnnotation['map'], probabilities: Float32Array): number[] {
  const { regionOf, pixels, classOf } = connectedRegions(map, 4);
  const sums = new Float64Array(pixels.length);
  for (const [at, region] of regionOf.entries()) sums[region] = (sums[region] ?? 0) + (probabilities[at] ?? 0);
  return [...sums]
    .map((sum, region) => sum / (pixels[region] ?? 1))
    .filter((_, region) => classOf[region] !== notJudged);
}

/** @throws annotation/not-readable */
export function readGeoJsonMask(text: string): ReadMasks {
  const losses = countLosses();
  const file = fieldsOf(parseJson(text), 'the file');
  if (file['type'] !== 'FeatureCollection') notReadable('it is no FeatureCollection.');
  const photo = fieldsOf(file['photo'], 'photo');
  if (photo['units'] !== units) notReadable('its coordinates are not said to be pixels of a photo.');
  const features = listOf(file['features'], 'features').flatMap((feature) => readFeature(feature, losses));
  const listed = listOf(file['classes'], 'classes').map((name) => textOf(name, 'a class'));
  const classes = [...new Set([...listed, ...features.map(({ className }) => className)])];
  const shapes = features.map(({ className, surface }) => ({ classIndex: classes.indexOf(className), surface }));
  const size = { width: sideOf(photo['width']), height: sideOf(photo['height']) };
  const drawn = { photo: { file: textOf(photo['file'], 'file of photo'), ...size }, shapes };
  return { classes, photos: [drawn], losses: losses.sentences() };
}

function readFeature(value: unknown, losses: Losses): { className: string; surface: Shape['surface'] }[] {
  const feature = fieldsOf(value, 'a feature');
  const geometry = optionalFields(feature['geometry']);
  const coordinates = listOf(geometry['coordinates'], 'coordinates');
  const kind = typeof geometry['type'] === 'string' ? geometry['type'] : 'none';
  if (kind !== 'Polygon' && kind !== 'MultiPolygon') {
    losses.note(`a feature of geometry "${kind}"`);
    return [];
  }
  const { class: className, ...others } = fieldsOf(feature['properties'], 'properties');
  for (const [name, other] of Object.entries(others)) if (other !== null) losses.note(`"${name}" of a feature`);
  const polygons = (kind === 'Polygon' ? [coordinates] : coordinates).map((polygon) =>
    listOf(polygon, 'a polygon').map(readRing),
  );
  return [{ className: textOf(className, 'class of a feature'), surface: { kind: 'polygons', polygons } }];
}

/** A ring repeats its first point at its end; ours do not. */
function readRing(value: unknown): Ring {
  const points = listOf(value, 'a ring').map((point) => {
    const [x, y] = listOf(point, 'a position');
    return [numberOf(x, 'a coordinate'), numberOf(y, 'a coordinate')] as const;
  });
  const [first, last] = [points[0], points.at(-1)];
  const closed = points.length >= 4 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
  return closed ? points.slice(0, -1) : notReadable('a ring is not closed, or has fewer than three points.');
}
