#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace sanitize {

// Chance from one seed: std::mt19937 is the same everywhere, the distributions of the library are not.
class Draw {
 public:
  explicit Draw(uint32_t seed) : bits_(seed) {}

  // A whole number, both ends included.
  size_t Whole(size_t from, size_t to) { return from + bits_() % (to - from + 1); }

  bool OneIn(size_t count) { return Whole(1, count) == 1; }

  double Real(double from, double to) { return from + (to - from) * (bits_() / 4294967296.0); }

  template <typename T>
  T Of(const std::vector<T>& choices) {
    return choices[Whole(0, choices.size() - 1)];
  }

 private:
  std::mt19937 bits_;
};

}  // namespace sanitize
