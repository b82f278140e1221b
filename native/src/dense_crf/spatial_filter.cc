#include <algorithm>
#include <cmath>
#include <vector>

#include "buffer.h"
#include "dense_crf/filters.h"

namespace dense_crf {
namespace {

// One axis of the image: a band of the matrix D^−½ K D^−½.
class Band {
 public:
  Band(size_t length, double sigma, double weight) : reach_(static_cast<size_t>(std::ceil(5 * sigma))) {
    const auto gaussian = [&](size_t a, size_t b) {
      const double steps = (static_cast<double>(a) - static_cast<double>(b)) / sigma;
      return std::exp(-0.5 * steps * steps);
    };
    std::vector<double> sums(length);
    for (size_t at = 0; at < length; at++) {
      from_.push_back(at > reach_ ? at - reach_ : 0);
      count_.push_back(std::min(at + reach_ + 1, length) - from_[at]);
      for (size_t n = 0; n < count_[at]; n++) sums[at] += gaussian(at, from_[at] + n);
    }
    for (size_t at = 0; at < length; at++) {
      begin_.push_back(weights_.size());
      indices_.push_back(static_cast<uint32_t>(at));
      for (size_t other = from_[at]; other < from_[at] + count_[at]; other++) {
        weights_.push_back(static_cast<float>(weight * gaussian(at, other) / std::sqrt(sums[at] * sums[other])));
      }
    }
  }

  RowSum At(size_t at) const { return {&indices_[from_[at]], &weights_[begin_[at]], count_[at]}; }

 private:
  size_t reach_;
  std::vector<size_t> from_, count_, begin_;  // [length] first neighbor, how many, where their weights begin
  std::vector<uint32_t> indices_;             // [length] 0, 1, 2 …
  std::vector<float> weights_;
};

class Spatial : public Filter {
 public:
  Spatial(size_t height, size_t image_width, double sigma, double weight, const Threads& threads)
      : height_(height),
        image_width_(image_width),
        threads_(threads),
        down_(height, sigma, weight),
        across_(image_width, sigma, 1) {}

  void Add(const float* rows, size_t width, const float* start, float* logits) override {
    const Kernels& kernels = KernelsHere();
    const size_t stride = image_width_ * width;
    const size_t bands = std::min<size_t>(height_, 64);
    if (lines_.size() != bands * stride) lines_ = Buffer<float>(bands * stride);
    threads_.Share(bands, 1, [&](size_t band, size_t) {
      float* line = &lines_[band * stride];
      for (size_t y = height_ * band / bands; y < height_ * (band + 1) / bands; y++) {
        kernels.combine(down_.At(y), rows, stride, nullptr, line);
        for (size_t x = 0; x < image_width_; x++) {
          const size_t place = y * stride + x * width;
          kernels.combine(across_.At(x), line, width, start + place, logits + place);
        }
      }
    });
  }

 private:
  size_t height_;
  size_t image_width_;
  Threads threads_;
  Band down_, across_;
  Buffer<float> lines_;  // [bands, image_width, width] one line of the image for each band
};

}  // namespace

std::unique_ptr<Filter> SpatialFilter(size_t height, size_t image_width, double sigma, double weight,
                                      const Threads& threads) {
  return std::make_unique<Spatial>(height, image_width, sigma, weight, threads);
}

}  // namespace dense_crf
