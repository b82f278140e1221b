#pragma once

#include <cstddef>
#include <cstdint>

#include "buffer.h"
#include "threads.h"

namespace selective_search {

// In the order of `colorSpaces` in native/selectiveSearch.ts.
enum class Space : uint8_t { kHsv, kLab, kRgi, kHue, kIntensity };

size_t ChannelsOf(Space space);

// [pixels, channels] 0 to 255 of rgb [pixels, 3].
Buffer<uint8_t> Converted(const uint8_t* rgb, size_t pixels, Space space, const Threads& threads);

}  // namespace selective_search
