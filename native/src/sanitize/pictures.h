#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sanitize/draw.h"

namespace sanitize {

// What no photographer sends, and some file does.
struct Picture {
  std::string what;
  size_t height;
  size_t width;
  std::vector<uint8_t> rgb;  // [height, width, 3]

  size_t Pixels() const { return height * width; }
  // Too long for what takes the square of a side.
  bool IsLong() const { return Pixels() > 4096; }
};

// Of an odd size and an odd content; one in fifty is 20,000 pixels long.
Picture Drawn(Draw& draw);

}  // namespace sanitize
