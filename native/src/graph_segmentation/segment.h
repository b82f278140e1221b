#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "threads.h"

// Efficient graph-based segmentation; native/graphSegmentation.ts says what is computed.
namespace graph_segmentation {

struct Problem {
  const float* pixels;  // [height, width, channels]
  size_t height;
  size_t width;
  size_t channels;
  const double* taps;  // [reach + 1] of the smoothing, from the middle outwards; one tap of 1 for none
  size_t reach;
  double k;         // in units of the pixels; larger regions for a larger one
  size_t min_size;  // pixels
};

struct Segmentation {
  std::vector<int32_t> regions;  // [height, width] 0 … count − 1 in order of their first pixel
  int32_t count = 0;
  bool cancelled = false;
};

// Does not depend on the number of threads.
Segmentation Segment(const Problem& problem, const Threads& threads);

}  // namespace graph_segmentation
