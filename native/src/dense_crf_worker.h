#pragma once

#include <napi.h>

// refineByCrf(problem: CrfProblem, threads: number, cancel: Uint8Array): Promise<Float32Array>
// The record is that of native/denseCrf.ts with its settings among the rest, checked by native/index.ts. A 1 in
// cancel[0] rejects.
Napi::Value RefineByCrf(const Napi::CallbackInfo& info);
