export * from './fingerprint.ts';
export * from './fit.ts';
export * from './groups.ts';
export * from './judge.ts';
export * from './labelErrors.ts';
export * from './random.ts';
export * from './split.ts';
export * from './tiling.ts';
export { calibrationOf } from './tally.ts';
export * from './wilson.ts';
export * from './detection/box.ts';
export * from './detection/boxRegression.ts';
export * from './detection/boxTargets.ts';
export * from './detection/evaluateCoco.ts';
export * from './detection/evaluateVoc.ts';
export * from './detection/falsePositives.ts';
export { matchVoc, type ClassMatches, type Matched, type Outcome } from './detection/matchVoc.ts';
export {
  averagePrecision,
  elevenPointPrecision,
  precisionRecall,
  type PrecisionRecall,
} from './detection/precisionRecall.ts';
export * from './detection/proposalRecall.ts';
export * from './detection/proposals.ts';
export * from './detection/rankingPrecision.ts';
export * from './detection/report.ts';
export * from './detection/suppress.ts';
export * from './detection/suppressSoftly.ts';
export type { JudgedPhoto, TruthBox } from './detection/truth.ts';
export * from './segmentation/areas.ts';
export * from './segmentation/boundaryF.ts';
export * from './segmentation/confused.ts';
export * from './segmentation/distance.ts';
export * from './segmentation/labelMap.ts';
export * from './segmentation/outlines.ts';
export * from './segmentation/palette.ts';
export * from './segmentation/polygon.ts';
export * from './segmentation/rasterize.ts';
export { connectedRegions, type Connectivity, type Regions } from './segmentation/regions.ts';
export { compressedRuns, decompressedRuns, maskOfRunLengths, runLengthsOf } from './segmentation/runLengths.ts';
export * from './segmentation/resample.ts';
export * from './segmentation/smallRegions.ts';
export * from './segmentation/strokeShape.ts';
export {
  classAccuracies,
  classIoUs,
  meanClassAccuracy,
  meanIoU,
  meanOf,
  pixelAccuracy,
  segmentationTally,
  tallied,
  type SegmentationTally,
} from './segmentation/tally.ts';
export * from './annotations/boxes/coco.ts';
export * from './annotations/boxes/createMl.ts';
export * from './annotations/boxes/csv.ts';
export * from './annotations/boxes/cvat.ts';
export * from './annotations/boxes/dataYaml.ts';
export * from './annotations/boxes/labelme.ts';
export { readLabelStudioBoxes, writeLabelStudioBoxes } from './annotations/boxes/labelStudio.ts';
export type {
  AnnotatedObject,
  AnnotatedPhoto,
  BoxAnnotation,
  ReadBoxes,
  WrittenBoxes,
} from './annotations/boxes/record.ts';
export * from './annotations/boxes/recognize.ts';
export * from './annotations/boxes/regionLosses.ts';
export * from './annotations/boxes/voc.ts';
export * from './annotations/boxes/yolo.ts';
export * from './annotations/labels/fileNames.ts';
export { numberedFile, readFolderLabels, type FoldedPhoto } from './annotations/labels/folders.ts';
export * from './annotations/labels/formats.ts';
export { labelFormats, type Holds } from './annotations/labels/holds.ts';
export type {
  LabelClass,
  LabelledPhoto,
  LabelSet,
  LabelWriteOptions,
  PlacedFile,
  ReadLabels,
  WholeLabel,
  WrittenLabels,
} from './annotations/labels/record.ts';
export { CsvProblem, csvRows, csvText, type CsvRow } from './annotations/rfc4180.ts';
export * from './annotations/masks/areasCsv.ts';
export * from './annotations/masks/coco.ts';
export * from './annotations/masks/cvat.ts';
export * from './annotations/masks/geoJson.ts';
export * from './annotations/masks/labelme.ts';
export * from './annotations/masks/paint.ts';
export * from './annotations/masks/readCoco.ts';
export * from './annotations/masks/readCvat.ts';
export * from './annotations/masks/record.ts';
export { columnRuns, rowRuns } from './segmentation/ringRuns.ts';
export * from './photographer/agreement.ts';
export * from './photographer/colors.ts';
export * from './photographer/marks.ts';
export * from './photographer/rejection.ts';
export * from './photographer/scaling.ts';
export * from './photographer/setsApart.ts';
export { islandsOf, type PlanePoints } from './likeness/islands.ts';
export { lookalikes, type Sketches } from './likeness/lookalikes.ts';
export { emptySketches, packedSketch, unpackInto } from './likeness/packed.ts';
export { parts, sketchOf, sketchSide, type Sketch } from './likeness/sketch.ts';
