import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  failure,
  type CompiledInput,
  type CompileSize,
  type EngineContract,
  type InputOf,
} from '../../contract/index.ts';
import type { Options, Values } from './command.ts';
import { UsageError } from './exit.ts';
import { isModelFile, modelNamed } from './models.ts';
import type { Session } from './session.ts';

// What the commands that look into a network have in common: which network, compiled for which size.

type Network = InputOf<EngineContract['models.describe']>['network'];

export const fileHelp = 'FILE               an .onnx file, or a name from "fovea models list"';

export const sizeOptions = { size: { type: 'string' }, batch: { type: 'string' } } as const satisfies Options;

export const sizeHelp = [
  '--size WxH         pixels of a picture, for example 224x224; else what the file says',
  '--batch N          pictures at once; else what the file says, or 1',
];

/**
 * The file at a path, read where it lies, or a model on the shelf.
 *
 * @throws library/path-missing, model/not-onnx, model/unknown
 */
export async function networkNamed({ engine, shell }: Session, typed: string): Promise<Network> {
  const path = resolve(typed);
  if (!isModelFile(typed) && !existsSync(path)) {
    const { models } = await engine.ask('models.shelf', undefined);
    return { model: modelNamed(typed, models).hash };
  }
  const [grant] = await shell.ask('grants.add', { paths: [path] });
  if (grant?.kind === 'model') return { grant: grant.id };
  throw failure('model/not-onnx', { file: basename(path), reason: 'its name does not end in .onnx.' });
}

/** `--size 640x480` and `--batch 8`. @throws UsageError */
export function readSize({ size, batch }: Values): CompileSize {
  const pixels = size === undefined ? null : /^(\d{1,4})[x×](\d{1,4})$/i.exec(String(size));
  const [width, height] = [pixels?.[1], pixels?.[2]].map((digits) => (digits === undefined ? null : Number(digits)));
  if (size !== undefined && !(width && height && width <= 8192 && height <= 8192))
    throw new UsageError('--size takes pixels, width before height, for example 640x480; at most 8192.');
  return {
    width: width ?? null,
    height: height ?? null,
    batch: batch === undefined ? null : wholeNumber('--batch', batch, 1, 1024),
  };
}

/** @throws UsageError */
export function wholeNumber(option: string, typed: string | boolean, from: number, to: number): number {
  const number = Number(typed);
  if (!Number.isInteger(number) || number < from || number > to)
    throw new UsageError(`${option} takes a whole number from ${from} to ${to}.`);
  return number;
}

/** For example "data 1×3×224×224 (the size is Fovea's choice: --size WxH takes another)". */
export const inputsInWords = (inputs: readonly CompiledInput[]): string =>
  inputs
    .map(
      ({ name, dims, chosen }) =>
        `${name} ${dims.join('×')}${chosen ? ' (Fovea chose the size: --size WxH takes another)' : ''}`,
    )
    .join(', ');
