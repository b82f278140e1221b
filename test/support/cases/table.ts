import { gradients } from '../../../electron/compiler/index.ts';
import { cases as activation } from './activation.ts';
import { cases as arithmetic } from './arithmetic.ts';
import { cases as cast } from './cast.ts';
import { cases as chance } from './chance.ts';
import { cases as conv } from './conv.ts';
import { cases as gemm } from './gemm.ts';
import { cases as indexing } from './indexing.ts';
import { cases as logic } from './logic.ts';
import { cases as lrn } from './lrn.ts';
import { cases as movement } from './movement.ts';
import { cases as normalize } from './normalize.ts';
import { cases as normalizeSample } from './normalizeSample.ts';
import { cases as pad } from './pad.ts';
import { cases as pieces } from './pieces.ts';
import { cases as pool } from './pool.ts';
import { cases as ranking } from './ranking.ts';
import { cases as reduce } from './reduce.ts';
import { cases as resize } from './resize.ts';
import { cases as roiAlign } from './roiAlign.ts';
import { cases as shape } from './shape.ts';
import { cases as softmax } from './softmax.ts';
import type { CaseMaker } from './define.ts';
import { Draw } from './draw.ts';

/** Every kind of case on which the laws of the operators are tried. */
export const cases: readonly CaseMaker[] = [
  ...activation,
  ...arithmetic,
  ...cast,
  ...chance,
  ...conv,
  ...gemm,
  ...indexing,
  ...logic,
  ...lrn,
  ...movement,
  ...normalize,
  ...normalizeSample,
  ...pad,
  ...pieces,
  ...pool,
  ...ranking,
  ...reduce,
  ...resize,
  ...roiAlign,
  ...shape,
  ...softmax,
];

/** Whether there is a gradient to be judged: the operator has rules, and this kind of case has inputs that they are for. */
export const hasGradient = ({ op, draw }: CaseMaker): boolean =>
  (gradients as Readonly<Record<string, unknown>>)[op] !== 'none' && draw(new Draw(1)).wrt.length > 0;
