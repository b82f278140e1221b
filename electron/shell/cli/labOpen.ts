import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { failure, type LabRecipe } from '../../contract/index.ts';
import type { Command } from './command.ts';
import { exit, UsageError, type ExitCode } from './exit.ts';
import { askedFrom, labOptions } from './lab.ts';
import { madeAndSaved, summarize, type LabAsked } from './labMake.ts';
import { helpLine } from './labOptions.ts';
import { recipeInWords } from './labReports.ts';
import { hashOf } from './models.ts';
import { print, printJson, tell } from './output.ts';
import { withEngine, type Session } from './session.ts';

/** fovea lab open: how was this picture made? */
export const labOpen: Command = {
  name: 'lab open',
  synopsis: 'FILE.png [--again] [--photos PATH,…] [--out FOLDER] [--json]',
  summary: 'show how a picture of the lab was made, and make it again',
  help: [
    helpLine('FILE.png', 'a picture that "fovea lab" or the window wrote'),
    helpLine('--again', 'makes it again and says whether it came out the same'),
    helpLine('--photos PATH,…', 'the photos it was made from, known by what is in them, whatever their names'),
    helpLine('--out FOLDER', 'where the pictures go; it is made where there is none (.)'),
    helpLine('--device D', 'as for "fovea lab"'),
    helpLine('--json', 'the recipe as JSON, or with --again as "fovea lab" does'),
  ],
  options: {
    ...{ out: labOptions.out, device: labOptions.device, json: labOptions.json },
    ...{ again: { type: 'boolean' }, photos: { type: 'string' } },
  },
  words: { min: 1, max: 1 },
  run: ([file = ''], values) => {
    const paths = pathsIn(values['photos']);
    if (paths.length > 0 && values['again'] !== true) throw new UsageError('--photos goes with --again.');
    const asked = askedFrom(values);
    return withEngine((session) => open(session, file, { ...asked, paths, again: values['again'] === true }));
  },
};

type Asked = LabAsked & { readonly paths: readonly string[]; readonly again: boolean };

/** A path may have a comma in it. */
function pathsIn(typed: string | boolean | undefined): string[] {
  if (typeof typed !== 'string') return [];
  return existsSync(resolve(typed)) ? [typed] : typed.split(',');
}

async function open(session: Session, file: string, asked: Asked): Promise<ExitCode> {
  const [grant] = await session.shell.ask('grants.add', { paths: [resolve(file)] });
  const { recipe, isHere } = await session.engine.ask('lab.open', { grant: grant?.id ?? '' });
  if (asked.again) return makeAgain(session, { file, recipe }, asked);
  if (asked.json) printJson({ ...recipe, here: isHere });
  else recipeInWords(recipe, isHere).forEach(print);
  return exit.done;
}

async function makeAgain(
  session: Session,
  { file, recipe }: { readonly file: string; readonly recipe: LabRecipe },
  asked: Asked,
): Promise<ExitCode> {
  const { network, others, settings } = recipe;
  const { models } = await session.engine.ask('models.shelf', undefined);
  const missing = [network, ...others].find(({ hash }) => !models.some((model) => model.hash === hash));
  if (missing) throw failure('model/unknown', { model: missing.name });
  const photos = await photosOf(recipe, asked.paths);
  const task = { model: network.hash, others: others.map(({ hash }) => hash), photos, settings };
  const made = await madeAndSaved(session, task, asked);
  if (!made) return exit.stopped;
  const first = await pictureIn(file);
  const pictures = await Promise.all(made.paths.map(pictureIn));
  const same = pictures.some((picture) => picture.equals(first));
  if (asked.json) summarize(made.run, { same });
  else tell(same ? 'It came out the same, byte for byte.' : 'It came out differently.');
  return same ? exit.done : exit.someFailed;
}

/** The photos of a recipe among files, by what is in them. @throws lab/photo-gone */
async function photosOf({ photos }: LabRecipe, paths: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const path of paths) {
    if (!existsSync(resolve(path))) throw failure('library/path-missing', { path: resolve(path) });
    found.set(await hashOf(resolve(path)), path);
  }
  return photos.map(({ name, hash }) => {
    const path = found.get(hash);
    if (path === undefined) throw failure('lab/photo-gone', { name });
    return path;
  });
}

/** Where a recipe lies: behind the signature and the header of a PNG. */
const headerEnd = 33;

/** A picture without its recipe, which says when it was made. */
async function pictureIn(path: string): Promise<Buffer> {
  const bytes = await readFile(resolve(path));
  const isText = bytes.toString('latin1', headerEnd + 4, headerEnd + 8) === 'iTXt';
  const skipped = isText ? 12 + bytes.readUInt32BE(headerEnd) : 0;
  return Buffer.concat([bytes.subarray(0, headerEnd), bytes.subarray(headerEnd + skipped)]);
}
