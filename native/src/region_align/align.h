#pragma once

#include <cstddef>

#include "threads.h"

// Regions of a map at one size; native/regionAlign.ts says what is computed.
namespace region_align {

struct Problem {
  const float* map;  // [channels, height, width]
  size_t channels;
  size_t height;
  size_t width;
  const float* boxes;  // [regions, 4]
  size_t regions;
  size_t out_height;
  size_t out_width;
  bool channels_last;
  float* aligned;  // [regions, channels, out_height, out_width], or with the channels last
};

struct Alignment {
  bool cancelled = false;
};

// Fills `aligned`, the same for any number of threads.
Alignment Align(const Problem& problem, const Threads& threads);

}  // namespace region_align
