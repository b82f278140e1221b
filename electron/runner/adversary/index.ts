export {
  attackWithin,
  type Attacked,
  type AttackHooks,
  type AttackProgress,
  type BoundedAttack,
  type ToAttack,
} from './bounded.ts';
export { deepFool, type DeepFoolAsked, type DeepFooled } from './deepFool.ts';
export { foolingPicture, type Fooling, type FoolingAsked } from './fooling.ts';
export { distanceOf, highestLevel, lengthOf, levelsOf, pixelsOf, writeNumbers, type Levels } from './levels.ts';
export { openAttacked, type AttackedNetwork, type OddsSlope, type Slope } from './network.ts';
export { withNoise } from './noise.ts';
export { onWholeLevels } from './wholeLevels.ts';
