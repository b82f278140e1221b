#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "selective_search/nodes.h"
#include "threads.h"

namespace selective_search {

// Measures that are summed, as bits.
enum Measure : uint8_t { kColor = 1, kTexture = 2, kSize = 4, kFill = 8 };

struct Hierarchy {
  int32_t count = 0;  // first regions
  std::vector<Box> boxes;
  std::vector<int32_t> sizes;
  std::vector<int32_t> merges;  // [count − 1, 2]
  std::vector<double> similarities;
};

// Pairs of regions that touch, corners included, each once with the smaller number first. `regions` [height, width]
std::vector<std::pair<uint32_t, uint32_t>> Neighbors(const std::vector<int32_t>& regions, size_t width);

// Merges the two neighbors that are most alike until one region is left. Half done where it was cancelled.
Hierarchy Group(Nodes nodes, const std::vector<std::pair<uint32_t, uint32_t>>& neighbors, uint8_t measures,
                size_t pixels, const Threads& threads);

}  // namespace selective_search
