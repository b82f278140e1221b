/**
 * Operators that treat each place of a picture by itself: a place of the result depends on the same place of the
 * inputs, all of which are broadcast to each other. LRN mixes channels, and Dropout is outside training the identity.
 */
export const elementwise: ReadonlySet<string> = new Set([
  ...['Abs', 'Add', 'And', 'BitShift', 'Cast', 'CastLike', 'Ceil', 'Celu', 'Clip', 'Cos', 'Div', 'Dropout', 'Elu'],
  ...['Equal', 'Erf', 'Exp', 'Floor', 'Gelu', 'Greater', 'GreaterOrEqual', 'HardSigmoid', 'HardSwish', 'Identity'],
  ...['IsInf', 'IsNaN', 'LRN', 'LeakyRelu', 'Less', 'LessOrEqual', 'Log', 'Max', 'Mean', 'Min', 'Mish', 'Mod', 'Mul'],
  ...['Neg', 'Not', 'Or', 'PRelu', 'Pow', 'Reciprocal', 'Relu', 'Round', 'Selu', 'Sigmoid', 'Sign', 'Sin', 'Softplus'],
  ...['Softsign', 'Sqrt', 'Sub', 'Sum', 'Tan', 'Tanh', 'ThresholdedRelu', 'Where', 'Xor'],
]);
