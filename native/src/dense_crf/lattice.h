#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "buffer.h"
#include "threads.h"

namespace dense_crf {

// A permutohedral lattice over points with five features, as the three sparse matrices whose product is nearly a
// Gaussian of standard deviation 1: points to vertices, along each axis, back to points.
//
// Adams, Baek, Davis, "Fast high-dimensional filtering using the permutohedral lattice", 2010.
struct Lattice {
  static constexpr size_t kDimensions = 5;
  static constexpr size_t kCorners = kDimensions + 1;  // of a simplex; also the number of axes

  size_t points = 0;
  size_t vertices = 0;               // in order of their first use
  Buffer<uint32_t> corners;          // [points, kCorners] vertices of the simplex that a point lies in
  Buffer<float> weights;             // [points, kCorners] its barycentric coordinates there
  std::vector<uint32_t> splat_from;  // [vertices + 1] where each vertex begins in the two below
  Buffer<uint32_t> splat_points;     // [points · kCorners] ascending for each vertex
  Buffer<float> splat_weights;       // [points · kCorners]
  Buffer<uint32_t> blur;  // [kCorners, vertices, 3] itself and its neighbors on an axis; `vertices` for none
};

// What a point is: pixels and colors, each over its standard deviation.
struct Features {
  const uint8_t* rgb;  // [height, width, 3]
  size_t height;
  size_t width;
  double spatial_sigma;  // in pixels
  double color_sigma;    // of 255

  void Of(size_t point, double out[Lattice::kDimensions]) const;
};

// The same for any number of threads. Incomplete where it was cancelled.
Lattice BuildLattice(const Features& features, const Threads& threads);

// Multiplies what point i gives and takes by factors[i].
void Scale(Lattice& lattice, const Buffer<float>& factors, const Threads& threads);

}  // namespace dense_crf
