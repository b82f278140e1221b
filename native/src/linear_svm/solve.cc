#include "linear_svm/solve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>
#include <utility>

#include "linear_svm/kernels.h"

namespace linear_svm {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Rows between two looks at the cancel flag: a few milliseconds at most.
constexpr size_t kRowsPerLook = 256;

// One class against the rest.
struct Machine {
  int own;
  std::vector<float> w;         // [width]
  double bias = 0;              // the weight of a feature of 1
  std::vector<double> alpha;    // [count]
  std::vector<uint8_t> active;  // [count] 0: taken to stay at 0, not visited
  double bound = kInfinity;
  double largest = -kInfinity;
  double loss = 0;
  double primal = 0;
  int passes = 0;
};

// mulberry32, as in native/linearSvm.ts.
class Rng {
 public:
  explicit Rng(uint32_t seed) : state_(seed) {}

  // Even over 0 … count − 1.
  size_t Below(size_t count) {
    state_ += 0x6d2b79f5u;
    uint32_t mixed = (state_ ^ (state_ >> 15)) * (state_ | 1u);
    mixed ^= mixed + (mixed ^ (mixed >> 7)) * (mixed | 61u);
    return static_cast<size_t>((mixed ^ (mixed >> 14)) / 4294967296.0 * count);
  }

 private:
  uint32_t state_;
};

// Fetches a row into the cache while the one before it is computed.
inline void Prefetch(const float* row, size_t width) {
#if defined(__GNUC__) || defined(__clang__)
  for (size_t f = 0; f < width; f += 16) __builtin_prefetch(row + f);
#else
  (void)row, (void)width;
#endif
}

// Some of the machines, by one thread.
class Descent {
 public:
  Descent(const Problem& problem, const std::vector<double>& norms, Machine* first, int count)
      : problem_(problem), norms_(norms), kernels_(KernelsHere()), order_(problem.count), rng_(problem.seed) {
    std::iota(order_.begin(), order_.end(), size_t{0});
    for (int k = 0; k < count; k++) open_.push_back(first + k);
    for (Machine* each : open_) Begin(*each);
  }

  void Run() {
    for (int passes = 0; !open_.empty() && passes < problem_.max_passes && !Cancelled(); passes++) {
      for (size_t left = order_.size(); left > 1; left--) std::swap(order_[left - 1], order_[rng_.Below(left)]);
      Pass();
      CloseWhatIsDone();
    }
    Measure(open_);
  }

 private:
  bool Cancelled() const { return *static_cast<const volatile uint8_t*>(problem_.cancel) != 0; }

  const float* Row(size_t i) const { return problem_.features + i * problem_.width; }

  void Begin(Machine& each) {
    each.w.assign(problem_.width, 0.0f);
    each.alpha.assign(problem_.count, 0.0);
    each.active.assign(problem_.count, 0);
    Activate(each);
    if (problem_.start) Resume(each);
  }

  // Takes the multipliers of the start, and the weights that they make. The index of a machine is its class.
  void Resume(Machine& each) {
    const double* start = problem_.start + static_cast<size_t>(each.own) * problem_.count;
    for (size_t i = 0; i < problem_.count; i++) {
      if (!each.active[i] || start[i] == 0) continue;
      each.alpha[i] = start[i];
      const double factor = problem_.class_of[i] == each.own ? start[i] : -start[i];
      kernels_.add(static_cast<float>(factor), Row(i), each.w.data(), problem_.width);
      each.bias += factor;
    }
  }

  void Activate(Machine& each) {
    for (size_t i = 0; i < problem_.count; i++) each.active[i] = problem_.costs[i] > 0;
    each.bound = kInfinity;
  }

  // Visits every example once, with all machines that look at it.
  void Pass() {
    for (Machine* each : open_) {
      each->largest = -kInfinity;
      each->loss = 0;
      each->passes++;
    }
    std::vector<Machine*> looking;
    std::vector<float> scores(open_.size());
    for (size_t n = 0; n < order_.size(); n++) {
      if (n % kRowsPerLook == 0 && Cancelled()) return;
      const size_t i = order_[n];
      if (n + 1 < order_.size()) Prefetch(Row(order_[n + 1]), problem_.width);
      looking.clear();
      for (Machine* each : open_) {
        if (each->active[i]) looking.push_back(each);
      }
      Score(i, looking, scores.data());
      for (size_t k = 0; k < looking.size(); k++) Visit(*looking[k], i, scores[k]);
    }
    // Everything at rest: nothing may be put aside by a bound of zero.
    for (Machine* each : open_) each->bound = each->largest > 0 ? each->largest : kInfinity;
  }

  // scores[k] = row i · weights of machine k, biases left out.
  void Score(size_t i, const std::vector<Machine*>& machines, float* scores) const {
    const float* x = Row(i);
    size_t k = 0;
    for (; k + 4 <= machines.size(); k += 4) {
      const float* const w[4] = {machines[k]->w.data(), machines[k + 1]->w.data(), machines[k + 2]->w.data(),
                                 machines[k + 3]->w.data()};
      kernels_.dot4(x, w, problem_.width, scores + k);
    }
    for (; k < machines.size(); k++) scores[k] = kernels_.dot(x, machines[k]->w.data(), problem_.width);
  }

  // Puts αᵢ where the dual is largest, all else held.
  void Visit(Machine& each, size_t i, float score) {
    const double y = problem_.class_of[i] == each.own ? 1 : -1;
    const double cost = problem_.costs[i];
    const double a = each.alpha[i];
    const double missing = 1 - y * (score + each.bias);
    if (missing > 0) each.loss += cost * missing * missing;
    const double gradient = a / (2 * cost) - missing;
    if (a == 0 && gradient > each.bound) {
      each.active[i] = 0;
      return;
    }
    const double projected = a == 0 ? std::min(gradient, 0.0) : gradient;
    each.largest = std::max(each.largest, projected);
    if (std::fabs(projected) < 1e-12) return;
    const double next = std::max(a - gradient / (norms_[i] + 1 / (2 * cost)), 0.0);
    each.alpha[i] = next;
    const double factor = (next - a) * y;
    kernels_.add(static_cast<float>(factor), Row(i), each.w.data(), problem_.width);
    each.bias += factor;
  }

  // A machine that seems to be done is measured exactly; if it is not, it looks at everything again.
  void CloseWhatIsDone() {
    std::vector<Machine*> close;
    for (Machine* each : open_) {
      const double estimate = Penalty(*each) + each->loss;
      if (estimate - Dual(*each) <= problem_.tolerance * estimate) close.push_back(each);
    }
    Measure(close);
    for (Machine* each : close) {
      if (each->primal - Dual(*each) <= problem_.tolerance * each->primal) {
        open_.erase(std::find(open_.begin(), open_.end(), each));
      } else {
        Activate(*each);
      }
    }
  }

  // The primal objective exactly: the score of every example once more.
  void Measure(const std::vector<Machine*>& machines) {
    if (machines.empty()) return;
    std::vector<double> losses(machines.size());
    std::vector<float> scores(machines.size());
    for (size_t i = 0; i < problem_.count; i++) {
      if (i % kRowsPerLook == 0 && Cancelled()) return;
      if (problem_.costs[i] == 0) continue;
      Score(i, machines, scores.data());
      for (size_t k = 0; k < machines.size(); k++) {
        const double y = problem_.class_of[i] == machines[k]->own ? 1 : -1;
        const double missing = std::max(1 - y * (scores[k] + machines[k]->bias), 0.0);
        losses[k] += problem_.costs[i] * missing * missing;
      }
    }
    for (size_t k = 0; k < machines.size(); k++) machines[k]->primal = Penalty(*machines[k]) + losses[k];
  }

 public:
  // ½ |w|²
  static double Penalty(const Machine& each) {
    double sum = each.bias * each.bias;
    for (const float weight : each.w) sum += static_cast<double>(weight) * weight;
    return sum / 2;
  }

  double Dual(const Machine& each) const {
    double sum = -Penalty(each);
    for (size_t i = 0; i < problem_.count; i++) {
      const double a = each.alpha[i];
      if (a > 0) sum += a - a * a / (4.0 * problem_.costs[i]);
    }
    return sum;
  }

 private:
  const Problem& problem_;
  const std::vector<double>& norms_;
  const Kernels& kernels_;
  std::vector<size_t> order_;
  Rng rng_;
  std::vector<Machine*> open_;
};

// |xᵢ|², the feature of 1 included.
std::vector<double> SquaredNorms(const Problem& problem) {
  std::vector<double> norms(problem.count, 1.0);
  for (size_t i = 0; i < problem.count; i++) {
    const float* x = problem.features + i * problem.width;
    for (size_t f = 0; f < problem.width; f++) norms[i] += static_cast<double>(x[f]) * x[f];
  }
  return norms;
}

}  // namespace

Solution Solve(const Problem& problem) {
  const std::vector<double> norms = SquaredNorms(problem);
  std::vector<Machine> machines(problem.machines);
  for (int k = 0; k < problem.machines; k++) machines[k].own = k;

  const int threads = std::max(1, std::min(problem.threads, problem.machines));
  std::vector<Descent> parts;
  for (int t = 0; t < threads; t++) {
    const int from = problem.machines * t / threads, to = problem.machines * (t + 1) / threads;
    parts.emplace_back(problem, norms, machines.data() + from, to - from);
  }
  std::vector<std::thread> others;
  for (int t = 1; t < threads; t++) others.emplace_back(&Descent::Run, &parts[t]);
  parts[0].Run();
  for (std::thread& other : others) other.join();

  Solution solution;
  solution.cancelled = *static_cast<const volatile uint8_t*>(problem.cancel) != 0;
  for (const Machine& each : machines) {
    solution.weights.insert(solution.weights.end(), each.w.begin(), each.w.end());
    solution.weights.push_back(static_cast<float>(each.bias));
    solution.primal.push_back(each.primal);
    solution.dual.push_back(parts[0].Dual(each));
    solution.passes = std::max(solution.passes, each.passes);
    if (problem.start) solution.alphas.insert(solution.alphas.end(), each.alpha.begin(), each.alpha.end());
  }
  return solution;
}

}  // namespace linear_svm
