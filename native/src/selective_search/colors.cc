#include "selective_search/colors.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace selective_search {
namespace {

constexpr size_t kPixelsPerStep = 1 << 13;

uint8_t Rounded(double value) { return static_cast<uint8_t>(std::floor(std::min(255.0, std::max(0.0, value)) + 0.5)); }

// The whole circle is 256; grey has 0.
double HueOf(double r, double g, double b) {
  const double most = std::max({r, g, b}), range = most - std::min({r, g, b});
  if (range == 0) return 0;
  const double sixths = most == r ? (g - b) / range : most == g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return std::min(255.0, (sixths < 0 ? sixths + 6 : sixths) * 256 / 6);
}

void ToHsv(const uint8_t* rgb, uint8_t* to) {
  const double r = rgb[0], g = rgb[1], b = rgb[2];
  const double most = std::max({r, g, b}), least = std::min({r, g, b});
  to[0] = Rounded(HueOf(r, g, b));
  to[1] = Rounded(most == 0 ? 0 : 255 * (most - least) / most);
  to[2] = Rounded(most);
}

void ToRgi(const uint8_t* rgb, uint8_t* to) {
  const double sum = double{} + rgb[0] + rgb[1] + rgb[2];
  to[0] = sum == 0 ? 85 : Rounded(255 * rgb[0] / sum);
  to[1] = sum == 0 ? 85 : Rounded(255 * rgb[1] / sum);
  to[2] = Rounded(sum / 3);
}

// The inverse of sRGB's transfer function, of bytes.
std::array<double, 256> LinearShades() {
  std::array<double, 256> shades;
  for (size_t value = 0; value < shades.size(); value++) {
    const double share = value / 255.0;
    shades[value] = share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  }
  return shades;
}

double Bent(double t) { return t > 216.0 / 24389 ? std::cbrt(t) : 24389.0 / 27 * (t / 116) + 16.0 / 116; }

void ToLab(const std::array<double, 256>& linear, const uint8_t* rgb, uint8_t* to) {
  const double r = linear[rgb[0]], g = linear[rgb[1]], b = linear[rgb[2]];
  const double x = Bent((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const double y = Bent(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const double z = Bent((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  to[0] = Rounded(255 * (116 * y - 16) / 100);
  to[1] = Rounded(500 * (x - y) + 128);
  to[2] = Rounded(200 * (y - z) + 128);
}

}  // namespace

size_t ChannelsOf(Space space) { return space == Space::kHue || space == Space::kIntensity ? 1 : 3; }

Buffer<uint8_t> Converted(const uint8_t* rgb, size_t pixels, Space space, const Threads& threads) {
  const size_t channels = ChannelsOf(space);
  const std::array<double, 256> linear = LinearShades();
  Buffer<uint8_t> converted(pixels * channels);
  threads.Share(pixels, kPixelsPerStep, [&](size_t from, size_t until) {
    for (size_t pixel = from; pixel < until; pixel++) {
      const uint8_t* own = rgb + 3 * pixel;
      uint8_t* to = converted.data() + channels * pixel;
      switch (space) {
        case Space::kHsv: ToHsv(own, to); break;
        case Space::kLab: ToLab(linear, own, to); break;
        case Space::kRgi: ToRgi(own, to); break;
        case Space::kHue: *to = Rounded(HueOf(own[0], own[1], own[2])); break;
        case Space::kIntensity: *to = Rounded((double{} + own[0] + own[1] + own[2]) / 3); break;
      }
    }
  });
  return converted;
}

}  // namespace selective_search
