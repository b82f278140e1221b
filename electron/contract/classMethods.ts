import { z } from 'zod';
import { command, nothing, query } from './define.ts';
import { Flag, Rating } from './photoRecords.ts';
import { EditHistory, PhotoId } from './records.ts';

/** The number of a class: it stays when the class is renamed, moved or merged. */
export const ClassId = z.int().positive();
export type ClassId = z.infer<typeof ClassId>;

/** single: a label takes the place of the one before · several: a photo may carry any number of classes. */
export const Labelling = z.enum(['single', 'several']);
export type Labelling = z.infer<typeof Labelling>;

/** A class on the shelf: one that a person made, or gave to a photo or a box. */
export const LibraryClass = z.object({
  id: ClassId,
  name: z.string(),
  /** The class it lies below; null: none. */
  parent: ClassId.nullable(),
  /** Photos that a person gave it to, and boxes of it. */
  photos: z.int().nonnegative(),
  boxes: z.int().nonnegative(),
  /** Names that networks and merged classes know it by, besides its own. */
  alsoCalled: z.array(z.string()).readonly(),
});
export type LibraryClass = z.infer<typeof LibraryClass>;

const ClassName = z.string().trim().min(1).max(200);
const photos = z.array(PhotoId).min(1).readonly();

/** Classes of the library, and what a person says of photos besides. Each command is one undo step. */
export const classMethods = {
  /** In the order of the shelf, each class right after those it lies below and beside. */
  'classes.list': query({
    input: nothing,
    output: z.object({ labelling: Labelling, classes: z.array(LibraryClass).readonly() }),
  }),

  /** Puts a class on the shelf before it has a photo. */
  'classes.add': command({
    input: z.object({ name: ClassName, parent: ClassId.nullable() }),
    output: z.object({ class: ClassId, history: EditHistory }),
    errors: ['classes/taken', 'classes/unknown'],
  }),

  /** Labels, boxes and suggestions keep their class; what it is called is another. */
  'classes.rename': command({
    input: z.object({ class: ClassId, name: ClassName }),
    output: EditHistory,
    errors: ['classes/taken', 'classes/unknown'],
  }),

  /** What was of one of `from` is of `into` from now on, also what networks suggest. */
  'classes.merge': command({
    input: z.object({ from: z.array(ClassId).min(1).readonly(), into: ClassId }),
    output: EditHistory,
    errors: ['classes/unknown', 'classes/loop'],
  }),

  /** Below `parent`, right before another class or at the end. */
  'classes.move': command({
    input: z.object({ class: ClassId, parent: ClassId.nullable(), before: ClassId.nullable() }),
    output: EditHistory,
    errors: ['classes/unknown', 'classes/loop'],
  }),

  /** Takes a class off the shelf with its labels and boxes; those below it move up to where it was. */
  'classes.remove': command({
    input: z.object({ classes: z.array(ClassId).min(1).readonly() }),
    output: EditHistory,
    errors: ['classes/unknown'],
  }),

  /** Whether photos carry one class or several. From several to one, photos keep what they have. */
  'classes.labelling': command({ input: z.object({ labelling: Labelling }), output: EditHistory }),

  /** Gives photos a class besides those they have, or takes it away. */
  'library.tag': command({
    input: z.object({ photos, className: ClassName, on: z.boolean() }),
    output: EditHistory,
  }),

  'library.rate': command({ input: z.object({ photos, rating: Rating.nullable() }), output: EditHistory }),
  'library.flag': command({ input: z.object({ photos, flag: Flag.nullable() }), output: EditHistory }),
};

export const classEvents = {
  /** Classes of the shelf came, went, or are called otherwise. */
  'classes.changed': z.object({}),
};
