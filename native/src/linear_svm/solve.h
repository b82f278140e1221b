#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Linear support vector machines by dual coordinate descent; native/linearSvm.ts says what is computed, and how.
namespace linear_svm {

struct Problem {
  const float* features;          // [count, width]
  const int32_t* class_of;        // [count]
  const float* costs;             // [count]
  const double* start = nullptr;  // [machines, count] multipliers to begin with, 0 or more; null: all 0
  size_t count;
  size_t width;
  int machines;      // the first `machines` classes against the rest
  double tolerance;  // of (primal − dual) / primal
  int max_passes;
  uint32_t seed;
  int threads;            // the solution does not depend on it
  const uint8_t* cancel;  // not 0: give up soon
};

struct Solution {
  std::vector<float> weights;  // [machines, width + 1], the bias last
  std::vector<double> primal;  // [machines]
  std::vector<double> dual;    // [machines]
  std::vector<double> alphas;  // [machines, count] where there was a start
  int passes = 0;              // the most that any machine took
  bool cancelled = false;
};

Solution Solve(const Problem& problem);

}  // namespace linear_svm
