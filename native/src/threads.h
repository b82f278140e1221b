#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

// Threads that share one piece of work, and the flag that calls them off.
struct Threads {
  int count;
  const uint8_t* cancel;  // not 0: give up soon

  bool Cancelled() const { return *static_cast<const volatile uint8_t*>(cancel) != 0; }

  // work(from, to) for consecutive ranges of at most `step` that make up 0 … total − 1, in any order, on any thread.
  // `work` must not throw, and where its ranges do not write to the same place, the number of threads changes nothing.
  template <typename Work>
  void Share(size_t total, size_t step, const Work& work) const {
    std::atomic<size_t> next{0};
    const auto run = [&] {
      for (size_t from = next.fetch_add(step); from < total && !Cancelled(); from = next.fetch_add(step)) {
        work(from, std::min(from + step, total));
      }
    };
    const size_t useful = std::min(static_cast<size_t>(std::max(count, 1)), (total + step - 1) / step);
    std::vector<std::thread> others;
    for (size_t t = 1; t < useful; t++) others.emplace_back(run);
    run();
    for (std::thread& other : others) other.join();
  }
};
