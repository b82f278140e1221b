#pragma once

#include <napi.h>

// groupRegions(problem: GroupingProblem, taps: {sigma, smooth, slope: Float64Array}, spaces: Uint8Array,
//              strategies: Uint8Array, threads: number, cancel: Uint8Array): Promise<{hierarchies, regions}>
// Spaces and strategies are numbers here; native/index.ts puts their names back and checks the rest. A 1 in cancel[0]
// rejects.
Napi::Value GroupRegions(const Napi::CallbackInfo& info);
