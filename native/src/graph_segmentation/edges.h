#pragma once

#include <cstddef>
#include <cstdint>

#include "buffer.h"
#include "threads.h"

namespace graph_segmentation {

// Edges of the grid, each between a pixel and one that comes after it: four directions per pixel.
struct Edge {
  uint32_t name;    // 4 · pixel + direction
  uint32_t weight;  // the bits of a float of at least 0, which are in the order of the floats

  float Weight() const;
  size_t From() const { return name / 4; }
  size_t To(size_t width) const;
};

// All edges of `pixels` [height, width, channels], lightest first, those of one weight by name. The weight is the
// Euclidean distance of two pixels. In no order where it was cancelled.
Buffer<Edge> SortedEdges(const Buffer<float>& pixels, size_t height, size_t width, size_t channels,
                         const Threads& threads);

}  // namespace graph_segmentation
