import type { Kernel } from '../call.ts';
import * as activation from './activation.ts';
import * as arithmetic from './arithmetic.ts';
import * as cast from './cast.ts';
import * as chance from './chance.ts';
import * as conv from './conv.ts';
import * as gemm from './gemm.ts';
import * as indexing from './indexing.ts';
import * as logic from './logic.ts';
import * as lrn from './lrn.ts';
import * as movement from './movement.ts';
import * as normalize from './normalize.ts';
import * as normalizeSample from './normalizeSample.ts';
import * as pad from './pad.ts';
import * as pieces from './pieces.ts';
import * as pool from './pool.ts';
import * as ranking from './ranking.ts';
import * as reduce from './reduce.ts';
import * as resize from './resize.ts';
import * as roiAlign from './roiAlign.ts';
import * as shape from './shape.ts';
import * as softmax from './softmax.ts';

/** Each kernel under the name of its ONNX operator; the files export kernels and nothing else. */
export const kernels = {
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
} satisfies Record<string, Kernel>;
