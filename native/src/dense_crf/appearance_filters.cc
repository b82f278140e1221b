#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

#include "buffer.h"
#include "dense_crf/filters.h"

namespace dense_crf {
namespace {

// What is less is taken for 0: it changes no sum, and it would leave the normal numbers, where processors are slow.
constexpr float kLeast = 1e-20f;

// [steps] exp(−step² / 2σ²) for whole steps.
std::vector<float> GaussianTable(size_t steps, double sigma) {
  std::vector<float> table(steps);
  for (size_t step = 0; step < steps; step++) {
    table[step] = static_cast<float>(std::exp(-0.5 * (step / sigma) * (step / sigma)));
  }
  return table;
}

class Exact : public Filter {
 public:
  Exact(const Features& features, double weight, const Threads& threads)
      : points_(features.height * features.width), threads_(threads), matrix_(points_ * points_), everyone_(points_) {
    std::iota(everyone_.begin(), everyone_.end(), 0u);
    Fill(features);
    Normalize(weight);
  }

  void Add(const float* rows, size_t width, const float* start, float* logits) override {
    const Kernels& kernels = KernelsHere();
    threads_.Share(points_, 16, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; i++) {
        const RowSum sum = {everyone_.data(), &matrix_[i * points_], points_};
        kernels.combine(sum, rows, width, start + i * width, logits + i * width);
      }
    });
  }

 private:
  // Differences of pixels and of 8-bit colors are whole, so that five tables hold every factor.
  void Fill(const Features& features) {
    const std::vector<float> steps = GaussianTable(std::max(features.height, features.width), features.spatial_sigma);
    const std::vector<float> shades = GaussianTable(256, features.color_sigma);
    threads_.Share(points_, 16, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; i++) {
        float* row = &matrix_[i * points_];
        const size_t y = i / features.width, x = i % features.width;
        const uint8_t* ours = features.rgb + i * 3;
        for (size_t j = 0, other_y = 0; other_y < features.height; other_y++) {
          const float down = steps[y > other_y ? y - other_y : other_y - y];
          for (size_t other_x = 0; other_x < features.width; other_x++, j++) {
            const uint8_t* theirs = features.rgb + j * 3;
            float product = down * steps[x > other_x ? x - other_x : other_x - x];
            for (int channel = 0; channel < 3; channel++) product *= shades[std::abs(ours[channel] - theirs[channel])];
            row[j] = product < kLeast ? 0 : product;
          }
        }
      }
    });
  }

  void Normalize(double weight) {
    std::vector<double> factors(points_);
    for (size_t i = 0; i < points_ && !threads_.Cancelled(); i++) {
      const float* row = &matrix_[i * points_];
      factors[i] = 1 / std::sqrt(std::accumulate(row, row + points_, 0.0));
    }
    threads_.Share(points_, 16, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; i++) {
        float* row = &matrix_[i * points_];
        for (size_t j = 0; j < points_; j++) row[j] *= static_cast<float>(weight * factors[i] * factors[j]);
      }
    });
  }

  size_t points_;
  Threads threads_;
  Buffer<float> matrix_;            // [points, points] weight · K̃
  std::vector<uint32_t> everyone_;  // [points] 0, 1, 2 …
};

class OnLattice : public Filter {
 public:
  OnLattice(const Features& features, double weight, const Threads& threads)
      : threads_(threads), lattice_(BuildLattice(features, threads)) {
    blur_weights_.fill({0.5f, 0.25f, 0.25f});
    if (threads_.Cancelled()) return;
    const Buffer<float> factors = SumsOfRows();
    for (size_t i = 0; i < lattice_.points; i++) factors[i] = 1 / std::sqrt(factors[i]);
    Scale(lattice_, factors, threads_);
    for (float& share : blur_weights_[0]) share *= static_cast<float>(weight);
  }

  void Add(const float* rows, size_t width, const float* start, float* logits) override {
    const Kernels& kernels = KernelsHere();
    Prepare(width);
    threads_.Share(lattice_.vertices, 64, [&](size_t from, size_t to) {
      for (size_t vertex = from; vertex < to; vertex++) {
        const size_t begin = lattice_.splat_from[vertex], count = lattice_.splat_from[vertex + 1] - begin;
        const RowSum sum = {&lattice_.splat_points[begin], &lattice_.splat_weights[begin], count};
        kernels.combine(sum, rows, width, nullptr, &values_[vertex * width]);
      }
    });
    Blur(width);
    threads_.Share(lattice_.points, 1024, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; i++) {
        const size_t first = i * Lattice::kCorners;
        const RowSum sum = {&lattice_.corners[first], &lattice_.weights[first], Lattice::kCorners};
        kernels.combine(sum, values_.data(), width, start + i * width, logits + i * width);
      }
    });
  }

 private:
  // Room for one row per vertex, and one of zeros: the neighbor that a vertex does not have.
  void Prepare(size_t width) {
    const size_t count = (lattice_.vertices + 1) * width;
    if (values_.size() == count) return;
    for (Buffer<float>* buffer : {&values_, &blurred_}) {
      *buffer = Buffer<float>(count);
      std::fill(buffer->data() + count - width, buffer->data() + count, 0.0f);
    }
  }

  void Blur(size_t width) {
    const Kernels& kernels = KernelsHere();
    for (size_t axis = 0; axis < Lattice::kCorners; axis++) {
      threads_.Share(lattice_.vertices, 256, [&](size_t from, size_t to) {
        for (size_t vertex = from; vertex < to; vertex++) {
          const uint32_t* neighbors = &lattice_.blur[(axis * lattice_.vertices + vertex) * 3];
          const RowSum sum = {neighbors, blur_weights_[axis].data(), 3};
          kernels.combine(sum, values_.data(), width, nullptr, &blurred_[vertex * width]);
        }
      });
      std::swap(values_, blurred_);
    }
  }

  // K · 1, in the first column of kLanes.
  Buffer<float> SumsOfRows() {
    Prepare(kLanes);
    threads_.Share(lattice_.vertices, 256, [&](size_t from, size_t to) {
      const float* weights = lattice_.splat_weights.data();
      const std::vector<uint32_t>& begin = lattice_.splat_from;
      for (size_t vertex = from; vertex < to; vertex++) {
        const float sum = std::accumulate(weights + begin[vertex], weights + begin[vertex + 1], 0.0f);
        std::fill_n(&values_[vertex * kLanes], kLanes, sum);
      }
    });
    Blur(kLanes);
    Buffer<float> sums(lattice_.points);
    threads_.Share(lattice_.points, 4096, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; i++) {
        sums[i] = 0;
        for (size_t n = i * Lattice::kCorners; n < (i + 1) * Lattice::kCorners; n++) {
          sums[i] += lattice_.weights[n] * values_[lattice_.corners[n] * kLanes];
        }
      }
    });
    return sums;
  }

  Threads threads_;
  Lattice lattice_;
  // Of itself and its two neighbors, on each axis.
  std::array<std::array<float, 3>, Lattice::kCorners> blur_weights_;
  Buffer<float> values_, blurred_;  // [vertices + 1, width]
};

}  // namespace

std::unique_ptr<Filter> ExactAppearanceFilter(const Features& features, double weight, const Threads& threads) {
  return std::make_unique<Exact>(features, weight, threads);
}

std::unique_ptr<Filter> LatticeAppearanceFilter(const Features& features, double weight, const Threads& threads) {
  return std::make_unique<OnLattice>(features, weight, threads);
}

}  // namespace dense_crf
