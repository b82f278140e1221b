import type { TypedEmit } from '../graph/typedEmit.ts';
import { padsOf, type Padding } from '../ops/padding.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { numbersIn } from './known.ts';

export const Pad: GradientRules = {
  // Of a constant border nothing came from X, so dX is dY without it.
  data: (context) => withoutBorder(context.emit, context.dY, paddingOf(context)),

  // The constant stands at every place of the border.
  constant_value: (context) => {
    const { node, dY, input, shape, emit } = context;
    const inside = emit.filled(shape(input('data')), 0, emit.type(dY).dtype);
    const [, pads = '', , axes] = node.inputs;
    const border = emit.op('Pad', [inside, pads, emit.scalar(1, dY), ...(axes === undefined ? [] : [axes])]);
    const sum = emit.sum(
      emit.mul(dY, border),
      shape(dY).map((_, axis) => axis),
    );
    return emit.reshape(sum, shape(input('constant_value')));
  },
};

function paddingOf(context: GradientContext): Padding {
  const rank = context.shape(context.input('data')).length;
  return padsOf(rank, numbersIn(context, 'pads') ?? [], numbersIn(context, 'axes'));
}

/** Cuts off what was put on and puts zeros where something was taken away. */
function withoutBorder(emit: TypedEmit, dY: string, { before, after }: Padding): string {
  const cut = before.reduce((x, count, axis) => {
    const length = emit.dims(x)[axis] ?? 0;
    const end = length - Math.max(0, after[axis] ?? 0);
    return count > 0 || end < length ? emit.slice(x, axis, Math.max(0, count), end) : x;
  }, dY);
  const missing = (counts: readonly number[]): number[] => counts.map((count) => Math.max(0, -count));
  return emit.pad(cut, missing(before), missing(after));
}
