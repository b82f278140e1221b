export { openRegions, openRegionsLater, type RegionDescriber, type RegionHooks } from './describer.ts';
export { contextPx, regionWarper } from './exact.ts';
export { regionNetwork, type RegionForm, type RegionNetwork, type RegionWishes } from './network.ts';
