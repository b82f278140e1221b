import { elementwise as elementwiseOps } from '../elementwise.ts';
import type { DenseRule } from './context.ts';
import * as head from './head.ts';
import * as passing from './passing.ts';
import * as window from './window.ts';

const { Flatten, Gemm, MatMul, Reshape, Squeeze, Unsqueeze } = head;
const { BatchNormalization, Concat, LogSoftmax, Pad, Slice, Softmax } = passing;
const { AveragePool, Conv, GlobalAveragePool, GlobalMaxPool, MaxPool, ReduceMax, ReduceMean } = window;

const rules: Readonly<Record<string, DenseRule>> = {
  ...{ AveragePool, Conv, GlobalAveragePool, GlobalMaxPool, MaxPool, ReduceMax, ReduceMean },
  ...{ Flatten, Gemm, MatMul, Reshape, Squeeze, Unsqueeze },
  ...{ BatchNormalization, Concat, LogSoftmax, Pad, Slice, Softmax },
};

/** Why some operators have no dense form; of others it is not known. */
const reasons: Readonly<Record<string, string>> = {
  ConvTranspose: 'it enlarges, so that a pixel would have to be less than a step',
  Resize: 'it enlarges or shrinks the patch',
  InstanceNormalization: 'it normalizes by the statistics of one patch',
  LayerNormalization: 'it normalizes by the statistics of one patch',
  GroupNormalization: 'it normalizes by the statistics of one patch',
  Transpose: 'it exchanges axes, and rows and columns must stay the last two',
};

/** The rule of an operator; one that refuses where there is none. */
export function ruleOf(op: string): DenseRule {
  const rule = Object.hasOwn(rules, op) ? rules[op] : undefined;
  if (rule) return rule;
  if (elementwiseOps.has(op)) return passing.elementwise;
  return ({ refuse }) => refuse(reasons[op] ?? 'it is not known how it mixes the places of a patch');
}
