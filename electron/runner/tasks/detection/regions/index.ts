export { openRegions, openRegionsLater, type RegionDescriber, type RegionHooks } from './describer.ts';
export { regionWarper } from './exact.ts';
export { contextPx, regionNetwork, type RegionForm, type RegionNetwork, type RegionWishes } from './network.ts';
