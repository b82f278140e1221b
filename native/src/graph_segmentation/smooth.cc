#include "graph_segmentation/smooth.h"

#include <algorithm>

namespace graph_segmentation {
namespace {

constexpr size_t kRowsPerStep = 16;

// One value under the taps. `line` is the first value of its line, `stride` apart from the next, `length` of them.
float Tapped(const Problem& problem, const float* line, size_t stride, size_t length, size_t at) {
  double sum = problem.taps[0] * line[at * stride];
  for (size_t away = 1; away <= problem.reach; away++) {
    const double before = line[(at > away ? at - away : 0) * stride];
    const double after = line[std::min(at + away, length - 1) * stride];
    sum += problem.taps[away] * (before + after);
  }
  return static_cast<float>(sum);
}

}  // namespace

Buffer<float> Smoothed(const Problem& problem, const Threads& threads) {
  const size_t height = problem.height, width = problem.width, channels = problem.channels;
  const size_t row = width * channels;
  Buffer<float> across(height * row), smoothed(height * row);
  threads.Share(height, kRowsPerStep, [&](size_t from, size_t to) {
    for (size_t y = from; y < to; y++) {
      for (size_t i = 0; i < row; i++) {
        const float* line = problem.pixels + y * row + i % channels;
        across[y * row + i] = Tapped(problem, line, channels, width, i / channels);
      }
    }
  });
  threads.Share(height, kRowsPerStep, [&](size_t from, size_t to) {
    for (size_t y = from; y < to; y++) {
      for (size_t i = 0; i < row; i++) smoothed[y * row + i] = Tapped(problem, &across[i], row, height, y);
    }
  });
  return smoothed;
}

}  // namespace graph_segmentation
