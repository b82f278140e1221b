import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { fail, failure, type Stop } from '../../../contract/index.ts';
import { found, isFolder } from '../../jobs/walk.ts';
import type { DiskPhoto } from '../reading/entries.ts';
import { photosFile, Project, ProjectPhoto, projectFile, projectVersion } from './format.ts';

export interface OpenedProject extends Project {
  readonly folder: string;
}

/**
 * @param path  the folder of a project, or its project.json
 * @throws exchange/no-project, exchange/newer-project, annotation/not-readable
 */
export async function openProject(path: string): Promise<OpenedProject> {
  const folder = (await isFolder(path)) ? path : dirname(path);
  const text = await readFile(join(folder, projectFile), 'utf8').catch(() => fail('exchange/no-project', { path }));
  const stated = readStated(text);
  if (stated === null) return fail('exchange/no-project', { path });
  if (stated.version > projectVersion) fail('exchange/newer-project', { found: stated.version, known: projectVersion });
  const project = Project.safeParse(stated);
  if (!project.success)
    throw failure('annotation/not-readable', { reason: `${projectFile}: ${reasonOf(project.error)}` });
  const outside = project.data.networks.find(({ file }) => inside(folder, file) === null);
  if (outside)
    throw failure('annotation/not-readable', { reason: `${projectFile}: “${outside.file}” leads out of the project.` });
  return { ...project.data, folder };
}

const Stated = z.looseObject({ format: z.literal('fovea-project'), version: z.int() });

function readStated(text: string): z.infer<typeof Stated> | null {
  try {
    return Stated.parse(JSON.parse(text));
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof z.ZodError) return null;
    throw thrown;
  }
}

const reasonOf = ({ issues: [first] }: z.ZodError): string =>
  first ? `${first.path.join('.')}: ${first.message}` : 'it is not understood.';

/** A photo of a project, and where it lies. */
export interface ProjectLine extends ProjectPhoto {
  readonly disk: DiskPhoto | null;
}

/** The photos of a project, one after the other. @throws annotation/not-readable with the line */
export async function* photosOf({ folder, root }: OpenedProject, stop: Stop): AsyncGenerator<ProjectLine> {
  const lines = createInterface({ input: createReadStream(join(folder, photosFile), 'utf8'), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    stop.throwIfAborted();
    number += 1;
    if (line.trim() === '') continue;
    const photo = readLine(line, number);
    yield { ...photo, disk: await diskOf(photo, folder, root) };
  }
}

function readLine(line: string, number: number): ProjectPhoto {
  try {
    return ProjectPhoto.parse(JSON.parse(line));
  } catch (thrown) {
    const reason =
      thrown instanceof z.ZodError ? reasonOf(thrown) : thrown instanceof SyntaxError ? 'it is not JSON.' : null;
    if (reason === null) throw thrown;
    throw failure('annotation/not-readable', { reason: `line ${number} of ${photosFile}: ${reason}` });
  }
}

/** In the project, or where the photo was when the project was written, on this machine. */
async function diskOf({ file, path }: ProjectPhoto, folder: string, root: string): Promise<DiskPhoto | null> {
  const places = [...(file === null ? [] : [inside(folder, file)]), inside(root, path)];
  for (const place of places) {
    if (place === null || !(await stat(place).catch(() => null))?.isFile()) continue;
    const { bytes } = await found(place);
    return { path: place, bytes };
  }
  return null;
}

/** Null for a name that leads out of its folder. */
function inside(folder: string, path: string): string | null {
  const place = resolve(folder, ...path.split('/'));
  return place.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`) ? place : null;
}
