#include "selective_search/textures.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace selective_search {
namespace {

constexpr size_t kRowsPerStep = 8;
constexpr double kHalf = 0.70710678118654752440;
// Cosines of whole eighths of a circle.
constexpr double kEighths[kDirections] = {1, kHalf, 0, -kHalf, -1, -kHalf, 0, kHalf};

// One value under the taps along a line of `length` values `stride` apart; beyond its ends lie its last values.
template <typename T>
double Tapped(const T* line, size_t stride, size_t length, size_t at, const double* taps, size_t reach, double sign) {
  double sum = taps[0] * line[at * stride];
  for (size_t away = 1; away <= reach; away++) {
    const double before = line[(at > away ? at - away : 0) * stride];
    const double after = line[std::min(at + away, length - 1) * stride];
    sum += taps[away] * (after + sign * before);
  }
  return sum;
}

}  // namespace

Buffer<uint8_t> Textures(const Buffer<uint8_t>& pixels, size_t height, size_t width, size_t channels,
                         const SlopeTaps& taps, const Threads& threads) {
  const size_t row = width * channels;
  Buffer<double> sloped(height * row), smoothed(height * row);
  threads.Share(height, kRowsPerStep, [&](size_t from, size_t to) {
    for (size_t y = from; y < to; y++) {
      for (size_t i = 0; i < row; i++) {
        const uint8_t* line = pixels.data() + y * row + i % channels;
        sloped[y * row + i] = Tapped(line, channels, width, i / channels, taps.slope, taps.reach, -1);
        smoothed[y * row + i] = Tapped(line, channels, width, i / channels, taps.smooth, taps.reach, 1);
      }
    }
  });
  Buffer<double> slopes(2 * height * row);
  std::vector<double> strongest(height * channels);
  threads.Share(height, kRowsPerStep, [&](size_t from, size_t to) {
    for (size_t y = from; y < to; y++) {
      for (size_t i = 0; i < row; i++) {
        const double across = Tapped(&sloped[i], row, height, y, taps.smooth, taps.reach, 1);
        const double down = Tapped(&smoothed[i], row, height, y, taps.slope, taps.reach, -1);
        slopes[2 * (y * row + i)] = across;
        slopes[2 * (y * row + i) + 1] = down;
        double& most = strongest[y * channels + i % channels];
        for (size_t d = 0; d < kDirections; d++) {
          most = std::max(most, across * kEighths[d] + down * kEighths[(d + 6) % kDirections]);
        }
      }
    }
  });
  std::vector<double> per_strength(channels);
  for (size_t c = 0; c < channels; c++) {
    double most = 0;
    for (size_t y = 0; y < height; y++) most = std::max(most, strongest[y * channels + c]);
    per_strength[c] = most == 0 ? 0 : kStrengths / most;
  }
  Buffer<uint8_t> textures(height * row * kDirections);
  threads.Share(height, kRowsPerStep, [&](size_t from, size_t to) {
    for (size_t i = from * row; i < to * row; i++) {
      const double across = slopes[2 * i], down = slopes[2 * i + 1];
      for (size_t d = 0; d < kDirections; d++) {
        const double slope = std::max(0.0, across * kEighths[d] + down * kEighths[(d + 6) % kDirections]);
        const double strength = std::floor(slope * per_strength[i % channels]);
        textures[i * kDirections + d] = static_cast<uint8_t>(std::min(kStrengths - 1.0, strength));
      }
    }
  });
  return textures;
}

}  // namespace selective_search
