// Published architectures with weights drawn from a seed, written by our own compiler.

export { alexNet } from './alexNet.ts';
export { denseNet, denseNet121 } from './denseNet.ts';
export { fcn8 } from './fcn8.ts';
export { googLeNet } from './googLeNet.ts';
export type { Architecture, ArchitectureOptions } from './layers.ts';
export { mobileNetV2 } from './mobileNetV2.ts';
export { resNet18, resNet18V2, resNet50, resNet50V2 } from './resNet.ts';
export { uNet } from './uNet.ts';
export { vgg11, vgg16 } from './vgg.ts';
export { zfNet } from './zfNet.ts';
