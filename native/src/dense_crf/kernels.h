#pragma once

#include <cstddef>
#include <cstdint>

namespace dense_crf {

// A row of numbers, one per class, is padded to a multiple of this many.
constexpr size_t kLanes = 8;

// Which rows are added up, and how much of each.
struct RowSum {
  const uint32_t* indices;  // [count]
  const float* weights;     // [count]
  size_t count;
};

// All of the arithmetic: every filter is a sum of few or many weighted rows.
//
// Each column is added up in the order of the indices, whatever its neighbors and whoever asks, so that results do not
// depend on how rows are shared out.
struct Kernels {
  // out[c] = start[c] + Σₙ weights[n] · rows[indices[n], c] for c < width, a multiple of kLanes. `start` may be null
  // for zeros, and may be `out`.
  void (*combine)(const RowSum& sum, const float* rows, size_t width, const float* start, float* out);
  // probabilities = exp(logits) / Σ exp(logits), one row; what is below e⁻⁴⁰ of the largest becomes 0.
  void (*softmax)(const float* logits, size_t width, float* probabilities);
};

// The fastest that this processor has; the same at every call.
const Kernels& KernelsHere();

}  // namespace dense_crf
