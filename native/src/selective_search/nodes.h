#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "buffer.h"

namespace selective_search {

constexpr size_t kShades = 25;

struct Box {
  int32_t x0, y0, x1, y1;  // the last two exclusive
};

// Regions and what they become: first regions 0 … count − 1, and room for what merging makes of them.
class Nodes {
 public:
  // `regions` [height, width]; `pixels` [height, width, channels]; `textures` [height, width, channels, directions].
  Nodes(const std::vector<int32_t>& regions, int32_t count, size_t width, size_t channels,
        const Buffer<uint8_t>& pixels, const Buffer<uint8_t>& textures);

  size_t Count() const { return count_; }
  int32_t Size(size_t node) const { return sizes_[node]; }
  const std::vector<Box>& Boxes() const { return boxes_; }
  const std::vector<int32_t>& Sizes() const { return sizes_; }

  // Appends both as one.
  void Merge(size_t a, size_t b);

  // Sums of smaller shares; see native/selectiveSearch.ts.
  double SharedColors(size_t a, size_t b, double sum) const;
  double SharedTextures(size_t a, size_t b, double sum) const;

 private:
  double Shared(const std::vector<uint32_t>& counts, size_t bins, size_t per_pixel, size_t a, size_t b,
                double sum) const;

  size_t count_;
  size_t channels_;
  std::vector<int32_t> sizes_;
  std::vector<Box> boxes_;
  std::vector<uint32_t> colors_;    // [nodes, channels, shades]
  std::vector<uint32_t> textures_;  // [nodes, channels, directions, strengths]
};

Box Around(const Box& a, const Box& b);

}  // namespace selective_search
