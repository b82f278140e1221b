#include "selective_search/search.h"

#include <utility>

#include "graph_segmentation/segment.h"

namespace selective_search {
namespace {

// A picture in one space.
struct Channels {
  size_t count;
  Buffer<uint8_t> pixels;    // [height, width, count]
  Buffer<uint8_t> textures;  // [height, width, count, directions]
};

std::vector<Channels> Prepared(const Problem& problem, const Threads& threads) {
  std::vector<Channels> prepared;
  for (const Space space : problem.spaces) {
    const size_t count = ChannelsOf(space);
    Buffer<uint8_t> pixels = Converted(problem.rgb, problem.height * problem.width, space, threads);
    Buffer<uint8_t> textures = Textures(pixels, problem.height, problem.width, count, problem.slope_taps, threads);
    prepared.push_back({count, std::move(pixels), std::move(textures)});
  }
  return prepared;
}

graph_segmentation::Segmentation FirstRegions(const Problem& problem, const Channels& channels, double k,
                                              const Threads& threads) {
  const size_t values = problem.height * problem.width * channels.count;
  const Buffer<float> pixels(values);
  for (size_t i = 0; i < values; i++) pixels[i] = channels.pixels[i];
  return graph_segmentation::Segment({pixels.data(), problem.height, problem.width, channels.count, problem.sigma_taps,
                                      problem.sigma_reach, k, static_cast<size_t>(k)},
                                     threads);
}

}  // namespace

Grouping Search(const Problem& problem, const Threads& threads) {
  const std::vector<Channels> prepared = Prepared(problem, threads);
  const size_t parts = problem.spaces.size() * problem.ks.size(), ways = problem.strategies.size();
  Grouping grouping;
  grouping.regions.resize(parts);
  grouping.hierarchies.resize(parts * ways);
  // Each part is one thread's: they are many, and within one little can be shared.
  const Threads alone = {1, threads.cancel};
  threads.Share(parts, 1, [&](size_t part, size_t) {
    const Channels& channels = prepared[part / problem.ks.size()];
    const double k = problem.ks[part % problem.ks.size()];
    auto [regions, count, cancelled] = FirstRegions(problem, channels, k, alone);
    if (cancelled) return;
    const auto neighbors = Neighbors(regions, problem.width);
    const Nodes nodes(regions, count, problem.width, channels.count, channels.pixels, channels.textures);
    for (size_t way = 0; way < ways; way++) {
      grouping.hierarchies[part * ways + way] =
          Group(nodes, neighbors, problem.strategies[way], regions.size(), alone);
    }
    grouping.regions[part] = std::move(regions);
  });
  grouping.cancelled = threads.Cancelled();
  return grouping;
}

}  // namespace selective_search
