// The algorithms of the addon over pictures of odd sizes and contents, for a build with sanitizers; no part of the addon.
//
//   driver <first seed> <pictures>   one seed for each picture; a finding ends the run, and names the seed
//   driver overrun | leak            does what must be found, so that a build that finds nothing is noticed

#include <sanitizer/common_interface_defs.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <utility>

#include "sanitize/pictures.h"
#include "sanitize/trials.h"

namespace {

using sanitize::Draw;
using sanitize::Picture;

// What is running, for the report.
std::string running;

void NameWhatRan() { std::fprintf(stderr, "It was %s.\n", running.c_str()); }

// The byte at which an algorithm gives up: set before it begins, a moment after, or never.
class Cancel {
 public:
  explicit Cancel(Draw& draw) {
    if (draw.OneIn(20)) flag_ = 1;
    if (draw.OneIn(4)) raiser_ = std::thread([this, wait = draw.Whole(0, 3000)] {
      std::this_thread::sleep_for(std::chrono::microseconds(wait));
      flag_ = 1;
    });
  }
  ~Cancel() {
    if (raiser_.joinable()) raiser_.join();
  }
  Cancel(const Cancel&) = delete;
  Cancel& operator=(const Cancel&) = delete;

  const uint8_t* Flag() const { return const_cast<const uint8_t*>(&flag_); }

 private:
  volatile uint8_t flag_ = 0;
  std::thread raiser_;
};

constexpr std::pair<const char*, bool (*)(const Picture&, Draw&, int, const uint8_t*)> kTrials[] = {
    {"graph_segmentation", sanitize::TrySegmentation},
    {"selective_search", sanitize::TrySearch},
    {"region_align", sanitize::TryAlign},
    {"dense_crf", sanitize::TryCrf},
    {"linear_svm", sanitize::TrySvm},
};

void Try(unsigned long first, unsigned long count) {
  size_t runs = 0, cancelled = 0;
  for (unsigned long seed = first; seed < first + count; seed++) {
    Draw draw(static_cast<uint32_t>(seed));
    const Picture picture = sanitize::Drawn(draw);
    for (const auto& [name, attempt] : kTrials) {
      running = std::string(name) + " of picture " + std::to_string(seed) + ", " + std::to_string(picture.height) +
                " × " + std::to_string(picture.width) + ", " + picture.what;
      const int threads = static_cast<int>(draw.Whole(1, 4));
      const Cancel cancel(draw);
      cancelled += attempt(picture, draw, threads, cancel.Flag()) ? 1 : 0;
      runs++;
    }
  }
  std::printf("%lu pictures, %zu runs, %zu of them called off: nothing found.\n", count, runs, cancelled);
}

// Both sides of what is read are the compiler's to forget, were they not volatile.
int Overrun() {
  float* volatile numbers = new float[3]();
  const volatile size_t past = 3;
  const float read = numbers[past];
  delete[] numbers;
  return read > 1 ? 1 : 0;
}

int Leak() {
  float* volatile numbers = new float[3]();
  numbers = nullptr;
  return numbers == nullptr ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2 && std::strcmp(arguments[1], "overrun") == 0) return Overrun();
  if (count == 2 && std::strcmp(arguments[1], "leak") == 0) return Leak();
  if (count != 3) {
    std::fprintf(stderr, "driver <first seed> <pictures>\n");
    return 2;
  }
  __sanitizer_set_death_callback(NameWhatRan);
  Try(std::strtoul(arguments[1], nullptr, 10), std::strtoul(arguments[2], nullptr, 10));
  return 0;
}
