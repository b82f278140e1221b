/**
 * Everything that can go wrong and that a person can act on, except `graph/*` (electron/compiler/graph/errors.ts).
 * A sentence says what happened, with {holes} for the facts; a remedy says what to do next. docs/errors.md is
 * generated from here.
 */
export const catalogue = {
  'engine/unexpected': {
    sentence: 'Something went wrong inside Fovea: {reason}',
    remedy: 'Try again. If it comes back, copy the report from Settings and send it with the steps that led here.',
  },
  'engine/bad-request': {
    sentence: 'The request "{method}" was not understood: {reason}',
    remedy: 'Reload the window so that it matches the running engine.',
  },
  'engine/stopped': { sentence: 'Stopped.', remedy: 'Start it again to go on with what is left.' },
  'engine/gone': {
    sentence: 'The connection to the engine was lost.',
    remedy: 'A window starts it again by itself and goes on; at the command line, run the command once more.',
  },
  'runner/crashed': {
    sentence: 'The computing process ended unexpectedly ({reason}).',
    remedy: 'Fovea starts it again by itself. If it keeps ending, choose the CPU in the device panel.',
  },
  'runner/no-device': {
    sentence: 'The device "{device}" cannot run networks here: {reason}',
    remedy: 'Choose another device; the CPU always works.',
  },
  'library/grant-unknown': {
    sentence: 'Fovea was not given those files in this session.',
    remedy: 'Drop them on the window or choose them again.',
  },
  'library/path-missing': {
    sentence: 'There is nothing at "{path}".',
    remedy: 'Check the spelling, and that the disk it is on is connected.',
  },
  'library/photo-unknown': {
    sentence: 'Photo {photo} is not in the library.',
    remedy: 'It may have been removed. Undo brings it back.',
  },
  'library/damaged': {
    sentence: 'The library database is damaged: {reason}',
    remedy: 'Fovea kept it at "{kept}" and opened the newest good backup, from {backup}.',
  },
  'library/locked': {
    sentence: 'Another Fovea is using this library (process {pid}).',
    remedy: 'Close it first, or set FOVEA_DATA_DIR to use another library.',
  },
  'library/newer': {
    sentence: 'This library was written by a newer Fovea (version {found}, this one knows {known}).',
    remedy: 'Install the newer Fovea; nothing was changed.',
  },
  'classes/unknown': {
    sentence: 'There is no such class any more.',
    remedy: 'It may have been merged or removed. Undo brings it back.',
  },
  'classes/taken': {
    sentence: 'There is a class “{className}” already.',
    remedy: 'Merge the two if they are one, or choose another name.',
  },
  'classes/loop': {
    sentence: 'A class cannot be put into itself or into one below it.',
    remedy: 'Choose another class.',
  },
  'find/no-features': {
    sentence: 'No network has looked at these photos yet.',
    remedy: 'Choose “Look at all photos”; a thousand photos take a minute or less.',
  },
  'find/too-few': {
    sentence: 'There are too few photos for this: {have} of at least {need}.',
    remedy: 'Add photos or labels: a search for wrong labels asks for two classes of three photos each.',
  },
  'find/unknown': {
    sentence: 'That search is not kept any more.',
    remedy: 'Search again.',
  },
  'keywords/broken-xmp': {
    sentence: 'The keywords of this photo cannot be read: {reason}.',
    remedy: 'Open the sidecar in the program that wrote it and save it again. Fovea changes nothing in it until then.',
  },
  'keywords/not-kept': {
    sentence: 'Writing would have lost something that another program said ({what}), so nothing was written.',
    remedy: 'Send the sidecar with a report from Settings. Until then, write into another place.',
  },
  'keywords/changed-since': {
    sentence: 'Another program has changed “{file}” since Fovea read it, so it was left as it is.',
    remedy: 'Choose “Read keywords again”, then write once more.',
  },
  'keywords/name-too-long': {
    sentence: 'The name “{file}” is longer than this disk allows.',
    remedy: 'Give the photo a shorter name.',
  },
  'keywords/not-read-back': {
    sentence: 'The disk gave back other bytes for “{file}” than were written.',
    remedy: 'Check the disk. What stood in the file before is kept in the data folder.',
  },
  'keywords/no-place': {
    sentence: 'Keywords cannot be written into this photo: {reason}.',
    remedy: 'Write them into sidecars.',
  },
  'keywords/not-written': {
    sentence: 'The photo was not written: {reason}',
    remedy: 'Write its keywords into a sidecar. The photo is as it was.',
  },
  'keywords/no-copy': {
    sentence: 'The copy that would be put back for “{file}” is gone from the data folder.',
    remedy: 'Write the keywords again.',
  },
  'keywords/no-branch': {
    sentence: 'No photo has a keyword “{branch}”.',
    remedy: 'Choose another branch, or read the keywords again.',
  },
  'keywords/bad-list': {
    sentence: 'Line {line} of the list is not “path,keyword”: {reason}',
    remedy: 'Write a first line “path,keyword”, then one line for each keyword of a photo.',
  },
  'watch/no-folder': {
    sentence: '"{path}" is not a folder that can be watched.',
    remedy: 'Choose a folder; the photos in it come into the library by themselves.',
  },
  'card/gone': {
    sentence: 'There is nothing at "{path}" any more.',
    remedy: 'Put the card in again, or connect the camera, and choose Resume: it goes on with what is missing.',
  },
  'card/copy-differs': {
    sentence: 'The copy of "{file}" is not what was read from the card, so it was thrown away.',
    remedy: 'Import from the card again. If it comes back, check the disk and the card reader.',
  },
  'job/unknown': { sentence: 'There is no job {job}.', remedy: 'It may have been cleared from the list.' },
  'photo/missing': {
    sentence: 'The file is not there any more.',
    remedy: 'Connect the disk it is on, or remove the photo from the library.',
  },
  'photo/denied': {
    sentence: 'The file may not be read.',
    remedy: 'Give your user permission to read it, then try again.',
  },
  'photo/empty': { sentence: 'The file is empty.', remedy: 'Copy it again from where it came.' },
  'photo/not-an-image': {
    sentence: 'This is not an image that Fovea knows ({format}).',
    remedy: 'Convert it to JPEG, PNG, TIFF, WebP or AVIF.',
  },
  'photo/corrupt': {
    sentence: 'The image is damaged: {reason}',
    remedy: 'Copy it again from the camera or a backup.',
  },
  'photo/too-large': {
    sentence: 'The image would be {megapixels} megapixels, more than the limit of {limit}.',
    remedy: 'Make a smaller copy. The limit protects the machine from files made to exhaust it.',
  },
  'photo/too-slow': {
    sentence: 'Decoding took longer than {seconds} s and was given up.',
    remedy: 'Make a smaller copy or convert it to JPEG.',
  },
  'photo/no-preview': {
    sentence: 'Fovea cannot decode {format}, and the file carries no preview.',
    remedy: 'Export it as JPEG, or let the camera write JPEG beside it.',
  },
  'model/none': {
    sentence: 'There is no model yet.',
    remedy: 'Open Models: download one from the catalogue, or drop an .onnx file on the window.',
  },
  'model/unknown': {
    sentence: 'There is no model "{model}".',
    remedy: 'See the names with "fovea models list" or on the Models page.',
  },
  'model/not-onnx': {
    sentence: '"{file}" is not an ONNX network: {reason}',
    remedy: 'Export the network again as a single .onnx file.',
  },
  'model/unsupported': {
    sentence: '"{model}" cannot be used for this: {reason}',
    remedy: 'Choose another model, or correct its card on the Models page.',
  },
  'model/bad-card': {
    sentence: 'The card of "{model}" does not fit its network: {reason}',
    remedy: 'Correct the card on the Models page.',
  },
  'model/duplicate': {
    sentence: 'This network is on the shelf already, as "{model}".',
    remedy: 'Use that one.',
  },
  'download/unreachable': {
    sentence: 'No mirror of "{model}" could be reached: {reason}',
    remedy: 'Check the internet connection and press Download again; what has arrived is kept.',
  },
  'download/wrong-bytes': {
    sentence: 'What arrived for "{model}" is not the published file (its SHA-256 differs).',
    remedy: 'Nothing of it was kept. Try again later: the mirror may be serving another version.',
  },
  'disk/full': {
    sentence: 'The disk is full: "{path}" could not be written.',
    remedy: 'Free some space and start again; what was done is kept.',
  },
  'disk/denied': {
    sentence: '"{path}" may not be written.',
    remedy: 'Choose another folder, or give your user permission to write there.',
  },
  'training/one-class': {
    sentence: 'There is only one class, "{className}": nothing to tell it from.',
    remedy: 'Add a folder of photos that are something else.',
  },
  'training/no-class': {
    sentence: 'No photo in "{path}" has a class.',
    remedy: 'Put the photos into one folder per class, or label some in the library.',
  },
  'training/too-few': {
    sentence: 'The class "{className}" has too few usable photos: {count}, and {needed} are needed.',
    remedy: 'Add photos to it, or take the class out.',
  },
  'training/no-test': {
    sentence: 'No photo can be set aside to judge by: the photos of each class are one scene.',
    remedy: 'Add photos that were taken at another time, or a folder "test" with photos of its own.',
  },
  'training/nothing-readable': {
    sentence: 'None of the {count} files could be read as a photo; the first: {reason}',
    remedy: 'Check that these are photos, and that the disk they are on is healthy.',
  },
  'photographers/unknown': {
    sentence: 'There is no network for photographers "{model}" here.',
    remedy: 'Choose one of the list, or learn it again.',
  },
  'photographers/no-names': {
    sentence: 'No photo in "{path}" says {what}.',
    remedy: 'Learn from one folder per photographer, or write the names into the photos first.',
  },
  'photographers/one-shoot': {
    sentence:
      'All photos of "{className}" are of one shoot, so nothing would say whether it was recognized or the shoot.',
    remedy: 'Add photos that they took another day or elsewhere.',
  },
  'lab/no-gradient': {
    sentence: '"{model}" has an operator without a gradient: {op}, in "{node}".',
    remedy: 'Choose a layer behind it, or a method that needs no gradient: occlusion, activations, top patches.',
  },
  'lab/no-layer': {
    sentence: '"{model}" has no layer "{layer}" that could be looked into.',
    remedy: 'Choose one of the layers that the Lab lists.',
  },
  'lab/unfit': {
    sentence: 'That cannot be made: {reason}',
    remedy: 'Choose another photo, network or setting.',
  },
  'lab/not-indexed': {
    sentence: 'Nobody has looked yet for what excites the units of "{layer}" most.',
    remedy: 'Let Fovea look through the library for this network, in the Lab under Top patches.',
  },
  'lab/run-gone': {
    sentence: 'That result is not kept any more.',
    remedy: 'Make it again; its settings are in every picture that was saved of it.',
  },
  'lab/photo-gone': {
    sentence: 'The photo "{name}" of this recipe is not among the photos that were given.',
    remedy: 'Name it with --photos, or import it: it must be the same file, whatever it is called now.',
  },
  'lab/no-recipe': {
    sentence: '"{file}" holds no recipe: {reason}',
    remedy: 'Choose a PNG that was saved in the Lab and not changed by another program since.',
  },
  'training/not-trainable': {
    sentence: '"{model}" cannot be trained that deep: {reason}',
    remedy: 'Train fewer layers or the head only, or choose another model.',
  },
  'training/diverged': {
    sentence: 'The loss became {loss} at step {step}.',
    remedy: 'Lower the learning rate (now {learningRate}); the best weights up to there were kept.',
  },
  'training/changed': {
    sentence: 'Photos of this run are gone or not what they were: {count}, the first "{path}".',
    remedy: 'Put the originals back and try again, or start a new run with the photos as they are.',
  },
  'training/no-shared-class': {
    sentence: 'No class of the model "{model}" has the name of a folder there.',
    remedy: 'Name the folders as the classes are named; "fovea models show" lists them.',
  },
  'training/bad-csv': {
    sentence: 'Line {line} of "{file}" was not understood: {reason}',
    remedy: 'Write a header "path,label" (or "path,label,split") and one photo per line.',
  },
  'training/csv-paths': {
    sentence: 'None of the {count} photos that "{file}" names was found; the first was looked for at "{path}".',
    remedy:
      'Relative paths begin at the folder of the list. A list that was sent from a browser is a copy without its folder: type its path instead, or write whole paths into it.',
  },
  'training/dataset-unknown': {
    sentence: 'There is no dataset {dataset}.',
    remedy: 'It may have been removed. Drop the folder again.',
  },
  'training/lesson-unknown': {
    sentence: 'There is no lesson "{lesson}".',
    remedy: 'See the lessons on the Train page, or list them with "npx fovea lessons".',
  },
  'training/run-unknown': {
    sentence: 'There is no run {run}.',
    remedy: 'See the runs on the Train page, or in the folder "runs" of the data folder.',
  },
  'training/run-busy': {
    sentence: 'The run {run} is under way already, in process {pid}.',
    remedy: 'Wait until it has ended, or stop it there first.',
  },
  'export/not-empty': {
    sentence: '"{path}" is not empty.',
    remedy: 'Choose an empty folder, so that nothing there is overwritten.',
  },
  'exchange/nothing-read': {
    sentence: 'There are no labels in "{path}" that Fovea can read.',
    remedy: 'Choose a folder with a folder for each class, or files in one of the formats that docs/formats.md lists.',
  },
  'exchange/no-project': {
    sentence: 'There is no Fovea project in "{path}".',
    remedy: 'Choose the folder with the file project.json that “Save project” has written.',
  },
  'exchange/newer-project': {
    sentence: 'This project was written by a newer Fovea (version {found}, this one knows {known}).',
    remedy: 'Install the newer Fovea; nothing was changed.',
  },
  'exchange/changed-meanwhile': {
    sentence: 'There is another file at "{path}" already.',
    remedy: 'Fovea overwrites nothing. Choose an empty folder and write again.',
  },
  'segmentation/too-large': {
    sentence: 'The photo would be looked at with {megapixels} megapixels; more than {limit} do not fit.',
    remedy: 'Choose a smaller size for the longer side, or smaller scales.',
  },
  'detection/too-fine': {
    sentence:
      'To search windows that small this photo would have to be {megapixels} megapixels large; {limit} are the most.',
    remedy: 'Search for larger things: raise the smallest window.',
  },
  'detection/no-addon': {
    sentence: 'Regions cannot be proposed and learned from here: {reason}',
    remedy: 'Install a C++ compiler and Python, and run `npm run native:build`.',
  },
  'detection/no-boxes': {
    sentence: 'There are no boxes to learn from or to judge by.',
    remedy: 'Draw boxes around some things first, or import annotations whose file names are those of the photos.',
  },
  'detection/exact-alone': {
    sentence: '"{model}" is shown every region by itself, and so cannot be one network for a photo alone.',
    remedy: 'Learn a detector of the shared form, or export this one with proposals.',
  },
  'detection/no-background': {
    sentence: 'There is no background to tune the network by: the photos show nothing beside what is drawn.',
    remedy: 'Say of photos that all in them is drawn, or learn without tuning.',
  },
  'detection/tuning-diverged': {
    sentence: 'Tuning the network failed: the loss became {loss} at step {step}, at the rate {rate}.',
    remedy: 'Tune the last layers only, or learn without tuning.',
  },
  'boxes/unknown': {
    sentence: 'The box {box} is not there any more.',
    remedy: 'It may have been removed: Undo brings it back.',
  },
  'boxes/outside': {
    sentence: 'A box of “{className}” lies beside its photo, or has no area.',
    remedy: 'Draw it on the photo; or check that the annotations are those of this photo.',
  },
  'boxes/photo-missing': {
    sentence: 'There is no photo "{photo}".',
    remedy: 'Add the photos first, under the names that the annotations have.',
  },
  'boxes/photo-ambiguous': {
    sentence: 'Several photos are called "{photo}": whose boxes these are is not known.',
    remedy: 'Give the photos names of their own, or annotations with the folders in them.',
  },
  'detection/too-many-classes': {
    sentence: 'There are boxes of {count} classes; a detector learns {limit} at most.',
    remedy: 'Give boxes of rare classes another class, or take them away.',
  },
  'segmentation/no-addon': {
    sentence: 'Borders cannot be drawn along the colors of the photo here: {reason}',
    remedy: 'Go on without; or install a C++ compiler and Python, and run `npm run native:build`.',
  },
  'segmentation/look-gone': {
    sentence: 'What was seen of this photo is not kept any more.',
    remedy: 'Look at it again.',
  },
  'segmentation/no-photos': {
    sentence: 'There are no photos to learn from.',
    remedy: 'Name photos, or a folder with photos in it.',
  },
  'segmentation/no-masks': {
    sentence: 'None of the {count} photos has a mask that can be learned from; the first: {reason}',
    remedy: 'Check that masks are called like their photos and are of their size.',
  },
  'segmentation/one-class': {
    sentence: 'The masks have no two classes: {classes}.',
    remedy: 'Label something else too. In masks 255 is not judged: of 0 and 255, one class is left.',
  },
  'segmentation/too-many-classes': {
    sentence: 'The masks have {count} classes; {limit} are the most.',
    remedy: 'Check that the masks hold classes and not the numbers of single things.',
  },
  'segmentation/several-annotations': {
    sentence: 'The folder of masks has {count} files of annotations, among them "{first}" and "{second}".',
    remedy: 'Leave the one there that belongs to the photos.',
  },
  'segmentation/busy': {
    sentence: 'This segmenter is being learned already, in another Fovea.',
    remedy: 'Wait until that has ended, or stop it there first.',
  },
  'strokes/set-unknown': {
    sentence: 'There is no segmenter in the making of number {set}.',
    remedy: 'It may have been removed: Undo brings it back.',
  },
  'strokes/too-few-classes': {
    sentence: 'There are strokes of {painted} classes on photos that can be read; two are needed to tell them apart.',
    remedy: 'Paint a stroke of another class.',
  },
  'mask/not-readable': {
    sentence: 'The mask could not be read: {reason}',
    remedy: 'Save it again as a PNG of one class index per pixel: with a palette or grey, and not interlaced.',
  },
  'mask/missing': {
    sentence: 'There is no mask for "{photo}".',
    remedy: 'Put a PNG of the same name into the folder of masks.',
  },
  'mask/ambiguous': {
    sentence: 'Several photos or masks are called "{photo}": which mask belongs to which photo is not known.',
    remedy: 'Give them names of their own.',
  },
  'mask/size': {
    sentence: 'The mask is {width} × {height} pixels, its photo {photoWidth} × {photoHeight}.',
    remedy: 'Save the mask in the size of its photo as it stands upright.',
  },
  'mask/class': {
    sentence: 'The mask holds class {classIndex}, and the list of classes ends before it with {count}.',
    remedy: 'Choose the list of classes that the mask was made with.',
  },
  'shards/other-run': {
    sentence: '"{file}" holds another run: {difference}.',
    remedy: 'Go on with what it was begun with, or choose another file.',
  },
  'shards/not-ours': {
    sentence: '"{file}" was not written by "fovea label".',
    remedy: 'Choose another file; nothing was changed.',
  },
  'shards/no-photos': {
    sentence: 'There are no photos in what was named.',
    remedy: 'Check the paths, and that the disk they are on is connected.',
  },
  'shards/photos-gone': {
    sentence: 'While this ran, {count} of the photos went away, and they are not in "{file}".',
    remedy: 'Check that the disk they are on is connected, and run it again: it goes on with what is left.',
  },
  'shards/busy': {
    sentence: '"{file}" is being written by another Fovea.',
    remedy: 'Wait until that has ended, or stop it there first.',
  },
  'shards/different': {
    sentence: '"{file}" is not of the run of "{first}": {difference}.',
    remedy: 'Label all shards with one Fovea, one model and the same settings and paths.',
  },
  'shards/twice': {
    sentence: 'Shard {shard} is there twice: "{file}" and "{first}".',
    remedy: 'Leave one of them out.',
  },
  'shards/missing': {
    sentence: 'Of {shards} shards these are missing or unfinished: {numbers}.',
    remedy: 'Run them, or merge what is there with --partial.',
  },
  'shards/row-twice': {
    sentence: '"{path}" is in two shards, the second time in "{file}".',
    remedy: 'Label the shards again, all with the same paths.',
  },
  'shards/there-already': {
    sentence: '"{file}" is there already.',
    remedy: 'Choose another name, or remove it first.',
  },
  'annotation/not-readable': {
    sentence: 'The annotations could not be read: {reason}',
    remedy: 'Export them again from the program that made them.',
  },
} as const;

export type ErrorCode = keyof typeof catalogue;

type Holes<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type HolesOf<C extends ErrorCode> = Holes<(typeof catalogue)[C]['sentence']> | Holes<(typeof catalogue)[C]['remedy']>;

/** The facts that fill the holes of one code. */
export type Facts<C extends ErrorCode> = Readonly<Record<HolesOf<C>, string | number>>;

const filled = (text: string, facts: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(facts[name] ?? hole));

/** An error a person can act on; it crosses the port already rendered. */
export class FoveaError extends Error {
  override readonly name = 'FoveaError';
  readonly code: string;
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

/** The error of one code, its holes filled. */
export function failure<C extends ErrorCode>(code: C, facts: Facts<C>): FoveaError {
  const { sentence, remedy } = catalogue[code];
  return new FoveaError(code, filled(sentence, facts), filled(remedy, facts));
}

/** Throws the error of one code, its holes filled. */
export function fail<C extends ErrorCode>(code: C, facts: Facts<C>): never {
  throw failure(code, facts);
}

/** Any thrown thing as a rendered problem; what is not ours becomes `engine/unexpected`. */
export function problemOf(thrown: unknown): { code: string; message: string; remedy: string } {
  const known = isRendered(thrown)
    ? thrown
    : failure('engine/unexpected', { reason: thrown instanceof Error ? thrown.message : String(thrown) });
  return { code: known.code, message: known.message, remedy: known.remedy };
}

/** Errors of the compiler have the same shape without importing ours. */
const isRendered = (thrown: unknown): thrown is FoveaError =>
  thrown instanceof Error && 'code' in thrown && 'remedy' in thrown && typeof thrown.remedy === 'string';

/** The system's code of a failed file operation, such as ENOENT; null for any other error. */
export const systemCode = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;

/** What could not be written, as a person reads it; anything else unchanged. */
export function writeProblem(thrown: unknown, path: string): unknown {
  const code = systemCode(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk/full', { path });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return failure('disk/denied', { path });
  return thrown;
}
