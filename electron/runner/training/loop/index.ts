export { trainNetwork } from './loop.ts';
export { openStepper, type CarriedStep, type Stepper } from './stepper.ts';
export type * from './types.ts';
