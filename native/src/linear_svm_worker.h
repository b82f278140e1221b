#pragma once

#include <napi.h>

// trainLinearSvm(problem: SvmProblem, threads: number, cancel: Uint8Array): Promise<SvmSolution>
// The records are those of native/linearSvm.ts, which has checked them. A 1 in cancel[0] rejects.
Napi::Value TrainLinearSvm(const Napi::CallbackInfo& info);
