#pragma once

#include <napi.h>

// segmentByGraph(problem: GraphProblem, taps: Float64Array, threads: number, cancel: Uint8Array): Promise<Segmentation>
// The records are those of native/graphSegmentation.ts, checked by native/index.ts. A 1 in cancel[0] rejects.
Napi::Value SegmentByGraph(const Napi::CallbackInfo& info);
