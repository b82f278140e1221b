#include "graph_segmentation/segment.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "graph_segmentation/edges.h"
#include "graph_segmentation/smooth.h"

namespace graph_segmentation {
namespace {

// Edges between two looks at the cancel flag: about a millisecond.
constexpr size_t kEdgesPerLook = 1 << 16;

// Pixels grouped into regions, each named by one of its pixels.
class Regions {
 public:
  Regions(size_t pixels, double k) : k_(k), parent_(pixels), size_(pixels, 1), limit_(pixels, k) {
    std::iota(parent_.begin(), parent_.end(), 0u);
  }

  uint32_t Of(size_t pixel) {
    uint32_t root = static_cast<uint32_t>(pixel);
    while (parent_[root] != root) root = parent_[root] = parent_[parent_[root]];
    return root;
  }

  void Merge(uint32_t a, uint32_t b, double heaviest) {
    if (size_[a] < size_[b]) std::swap(a, b);
    parent_[b] = a;
    size_[a] += size_[b];
    limit_[a] = heaviest + k_ / size_[a];
  }

  uint32_t Size(uint32_t root) const { return size_[root]; }

  // Int(C) + k / |C|: an edge up to it is no boundary of the region.
  double Limit(uint32_t root) const { return limit_[root]; }

 private:
  double k_;
  std::vector<uint32_t> parent_;
  std::vector<uint32_t> size_;
  std::vector<double> limit_;
};

// Numbers in scan order.
void Number(Regions& regions, size_t pixels, Segmentation& segmentation) {
  std::vector<int32_t> number(pixels, -1);
  segmentation.regions.resize(pixels);
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    int32_t& ours = number[regions.Of(pixel)];
    if (ours < 0) ours = segmentation.count++;
    segmentation.regions[pixel] = ours;
  }
}

}  // namespace

Segmentation Segment(const Problem& problem, const Threads& threads) {
  const size_t pixels = problem.height * problem.width;
  Segmentation segmentation;
  const Buffer<Edge> edges =
      SortedEdges(Smoothed(problem, threads), problem.height, problem.width, problem.channels, threads);
  segmentation.cancelled = threads.Cancelled();
  if (segmentation.cancelled) return segmentation;
  Regions regions(pixels, problem.k);
  const auto visit = [&](const auto& belong) {
    for (size_t n = 0; n < edges.size(); n++) {
      if (n % kEdgesPerLook == 0 && threads.Cancelled()) return;
      const uint32_t a = regions.Of(edges[n].From()), b = regions.Of(edges[n].To(problem.width));
      const float weight = edges[n].Weight();
      if (a != b && belong(a, b, weight)) regions.Merge(a, b, weight);
    }
  };
  visit([&](uint32_t a, uint32_t b, double weight) { return weight <= std::min(regions.Limit(a), regions.Limit(b)); });
  visit([&](uint32_t a, uint32_t b, double) { return std::min(regions.Size(a), regions.Size(b)) < problem.min_size; });
  segmentation.cancelled = threads.Cancelled();
  if (!segmentation.cancelled) Number(regions, pixels, segmentation);
  return segmentation;
}

}  // namespace graph_segmentation
