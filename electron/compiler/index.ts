// Graph in, graph out. The only file of this folder that others import.

export type {
  ChooseFormulation,
  Formulation,
  GradientContext,
  GradientRule,
  GradientRules,
  GradientSite,
  GradientTable,
} from './gradients/define.ts';
export { gradients } from './gradients/table.ts';
export {
  attributeOf,
  float,
  floatAttribute,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  stringAttribute,
} from './graph/attributes.ts';
export type { AttributeInput } from './graph/attributes.ts';
export { graphOf, workingOpset } from './graph/build.ts';
export { bytesOf, dtypes, isFloat } from './graph/dtype.ts';
export type { DType } from './graph/dtype.ts';
export { Emit } from './graph/emit.ts';
export type { EmitOptions } from './graph/emit.ts';
export { fail, graphCatalogue, GraphError } from './graph/errors.ts';
export type { GraphErrorCode } from './graph/errors.ts';
export * from './graph/graph.ts';
export { peakBytesOf } from './graph/liveness.ts';
export { print } from './graph/print.ts';
export { Shapes, shapesOf } from './graph/shapes.ts';
export { floatsOf, floatTensor, intsOf, intTensor, numbersOf, tensorFrom, tensorOf } from './graph/tensor.ts';
export { TypedEmit } from './graph/typedEmit.ts';
export { verify } from './graph/verify.ts';
export { bodiesOf, consumersOf, labelOf, producersOf, readsOf, topologicalOrder } from './graph/walk.ts';
export { decode } from './onnx/decode.ts';
export type { ExternalLoader } from './onnx/decodeTensor.ts';
export { encode } from './onnx/encode.ts';
export { upgrade } from './onnx/upgrade/upgrade.ts';
export type { Op, OpContext, OpTable, Shaped } from './ops/define.ts';
export { ops } from './ops/table.ts';
export { withActivation } from './passes/activation.ts';
export type { Activation } from './passes/activation.ts';
export { blocksOf } from './passes/blocks.ts';
export type { NetworkBlock } from './passes/blocks.ts';
export { countCost } from './passes/countCost.ts';
export type { Cost, NodeCost } from './passes/countCost.ts';
export { denseStages, phaseOf } from './passes/denseStages.ts';
export type { DenseStage, DenseStages, DenseStagesOptions, MapSize } from './passes/denseStages.ts';
export { densify } from './passes/densify.ts';
export type { DenseGraph, DensifyOptions } from './passes/densify.ts';
export { decomposeBatchNorm } from './passes/decomposeBatchNorm.ts';
export { project } from './passes/deconvnet.ts';
export type { Projection, ProjectOptions } from './passes/deconvnet.ts';
export { describeNetwork, layoutOf } from './passes/describeNetwork.ts';
export type { Field, Layer, NetworkDescription } from './passes/describeNetwork.ts';
export { describeTraining } from './passes/describeTraining.ts';
export type { Trainability, TrainingVerdict } from './passes/describeTraining.ts';
export { attachLoss, attachLosses, exposeGrams } from './passes/attachLoss.ts';
export type { LossOptions, LossTerm, WithLoss } from './passes/attachLoss.ts';
export { cutAt, cutFrom } from './passes/cut.ts';
export { differentiate, gradientName } from './passes/differentiate.ts';
export type { Differentiated, DifferentiateOptions } from './passes/differentiate.ts';
export { drawAnew } from './passes/drawAnew.ts';
export type { DrawRule } from './passes/drawAnew.ts';
export { withDropout, withDropoutOff, withDropoutOn } from './passes/dropout.ts';
export type { DropoutMask, DropoutOptions } from './passes/dropout.ts';
export { exposeFeatures } from './passes/exposeFeatures.ts';
export type { FeatureCut } from './passes/exposeFeatures.ts';
export { exposePeaks, peakNames } from './passes/exposePeaks.ts';
export { exposeTaps } from './passes/exposeTaps.ts';
export { featuresOf } from './passes/featuresOf.ts';
export { joinFeatures } from './passes/joinFeatures.ts';
export { foldBatchNorm } from './passes/foldBatchNorm.ts';
export { foldShapes } from './passes/foldShapes.ts';
export type { Loss, LossParts } from './passes/losses/define.ts';
export { diceLoss } from './passes/losses/dice.ts';
export type { DiceLossOptions } from './passes/losses/dice.ts';
export { absoluteError, featureDistance, smoothAbsoluteError, squaredError } from './passes/losses/distance.ts';
export type { DistanceOptions } from './passes/losses/distance.ts';
export { hingeLoss, oneVsRestHingeLoss } from './passes/losses/hinge.ts';
export type { HingeLossOptions } from './passes/losses/hinge.ts';
export { gramDistance, totalVariation } from './passes/losses/image.ts';
export type { TotalVariationOptions } from './passes/losses/image.ts';
export { sigmoidLoss } from './passes/losses/sigmoid.ts';
export type { SigmoidLossOptions } from './passes/losses/sigmoid.ts';
export { softmaxLoss } from './passes/losses/softmax.ts';
export type { SoftmaxLossOptions } from './passes/losses/softmax.ts';
export type { ClassTargets, TargetForm } from './passes/losses/targets.ts';
export { tripletLoss } from './passes/losses/triplet.ts';
export type { TripletLossOptions } from './passes/losses/triplet.ts';
export type { AdamOptions, RmspropOptions, SgdOptions, UpdateOptions } from './passes/optimizers.ts';
export { asParameters, withParameters } from './passes/parameters.ts';
export type { Parameterized } from './passes/parameters.ts';
export { regularize } from './passes/regularize.ts';
export type { PenaltyOptions } from './passes/regularize.ts';
export { nodesFor } from './passes/prune.ts';
export { rematerialise } from './passes/rematerialise.ts';
export type { Rematerialised, RematerialiseOptions } from './passes/rematerialise.ts';
export { headBias, headWeight, replaceHead } from './passes/replaceHead.ts';
export type { HeadLayer, HeadOptions } from './passes/replaceHead.ts';
export { trainableFrom, trainableInLast } from './passes/trainable.ts';
export { nextName, trainBatchNorm, withRunningStatistics } from './passes/trainBatchNorm.ts';
export type { Carried, TrainBatchNormOptions, TrainedBatchNorm } from './passes/trainBatchNorm.ts';
export { withOptimizer } from './passes/withOptimizer.ts';
export type { OptimizerOptions, TrainingStep } from './passes/withOptimizer.ts';
export { stackBatch } from './passes/stackBatch.ts';
export { withDims } from './passes/dims.ts';
export { isolateNode, weightedSum, weightsOf, withWeightedSum } from './passes/isolateNode.ts';
export type { IsolatedInput, IsolatedNode } from './passes/isolateNode.ts';
export { knownShapes, readValues } from './passes/knownShapes.ts';
export type { KnownShapes } from './passes/knownShapes.ts';
export { readMetadata, withMetadata } from './passes/metadata.ts';
export { receptiveFieldsOf } from './passes/receptiveField.ts';
export type { AxisField, ReceptiveField, ReceptiveFieldOptions } from './passes/receptiveField.ts';
export { shiftAndStitch } from './passes/shiftAndStitch.ts';
export type { ShiftAndStitchOptions } from './passes/shiftAndStitch.ts';
export { withPreprocessing } from './passes/withPreprocessing.ts';
export type { PixelPreprocessing, PreprocessingOptions } from './passes/withPreprocessing.ts';
export { withPlaceScores } from './passes/withPlaceScores.ts';
export type { PlaceScoresOptions } from './passes/withPlaceScores.ts';
export { withOneVsRestProbabilities, withProbabilities } from './passes/withProbabilities.ts';
export { Layers } from './probe/layers.ts';
export type { ConvOptions } from './probe/layers.ts';
export { probeNetwork } from './probe/probeNetwork.ts';
export { seeded } from './probe/seeded.ts';
