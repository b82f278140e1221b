#include "region_align/align.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "buffer.h"

namespace region_align {
namespace {

// How much of each bin is that of each pixel, along one axis.
struct Shares {
  std::vector<size_t> from;    // [bins] the first pixel
  std::vector<size_t> count;   // [bins] how many
  std::vector<float> weights;  // [bins, most]
  size_t most = 0;
  size_t begin = 0, end = 0;  // pixels that any bin needs
};

Shares SharesOf(double begin, double end, size_t length, size_t bins) {
  const double bin = (end - begin) / bins;
  const size_t samples = static_cast<size_t>(std::max(0.0, std::ceil(bin)));
  Shares shares;
  shares.most = static_cast<size_t>(std::max(0.0, std::ceil(bin))) + 2;
  shares.from.resize(bins);
  shares.count.resize(bins);
  shares.weights.resize(bins * shares.most);
  shares.begin = length;
  for (size_t at = 0; at < bins; at++) {
    float* weights = &shares.weights[at * shares.most];
    size_t first = length, last = 0;
    for (size_t sample = 0; sample < samples; sample++) {
      const double place = begin - 0.5 + at * bin + (sample + 0.5) * bin / samples;
      if (place < -1 || place > static_cast<double>(length)) continue;
      const double inside = std::min(std::max(place, 0.0), length - 1.0);
      const size_t before = static_cast<size_t>(inside);
      const double after = inside - before;
      first = std::min(first, before);  // samples go on along the axis, so that the first is the first pixel
      weights[before - first] += static_cast<float>((1 - after) / samples);
      last = std::max(last, before);
      if (before + 1 == length) continue;
      weights[before + 1 - first] += static_cast<float>(after / samples);
      last = before + 1;
    }
    if (first == length) continue;  // nothing of it is in the map
    shares.from[at] = first;
    shares.count[at] = last - first + 1;
    shares.begin = std::min(shares.begin, first);
    shares.end = std::max(shares.end, last + 1);
  }
  return shares;
}

// Bins of the columns between `columns.begin` and `columns.end`: [out_height, width].
void AlongY(const Problem& problem, const float* plane, const Shares& rows, const Shares& columns, float* down) {
  for (size_t y = 0; y < problem.out_height; y++) {
    float* line = down + y * problem.width;
    std::fill(line + columns.begin, line + std::max(columns.begin, columns.end), 0.0f);
    for (size_t tap = 0; tap < rows.count[y]; tap++) {
      const float weight = rows.weights[y * rows.most + tap];
      const float* pixels = plane + (rows.from[y] + tap) * problem.width;
      for (size_t x = columns.begin; x < columns.end; x++) line[x] += weight * pixels[x];
    }
  }
}

void AlongX(const Problem& problem, const float* down, const Shares& columns, size_t stride, float* out) {
  for (size_t y = 0; y < problem.out_height; y++) {
    const float* line = down + y * problem.width;
    for (size_t x = 0; x < problem.out_width; x++) {
      const float* weights = &columns.weights[x * columns.most];
      const float* pixels = line + columns.from[x];
      float sum = 0;
      for (size_t tap = 0; tap < columns.count[x]; tap++) sum += weights[tap] * pixels[tap];
      out[(y * problem.out_width + x) * stride] = sum;
    }
  }
}

}  // namespace

Alignment Align(const Problem& problem, const Threads& threads) {
  const size_t area = problem.out_height * problem.out_width;
  threads.Share(problem.regions, 1, [&](size_t region, size_t) {
    const float* box = problem.boxes + 4 * region;
    const Shares columns = SharesOf(box[0], box[2], problem.width, problem.out_width);
    const Shares rows = SharesOf(box[1], box[3], problem.height, problem.out_height);
    const Buffer<float> down(problem.out_height * problem.width);
    for (size_t channel = 0; channel < problem.channels; channel++) {
      AlongY(problem, problem.map + channel * problem.height * problem.width, rows, columns, down.data());
      float* out = problem.aligned + region * problem.channels * area;
      const size_t stride = problem.channels_last ? problem.channels : 1;
      AlongX(problem, down.data(), columns, stride, out + (problem.channels_last ? channel : channel * area));
    }
  });
  return {threads.Cancelled()};
}

}  // namespace region_align
