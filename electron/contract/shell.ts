import { z } from 'zod';
import { command, nothing, query } from './define.ts';
import { LabFile, LabRunId } from './labMethods.ts';
import { GrantId, PhotoId, PictureKind, Sha256, FitMode } from './records.ts';
import { LookId } from './segmentation.ts';

/** What was granted, as the window may show it. */
export const Grant = z.object({
  id: GrantId,
  name: z.string(),
  kind: z.enum(['photos', 'model', 'folder']),
});
export type Grant = z.infer<typeof Grant>;

/** What a shell may ask of the engine besides passing on what its window asks. */
export const engineForShell = {
  /** The user chose these paths in a dialog, dropped them or typed them. .onnx files become grants of kind model. */
  'grants.add': command({
    input: z.object({ paths: z.array(z.string()).min(1).readonly() }),
    output: z.array(Grant).readonly(),
    errors: ['library/path-missing'],
  }),

  /** An existing folder to write an export into. */
  'grants.addFolder': command({
    input: z.object({ path: z.string() }),
    output: Grant,
    errors: ['library/path-missing'],
  }),

  /** The file that holds one picture of a photo, made if it is not there yet. */
  'images.locate': query({
    input: z.object({
      photo: PhotoId,
      kind: PictureKind,
      model: Sha256.nullable(),
      fit: FitMode.nullable(),
    }),
    output: z.object({ path: z.string(), mediaType: z.string(), immutable: z.boolean() }),
    errors: ['library/photo-unknown', 'photo/missing', 'photo/corrupt', 'photo/not-an-image'],
  }),

  /** The file that holds the pixels of a look. */
  'looks.locate': query({
    input: z.object({ look: LookId }),
    output: z.object({ path: z.string(), mediaType: z.string(), immutable: z.boolean() }),
    errors: ['segmentation/look-gone'],
  }),

  /** The file of a picture that the lab made, or is making. */
  'lab.locate': query({
    input: z.object({ run: LabRunId, file: LabFile }),
    output: z.object({ path: z.string(), mediaType: z.string(), immutable: z.boolean() }),
    errors: ['lab/run-gone'],
  }),

  /** The original of a photo, to be revealed in the file manager. */
  'photos.path': query({
    input: z.object({ photo: PhotoId }),
    output: z.object({ path: z.string() }),
    errors: ['library/photo-unknown'],
  }),

  /** Writes what is pending and closes the library. */
  'engine.close': command({ input: nothing, output: nothing }),
};

export type ShellContract = typeof engineForShell;
