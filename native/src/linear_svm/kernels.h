#pragma once

#include <cstddef>

namespace linear_svm {

// The arithmetic over one row of features x [width].
//
// A dot product is always added up in the same order, whether it is computed alone or with others, so that results do
// not depend on which classes happen to be computed together.
struct Kernels {
  // out[j] = x · w[j] for j < 4
  void (*dot4)(const float* x, const float* const w[4], size_t width, float out[4]);
  // x · w
  float (*dot)(const float* x, const float* w, size_t width);
  // w ← w + factor · x
  void (*add)(float factor, const float* x, float* w, size_t width);
};

// The fastest that this processor has; the same at every call.
const Kernels& KernelsHere();

// The baseline's, for tests.
const Kernels& PlainKernels();

}  // namespace linear_svm
