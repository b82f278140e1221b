#include "selective_search/nodes.h"

#include <algorithm>
#include <limits>

#include "selective_search/textures.h"

namespace selective_search {
namespace {

constexpr int32_t kFar = std::numeric_limits<int32_t>::max();

// Appends the sum of two rows.
void AppendSum(std::vector<uint32_t>& counts, size_t bins, size_t a, size_t b) {
  const size_t begin = counts.size();
  counts.resize(begin + bins);
  for (size_t bin = 0; bin < bins; bin++) counts[begin + bin] = counts[a * bins + bin] + counts[b * bins + bin];
}

}  // namespace

Box Around(const Box& a, const Box& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

Nodes::Nodes(const std::vector<int32_t>& regions, int32_t count, size_t width, size_t channels,
             const Buffer<uint8_t>& pixels, const Buffer<uint8_t>& textures)
    : count_(count), channels_(channels), sizes_(count_), boxes_(count_, Box{kFar, kFar, 0, 0}) {
  const size_t nodes = 2 * count_ - 1;
  sizes_.reserve(nodes);
  boxes_.reserve(nodes);
  colors_.reserve(nodes * channels * kShades);
  textures_.reserve(nodes * channels * kDirections * kStrengths);
  colors_.resize(count_ * channels * kShades);
  textures_.resize(count_ * channels * kDirections * kStrengths);
  for (size_t pixel = 0; pixel < regions.size(); pixel++) {
    const size_t region = regions[pixel];
    const int32_t x = static_cast<int32_t>(pixel % width), y = static_cast<int32_t>(pixel / width);
    sizes_[region]++;
    boxes_[region] = Around(boxes_[region], {x, y, x + 1, y + 1});
    for (size_t c = 0; c < channels; c++) {
      const size_t shade = pixels[pixel * channels + c] * kShades / 256;
      colors_[(region * channels + c) * kShades + shade]++;
      for (size_t d = 0; d < kDirections; d++) {
        const size_t strength = textures[(pixel * channels + c) * kDirections + d];
        textures_[((region * channels + c) * kDirections + d) * kStrengths + strength]++;
      }
    }
  }
}

void Nodes::Merge(size_t a, size_t b) {
  sizes_.push_back(sizes_[a] + sizes_[b]);
  boxes_.push_back(Around(boxes_[a], boxes_[b]));
  AppendSum(colors_, channels_ * kShades, a, b);
  AppendSum(textures_, channels_ * kDirections * kStrengths, a, b);
}

double Nodes::SharedColors(size_t a, size_t b, double sum) const {
  return Shared(colors_, channels_ * kShades, channels_, a, b, sum);
}

double Nodes::SharedTextures(size_t a, size_t b, double sum) const {
  return Shared(textures_, channels_ * kDirections * kStrengths, channels_ * kDirections, a, b, sum);
}

double Nodes::Shared(const std::vector<uint32_t>& counts, size_t bins, size_t per_pixel, size_t a, size_t b,
                     double sum) const {
  const double of_a = 1 / (static_cast<double>(sizes_[a]) * per_pixel);
  const double of_b = 1 / (static_cast<double>(sizes_[b]) * per_pixel);
  const uint32_t* one = &counts[a * bins];
  const uint32_t* other = &counts[b * bins];
  for (size_t bin = 0; bin < bins; bin++) sum += std::min(one[bin] * of_a, other[bin] * of_b);
  return sum;
}

}  // namespace selective_search
