import { z } from 'zod';
import {
  Flag,
  Labelling,
  ModelCard,
  NewStroke,
  PhotoBox,
  Rating,
  Sha256,
  StrokeClass,
} from '../../../contract/index.ts';

// A project in a folder: project.json says what it is, its classes and its networks; photos.jsonl has a line for each
// photo, so that a hundred thousand of them are written and read one after the other. All paths are relative and have
// forward slashes.

export const projectFile = 'project.json';
export const photosFile = 'photos.jsonl';
export const photosFolder = 'photos';
export const networksFolder = 'networks';
export const projectVersion = 1;

const ClassNumber = z.int().positive();

export const ProjectClass = z.object({
  /** Its number in the library that it comes from: what photos refer to. */
  id: ClassNumber,
  name: z.string().min(1),
  parent: ClassNumber.nullable(),
  /** Names that networks know it by, besides its own. */
  alsoCalled: z.array(z.string()).readonly(),
});

export const ProjectNetwork = z.object({ hash: Sha256, name: z.string(), file: z.string(), card: ModelCard });

/** A segmenter in the making, without what is painted: that stands with the photos. */
export const ProjectSegmenter = z.object({
  /** Its number in the library that it comes from: what photos refer to. */
  id: z.int().positive(),
  name: z.string(),
  /** The network whose layers describe the pixels. */
  model: Sha256,
  classes: z.array(StrokeClass).readonly(),
});

export const Project = z.object({
  format: z.literal('fovea-project'),
  version: z.int().positive(),
  /** The folder that the paths of photos begin in, where the project was written. */
  root: z.string(),
  photos: z.int().nonnegative(),
  labelling: Labelling,
  classes: z.array(ProjectClass).readonly(),
  networks: z.array(ProjectNetwork).readonly(),
  /** Those with strokes on its photos. */
  segmenters: z.array(ProjectSegmenter).readonly().default([]),
});
export type Project = z.infer<typeof Project>;

/** One line of photos.jsonl. */
export const ProjectPhoto = z.object({
  path: z.string().min(1),
  /** Where the photo itself lies in the project; null: it was not put along. */
  file: z.string().nullable(),
  /** null where it was never read. */
  sha256: Sha256.nullable(),
  bytes: z.int().nonnegative(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Classes that a person gave, in the order of giving. */
  labels: z.array(ClassNumber).readonly(),
  /** Classes that a person called wrong when a network suggested them. */
  rejected: z.array(z.object({ class: ClassNumber, model: Sha256 })).readonly(),
  suggested: z
    .array(
      z.object({
        model: Sha256,
        top: z
          .array(z.object({ class: z.string(), index: z.int().nonnegative(), probability: z.number().min(0).max(1) }))
          .readonly(),
      }),
    )
    .readonly(),
  rating: Rating.nullable(),
  flag: Flag.nullable(),
  /** In pixels of the upright photo. */
  boxes: z.array(z.object({ class: z.string(), box: PhotoBox, difficult: z.boolean() })).readonly(),
  /** By segmenter, in the order in which they were painted, in pixels of the upright photo. */
  strokes: z
    .array(z.object({ segmenter: z.int().positive(), strokes: z.array(NewStroke).readonly() }))
    .readonly()
    .default([]),
  /** Every thing on it is drawn. */
  complete: z.boolean(),
});
export type ProjectPhoto = z.infer<typeof ProjectPhoto>;
