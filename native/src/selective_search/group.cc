#include "selective_search/group.h"

#include <algorithm>
#include <queue>

namespace selective_search {
namespace {

constexpr size_t kMergesPerLook = 64;

struct Pair {
  double similarity;
  uint32_t a, b;  // the smaller number first

  // Of what is alike to the last bit, the smaller numbers come first.
  bool operator<(const Pair& other) const {
    if (similarity != other.similarity) return similarity < other.similarity;
    return a != other.a ? a > other.a : b > other.b;
  }
};

double Similarity(const Nodes& nodes, size_t a, size_t b, uint8_t measures, double pixels) {
  double sum = 0;
  if (measures & kColor) sum = nodes.SharedColors(a, b, sum);
  if (measures & kTexture) sum = nodes.SharedTextures(a, b, sum);
  const double both = static_cast<double>(nodes.Size(a)) + nodes.Size(b);
  if (measures & kSize) sum += 1 - both / pixels;
  if (measures & kFill) {
    const Box box = Around(nodes.Boxes()[a], nodes.Boxes()[b]);
    const double area = static_cast<double>(box.x1 - box.x0) * (box.y1 - box.y0);
    sum += 1 - (area - nodes.Size(a) - nodes.Size(b)) / pixels;
  }
  return sum;
}

}  // namespace

std::vector<std::pair<uint32_t, uint32_t>> Neighbors(const std::vector<int32_t>& regions, size_t width) {
  const size_t height = regions.size() / width;
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  const auto touch = [&](size_t pixel, size_t other) {
    const uint32_t a = regions[pixel], b = regions[other];
    if (a != b) pairs.emplace_back(std::min(a, b), std::max(a, b));
  };
  for (size_t y = 0; y < height; y++) {
    for (size_t x = 0; x < width; x++) {
      const size_t pixel = y * width + x;
      if (x + 1 < width) touch(pixel, pixel + 1);
      if (y + 1 == height) continue;
      touch(pixel, pixel + width);
      if (x > 0) touch(pixel, pixel + width - 1);
      if (x + 1 < width) touch(pixel, pixel + width + 1);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

Hierarchy Group(Nodes nodes, const std::vector<std::pair<uint32_t, uint32_t>>& neighbors, uint8_t measures,
                size_t pixels, const Threads& threads) {
  const size_t most = 2 * nodes.Count() - 1;
  // Those that are merged already stay in the lists of others, and are passed over.
  std::vector<std::vector<uint32_t>> around(most);
  std::vector<uint8_t> gone(most);
  std::vector<uint32_t> seen(most, UINT32_MAX);
  std::priority_queue<Pair> pairs;
  const auto add = [&](uint32_t a, uint32_t b) {
    around[a].push_back(b);
    around[b].push_back(a);
    pairs.push({Similarity(nodes, a, b, measures, static_cast<double>(pixels)), a, b});
  };
  for (const auto& [a, b] : neighbors) add(a, b);
  Hierarchy hierarchy;
  hierarchy.count = static_cast<int32_t>(nodes.Count());
  uint32_t made = static_cast<uint32_t>(nodes.Count());
  while (!pairs.empty()) {
    const Pair best = pairs.top();
    pairs.pop();
    if (gone[best.a] || gone[best.b]) continue;
    if (made % kMergesPerLook == 0 && threads.Cancelled()) break;
    nodes.Merge(best.a, best.b);
    hierarchy.merges.insert(hierarchy.merges.end(), {static_cast<int32_t>(best.a), static_cast<int32_t>(best.b)});
    hierarchy.similarities.push_back(best.similarity);
    gone[best.a] = gone[best.b] = 1;
    for (const uint32_t merged : {best.a, best.b}) {
      for (const uint32_t other : around[merged]) {
        if (gone[other] || seen[other] == made) continue;
        seen[other] = made;
        add(other, made);
      }
      std::vector<uint32_t>().swap(around[merged]);
    }
    made++;
  }
  hierarchy.boxes = nodes.Boxes();
  hierarchy.sizes = nodes.Sizes();
  return hierarchy;
}

}  // namespace selective_search
