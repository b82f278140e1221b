#include "sanitize/trials.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "dense_crf/refine.h"
#include "graph_segmentation/segment.h"
#include "linear_svm/solve.h"
#include "region_align/align.h"
#include "selective_search/search.h"

namespace sanitize {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// One half of a Gaussian, from the middle outwards; one tap of 1 for a sigma of 0.
std::vector<double> Taps(double sigma, size_t reach) {
  std::vector<double> taps(reach + 1);
  for (size_t away = 0; away <= reach; away++) taps[away] = away == 0 ? 1 : std::exp(-0.5 * away * away / sigma / sigma);
  return taps;
}

std::vector<double> Taps(double sigma) { return Taps(sigma, static_cast<size_t>(std::ceil(4 * sigma))); }

// Numbers that a network makes, and now and then what it makes of too large a step.
std::vector<float> Numbers(Draw& draw, size_t count, double from, double to) {
  std::vector<float> numbers(count);
  for (float& number : numbers) number = static_cast<float>(draw.Real(from, to));
  if (count > 0 && draw.OneIn(10)) numbers[draw.Whole(0, count - 1)] = draw.Of<float>({kNaN, kInfinity, -kInfinity});
  return numbers;
}

// Inside, across the border, outside, empty, ending before it begins, or as far away as a box may be.
void AppendBox(const Picture& map, Draw& draw, std::vector<float>& boxes) {
  const double far = draw.OneIn(10) ? 65536 : 2.0 * std::max(map.width, map.height);
  const double x = draw.Real(-far, far), y = draw.Real(-far, far);
  const bool is_empty = draw.OneIn(6);
  const double width = is_empty ? 0 : draw.Real(-2, static_cast<double>(map.width));
  const double height = is_empty ? 0 : draw.Real(-2, static_cast<double>(map.height));
  const double limit = 65536;
  for (const double side : {x, y, std::min(x + width, limit), std::min(y + height, limit)}) {
    boxes.push_back(static_cast<float>(draw.OneIn(2) ? std::floor(side) : side));
  }
}

}  // namespace

bool TrySegmentation(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel) {
  const size_t channels = draw.Whole(1, 4);
  const std::vector<double> taps = Taps(draw.Of<double>({0, 0.3, 0.8, 2}));
  std::vector<float> pixels = Numbers(draw, picture.Pixels() * channels, 0, 255);
  if (channels == 3) pixels.assign(picture.rgb.begin(), picture.rgb.end());
  const double k = draw.Of<double>({0, 1, 50, 1e9});
  const size_t min_size = draw.Of<size_t>({0, 1, 20, 1000000});
  return graph_segmentation::Segment({pixels.data(), picture.height, picture.width, channels, taps.data(),
                                      taps.size() - 1, k, min_size},
                                     {threads, cancel})
      .cancelled;
}

bool TrySearch(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel) {
  using selective_search::Space;
  const std::vector<double> sigma = Taps(0.8), smooth = Taps(1, 4);
  std::vector<double> slope = smooth;
  for (size_t away = 0; away < slope.size(); away++) slope[away] *= static_cast<double>(away);
  selective_search::Problem problem;
  problem.rgb = picture.rgb.data();
  problem.height = picture.height;
  problem.width = picture.width;
  problem.spaces = {draw.Of<Space>({Space::kHsv, Space::kLab, Space::kRgi, Space::kHue, Space::kIntensity})};
  if (!picture.IsLong()) problem.spaces = {Space::kHsv, Space::kLab, Space::kRgi, Space::kHue, Space::kIntensity};
  // A scale of 1 leaves every pixel of a noisy picture a region.
  problem.ks = {picture.IsLong() ? 100.0 : draw.Of<double>({1, 20, 50}), 1e6};
  problem.strategies = {static_cast<uint8_t>(draw.Whole(0, 15)), 15};
  problem.sigma_taps = sigma.data();
  problem.sigma_reach = sigma.size() - 1;
  problem.slope_taps = {smooth.data(), slope.data(), smooth.size() - 1};
  return selective_search::Search(problem, {threads, cancel}).cancelled;
}

bool TryAlign(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel) {
  const size_t channels = draw.Whole(1, 3), regions = draw.Whole(0, 12);
  const size_t out_height = draw.Whole(1, 9), out_width = draw.Whole(1, 9);
  const std::vector<float> map = Numbers(draw, picture.Pixels() * channels, -1, 1);
  std::vector<float> boxes;
  for (size_t region = 0; region < regions; region++) AppendBox(picture, draw, boxes);
  std::vector<float> aligned(regions * channels * out_height * out_width);
  return region_align::Align({map.data(), channels, picture.height, picture.width, boxes.data(), regions, out_height,
                              out_width, draw.OneIn(2), aligned.data()},
                             {threads, cancel})
      .cancelled;
}

bool TryCrf(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel) {
  dense_crf::Problem problem;
  problem.classes = picture.IsLong() ? draw.Whole(1, 3) : draw.Of<size_t>({1, 2, 8, 9, 21, 33});
  const std::vector<float> probabilities = Numbers(draw, picture.Pixels() * problem.classes, 0, 1);
  std::vector<float> refined(probabilities.size());
  problem.probabilities = probabilities.data();
  problem.rgb = picture.rgb.data();
  problem.height = picture.height;
  problem.width = picture.width;
  problem.iterations = static_cast<int>(draw.Whole(0, 3));
  problem.spatial_sigma = draw.Of<double>({0.1, 1, 5});
  problem.spatial_weight = draw.Of<double>({0, 3});
  problem.color_spatial_sigma = draw.Of<double>({0.5, 30, 1e6});
  problem.color_sigma = draw.Of<double>({0.1, 5, 1e6});
  problem.color_weight = draw.Of<double>({0, 5});
  problem.least_probability = 1e-8;
  problem.exact = picture.Pixels() <= 400 && draw.OneIn(2);
  problem.refined = refined.data();
  return dense_crf::Refine(problem, {threads, cancel}).cancelled;
}

// Examples are the pixels of the picture, of which the first few are taken, with as many features as is wished.
bool TrySvm(const Picture& picture, Draw& draw, int threads, const uint8_t* cancel) {
  const size_t count = std::min<size_t>(picture.Pixels(), draw.Whole(0, 60)), width = draw.Whole(1, 40);
  const int classes = static_cast<int>(draw.Whole(1, 6));
  std::vector<float> features(count * width), costs(count);
  std::vector<int32_t> class_of(count);
  std::vector<double> start(count * static_cast<size_t>(classes));
  for (double& alpha : start) alpha = draw.Of<double>({0, 0, 1e-3, 10});
  for (size_t i = 0; i < features.size(); i++) features[i] = picture.rgb[i % picture.rgb.size()] / 255.0f;
  for (size_t i = 0; i < count; i++) {
    class_of[i] = static_cast<int32_t>(draw.Whole(0, static_cast<size_t>(classes) - 1));
    costs[i] = draw.Of<float>({0, 1e-3f, 1, 1e6f});
  }
  linear_svm::Problem problem;
  problem.features = features.data();
  problem.class_of = class_of.data();
  problem.costs = costs.data();
  if (draw.OneIn(2)) problem.start = start.data();
  problem.count = count;
  problem.width = width;
  problem.machines = classes == 2 ? 1 : classes;
  problem.tolerance = draw.Of<double>({0, 1e-3});
  problem.max_passes = static_cast<int>(draw.Whole(0, 30));
  problem.seed = static_cast<uint32_t>(draw.Whole(0, 1000));
  problem.threads = threads;
  problem.cancel = cancel;
  return linear_svm::Solve(problem).cancelled;
}

}  // namespace sanitize
