import { floatsAttribute, stringAttribute } from '../../graph/attributes.ts';
import type { Attribute, Node } from '../../graph/graph.ts';
import { floatsOf } from '../../graph/tensor.ts';
import { attributeIn, refuse, text, withAttributes, without, type Rule, type Steps } from './rule.ts';
import type { Surroundings } from './surroundings.ts';

// Upsample became Resize, and Resize learned to say where it looks. What the old ones did by default is said:
// coordinates x = x' / scale ("asymmetric"), and of neighbors the one below when enlarging, the one above when
// shrinking.
//
// Source: onnx/docs/Changelog.md, Upsample-1, -7, -9, Resize-10, -11, -13; for the neighbor when shrinking, which the
// text leaves open, onnxruntime/core/providers/cpu/tensor/upsamplebase.h (ResizeNearestMode::SIMPLE).

/** Height and width alone, of pictures [N, C, H, W]. */
const scalesForAllAxes: Rule = (node, around) => {
  const height = attributeIn(node, 'height_scale', 'float', around);
  const width = attributeIn(node, 'width_scale', 'float', around);
  if (!height || !width) return refuse(node, around, 'it does not say by how much.');
  const mode = stringAttribute(node, 'mode', 'nearest');
  const scales: Attribute = { kind: 'floats', value: [1, 1, height.value, width.value] };
  return withAttributes(without(node, 'height_scale', 'width_scale'), {
    mode: text(mode === 'bilinear' ? 'linear' : mode),
    scales,
  });
};

const scalesBecomeInput: Rule = (node, around) => {
  const scales = floatsAttribute(node, 'scales');
  if (!scales) return refuse(node, around, 'it does not say by how much.');
  const [x = ''] = node.inputs;
  return { ...without(node, 'scales'), inputs: [x, around.emit.floats(scales, 'scales')] };
};

const coordinatesAreSaid: Rule = (node, around) => {
  const [x = '', scales = ''] = node.inputs;
  const mode = stringAttribute(node, 'mode', 'nearest');
  if (mode !== 'nearest') return resized(node, x, scales, null);
  const constant = around.constantOf(scales);
  const known = constant && floatsOf(constant);
  if (known?.every((scale) => scale >= 1)) return resized(node, x, scales, 'floor');
  if (known?.every((scale) => scale <= 1)) return resized(node, x, scales, 'ceil');
  return inTwoSteps(node, x, scales, around);
};

function resized(node: Node, x: string, scales: string, nearest: 'floor' | 'ceil' | null): Node {
  const said = { coordinate_transformation_mode: text('asymmetric'), ...(nearest && { nearest_mode: text(nearest) }) };
  return withAttributes({ ...node, inputs: [x, '', scales] }, said);
}

/** One node has one rule for neighbors: first the axes that grow, then those that shrink. */
function inTwoSteps(node: Node, x: string, scales: string, { emit }: Surroundings): Node {
  const one = emit.floats([1], 'one');
  const growth = emit.op('Max', [scales, one], {}, { name: 'growth' });
  const shrinkage = emit.op('Min', [scales, one], {}, { name: 'shrinkage' });
  const grown = emit.op('Resize', [x, '', growth], resized(node, x, growth, 'floor').attributes, {
    name: `${x}_grown`,
  });
  return resized(node, grown, shrinkage, 'ceil');
}

/** Inputs that had to be there, even empty, are left out where they mean nothing. */
const unusedInputsAreLeftOut: Rule = (node, around) => {
  const [x = '', roi = '', scales = '', sizes = ''] = node.inputs;
  const mode = stringAttribute(node, 'coordinate_transformation_mode', 'half_pixel');
  const region = mode === 'tf_crop_and_resize' ? roi : '';
  const inputs = sizes === '' ? [x, region, scales] : [x, region, '', sizes];
  return mode === 'tf_half_pixel_for_nn' ? halfPixels({ ...node, inputs }, around) : { ...node, inputs };
};

/** floor((x' + ½) / scale) is half_pixel's (x' + ½) / scale − ½, rounded half up. */
function halfPixels(node: Node, around: Surroundings): Node {
  const isNearest = stringAttribute(node, 'mode', 'nearest') === 'nearest';
  if (!isNearest || stringAttribute(node, 'nearest_mode', 'round_prefer_floor') !== 'floor') {
    return refuse(node, around, 'tf_half_pixel_for_nn is only known for mode nearest, nearest_mode floor.');
  }
  return withAttributes(node, {
    coordinate_transformation_mode: text('half_pixel'),
    nearest_mode: text('round_prefer_ceil'),
  });
}

export const resize: Readonly<Record<string, Steps>> = {
  Upsample: { 7: scalesForAllAxes, 9: scalesBecomeInput, 10: (node) => ({ ...node, op: 'Resize' }) },
  Resize: { 11: coordinatesAreSaid, 13: unusedInputsAreLeftOut },
};
