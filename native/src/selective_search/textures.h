#pragma once

#include <cstddef>
#include <cstdint>

#include "buffer.h"
#include "threads.h"

namespace selective_search {

constexpr size_t kDirections = 8;
constexpr size_t kStrengths = 10;

// Taps of a Gaussian and of its slope, [reach + 1] each from the middle outwards.
struct SlopeTaps {
  const double* smooth;
  const double* slope;
  size_t reach;
};

// How strong the slope of each channel is in each direction, 0 to kStrengths − 1: [height, width, channels, directions]
// of pixels [height, width, channels].
Buffer<uint8_t> Textures(const Buffer<uint8_t>& pixels, size_t height, size_t width, size_t channels,
                         const SlopeTaps& taps, const Threads& threads);

}  // namespace selective_search
