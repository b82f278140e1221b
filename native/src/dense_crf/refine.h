#pragma once

#include <cstddef>
#include <cstdint>

#include "threads.h"

// Mean-field inference in a fully connected conditional random field; native/denseCrf.ts says what is computed.
namespace dense_crf {

struct Problem {
  const float* probabilities;  // [classes, height, width]
  const uint8_t* rgb;          // [height, width, 3]
  size_t classes;
  size_t height;
  size_t width;
  int iterations;
  double spatial_sigma;        // pixels
  double spatial_weight;       // 0: this kernel is left out
  double color_spatial_sigma;  // pixels
  double color_sigma;          // of 255
  double color_weight;         // 0: this kernel is left out
  double least_probability;
  bool exact;      // every pair of points instead of the lattice
  float* refined;  // [classes, height, width] the answer
};

struct Outcome {
  bool cancelled = false;
};

// The answer does not depend on the number of threads.
Outcome Refine(const Problem& problem, const Threads& threads);

}  // namespace dense_crf
