import { z } from 'zod';
import { DeviceId } from './records.ts';

// What looking into a network tells: its layers with their costs, and how its gradients compare.

/** Batch and picture size to compile a network for; null: what the file says, else one picture of a usual size. */
export const CompileSize = z.object({
  batch: z.int().min(1).max(1024).nullable(),
  /** Pixels. */
  width: z.int().min(1).max(8192).nullable(),
  height: z.int().min(1).max(8192).nullable(),
});
export type CompileSize = z.infer<typeof CompileSize>;

const dims = z.array(z.int().nonnegative()).readonly();

/** An input as the network was compiled. */
export const CompiledInput = z.object({
  name: z.string(),
  dims,
  /** Whether a length in it is Fovea's choice, because neither the file nor the asker said it. */
  chosen: z.boolean(),
});
export type CompiledInput = z.infer<typeof CompiledInput>;

/** yes · fixed: nothing in it to train · stops: no gradient gets past it · no: no gradient is known. */
export const Trainability = z.enum(['yes', 'fixed', 'stops', 'no']);
export type Trainability = z.infer<typeof Trainability>;

/** Pixels of the picture that one position sees, and from one position to the next. */
export const Field = z.object({ width: z.number(), height: z.number(), stepX: z.number(), stepY: z.number() });
export type Field = z.infer<typeof Field>;

/** One node of a network. */
export const LayerRecord = z.object({
  op: z.string(),
  name: z.string(),
  /** Name of the first output; '' where it has none. */
  value: z.string(),
  /** Element type and lengths of the first output; null where they are not known. */
  dtype: z.string().nullable(),
  dims: dims.nullable(),
  parameters: z.int().nonnegative(),
  /** Multiplications with addition in one run; null where not known. */
  multiplyAdds: z.number().nonnegative().nullable(),
  activationBytes: z.number().nonnegative().nullable(),
  training: z.object({ trains: Trainability, reason: z.string() }),
  /** null where not known, and where there is no picture. */
  field: Field.nullable(),
  quantized: z.boolean(),
  /** Why Fovea cannot look into it; null where it can. */
  problem: z.string().nullable(),
});
export type LayerRecord = z.infer<typeof LayerRecord>;

/** A network layer by layer. */
export const NetworkRecord = z.object({
  file: z.string(),
  /** Version of the standard operators that the file is written in; null where it does not say. */
  opset: z.int().nullable(),
  inputs: z.array(CompiledInput).readonly(),
  /** In the order of computation. */
  layers: z.array(LayerRecord).readonly(),
  parameters: z.int().nonnegative(),
  multiplyAdds: z.number().nonnegative(),
  activationBytes: z.number().nonnegative(),
  /** Whether it can be evaluated at every place of a larger picture at once; null for what takes no picture. */
  dense: z.object({ possible: z.boolean(), reason: z.string(), field: Field.nullable() }).nullable(),
  /** Whether every layer's shape and cost is known. */
  complete: z.boolean(),
});
export type NetworkRecord = z.infer<typeof NetworkRecord>;

/**
 * pass: the rule agrees with the difference · kink: the function has no derivative here, so that nothing can be said ·
 * fail: it differs · no rule · flat: there is nothing to differentiate · unreached: its numbers are not known.
 */
export const GradientVerdict = z.enum(['pass', 'kink', 'fail', 'no rule', 'flat', 'unreached']);
export type GradientVerdict = z.infer<typeof GradientVerdict>;

/** One gradient rule at one node. */
export const GradientRow = z.object({
  node: z.string(),
  op: z.string(),
  /** Formal name of the input, and its formulation where there are several; '' where there is none. */
  input: z.string(),
  formulation: z.string(),
  /** Numbers of the input that were moved at once, and how many there are. */
  moved: z.int().nonnegative(),
  elements: z.int().nonnegative(),
  /** Difference from a central difference in 64 bits over the size of the gradient; null where it was not measured. */
  error64: z.number().nonnegative().nullable(),
  /** Difference of ONNX Runtime in 32 bits from 64 bits over the largest value. */
  error32: z.number().nonnegative().nullable(),
  verdict: GradientVerdict,
  /** Why, where the verdict does not say it all; else ''. */
  remark: z.string(),
});
export type GradientRow = z.infer<typeof GradientRow>;

/** Whether an operator runs on a device, forward and backward, and agrees with 64 bits. */
export const OperatorVerdict = z.object({
  op: z.string(),
  trains: z.boolean(),
  /** Why not; else ''. */
  reason: z.string(),
});
export type OperatorVerdict = z.infer<typeof OperatorVerdict>;

export const DeviceOperators = z.object({ id: DeviceId, operators: z.array(OperatorVerdict).readonly() });
export type DeviceOperators = z.infer<typeof DeviceOperators>;
