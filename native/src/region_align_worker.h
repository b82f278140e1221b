#pragma once

#include <napi.h>

// alignRegions(problem: AlignProblem, aligned: Float32Array, threads: number, cancel: Uint8Array): Promise<Float32Array>
// The problem is checked by native/index.ts, which also makes the array that is filled. A 1 in cancel[0] rejects.
Napi::Value AlignRegions(const Napi::CallbackInfo& info);
