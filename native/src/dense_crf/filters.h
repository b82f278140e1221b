#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "dense_crf/kernels.h"
#include "dense_crf/lattice.h"
#include "threads.h"

namespace dense_crf {

// A kernel matrix over the points of an image, normalized symmetrically: K̃ = D^−½ K D^−½ with D = the row sums of K.
class Filter {
 public:
  virtual ~Filter() = default;
  // logits[i, c] = start[i, c] + weight · Σⱼ K̃[i, j] · rows[j, c], all [points, width]; `start` may be `logits`.
  virtual void Add(const float* rows, size_t width, const float* start, float* logits) = 0;
};

// exp(−|Δposition|² / 2σ²), which is a product over the two axes, and so are its row sums: exact but for what lies
// farther than five σ, which is below 1e-6 of a row.
std::unique_ptr<Filter> SpatialFilter(size_t height, size_t image_width, double sigma, double weight,
                                      const Threads& threads);

// exp(−|Δposition|² / 2σ² − |Δcolor|² / 2τ²) for every pair of points: exact, in points² of memory and time.
std::unique_ptr<Filter> ExactAppearanceFilter(const Features& features, double weight, const Threads& threads);

// The same over a permutohedral lattice: near it, in time linear in the points.
std::unique_ptr<Filter> LatticeAppearanceFilter(const Features& features, double weight, const Threads& threads);

}  // namespace dense_crf
