import { basename } from 'node:path';
import { describeNetwork } from '../../../compiler/index.ts';
import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import { compileFile } from './compile.ts';

type Method = RunnerContract['models.describe'];

/** A network layer by layer. */
export async function describe({ path, size }: InputOf<Method>): Promise<OutputOf<Method>> {
  const { graph, inputs, opset } = await compileFile(path, size);
  return { file: basename(path), opset, inputs, ...describeNetwork(graph) };
}
