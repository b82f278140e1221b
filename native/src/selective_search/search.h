#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "selective_search/colors.h"
#include "selective_search/group.h"
#include "selective_search/textures.h"
#include "threads.h"

// The groupings that selective search makes its proposals of; native/selectiveSearch.ts says what is computed.
namespace selective_search {

struct Problem {
  const uint8_t* rgb;  // [height, width, 3]
  size_t height;
  size_t width;
  std::vector<Space> spaces;
  std::vector<double> ks;
  std::vector<uint8_t> strategies;  // sums of Measure
  const double* sigma_taps;         // of the graph segmentation, [sigma_reach + 1]
  size_t sigma_reach;
  SlopeTaps slope_taps;
};

struct Grouping {
  std::vector<Hierarchy> hierarchies;         // by space, then by k, then by strategy
  std::vector<std::vector<int32_t>> regions;  // by space, then by k: [height, width]
  bool cancelled = false;
};

// Does not depend on the number of threads.
Grouping Search(const Problem& problem, const Threads& threads);

}  // namespace selective_search
