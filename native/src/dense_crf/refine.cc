#include "dense_crf/refine.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "buffer.h"
#include "dense_crf/filters.h"
#include "dense_crf/kernels.h"

namespace dense_crf {
namespace {

constexpr size_t kStep = 1024;
// Of a column that is no class: its probability is 0.
constexpr float kNever = -1e30f;

std::vector<std::unique_ptr<Filter>> FiltersOf(const Problem& problem, const Threads& threads) {
  std::vector<std::unique_ptr<Filter>> filters;
  if (problem.spatial_weight > 0) {
    filters.push_back(
        SpatialFilter(problem.height, problem.width, problem.spatial_sigma, problem.spatial_weight, threads));
  }
  if (problem.color_weight > 0) {
    const Features features = {problem.rgb, problem.height, problem.width, problem.color_spatial_sigma,
                               problem.color_sigma};
    const auto appearance = problem.exact ? ExactAppearanceFilter : LatticeAppearanceFilter;
    filters.push_back(appearance(features, problem.color_weight, threads));
  }
  return filters;
}

// [points, width] ln p, point by point.
Buffer<float> LogitsOf(const Problem& problem, size_t width, const Threads& threads) {
  const size_t points = problem.height * problem.width;
  Buffer<float> logits(points * width);
  const float least = static_cast<float>(problem.least_probability);
  threads.Share(points, kStep, [&](size_t from, size_t to) {
    std::fill(&logits[from * width], logits.data() + to * width, kNever);
    for (size_t c = 0; c < problem.classes; c++) {
      const float* plane = problem.probabilities + c * points;
      for (size_t i = from; i < to; i++) logits[i * width + c] = std::log(std::max(plane[i], least));
    }
  });
  return logits;
}

void SoftmaxRows(const Buffer<float>& logits, size_t width, const Threads& threads, Buffer<float>& out) {
  const Kernels& kernels = KernelsHere();
  threads.Share(logits.size() / width, kStep, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i++) kernels.softmax(&logits[i * width], width, &out[i * width]);
  });
}

}  // namespace

Outcome Refine(const Problem& problem, const Threads& threads) {
  const size_t points = problem.height * problem.width;
  const size_t width = (problem.classes + kLanes - 1) / kLanes * kLanes;
  const Buffer<float> unary = LogitsOf(problem, width, threads);
  Buffer<float> rows(unary.size()), logits(unary.size());
  SoftmaxRows(unary, width, threads, rows);

  const auto filters = FiltersOf(problem, threads);
  for (int iteration = 0; iteration < problem.iterations && !filters.empty() && !threads.Cancelled(); iteration++) {
    const float* start = unary.data();
    for (const auto& filter : filters) {
      filter->Add(rows.data(), width, start, logits.data());
      start = logits.data();
    }
    SoftmaxRows(logits, width, threads, rows);
  }

  threads.Share(points, kStep, [&](size_t from, size_t to) {
    for (size_t c = 0; c < problem.classes; c++) {
      for (size_t i = from; i < to; i++) problem.refined[c * points + i] = rows[i * width + c];
    }
  });
  return {threads.Cancelled()};
}

}  // namespace dense_crf
