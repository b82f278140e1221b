#pragma once

#include "buffer.h"
#include "graph_segmentation/segment.h"

namespace graph_segmentation {

// The pixels under taps across, then down; beyond the border lies its last pixel. [height, width, channels]
Buffer<float> Smoothed(const Problem& problem, const Threads& threads);

}  // namespace graph_segmentation
