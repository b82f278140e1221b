#include "dense_crf/kernels.h"

#include <algorithm>
#include <cmath>

#if (defined(__GNUC__) || defined(__clang__)) && (defined(__x86_64__) || defined(__i386__)) && \
    !defined(FOVEA_BASELINE_KERNELS)
#define HAS_AVX2_BUILD 1
#include <immintrin.h>
#endif

namespace dense_crf {
namespace {

// Exponents below it give 0: what they would add is lost in rounding, and products with it would leave the normal
// numbers, where processors are slow.
constexpr float kLeastExponent = -40.0f;

void Combine(const RowSum& sum, const float* rows, size_t width, const float* start, float* out) {
  for (size_t c = 0; c < width; c += kLanes) {
    float sums[kLanes] = {};
    if (start) std::copy(start + c, start + c + kLanes, sums);
    for (size_t n = 0; n < sum.count; n++) {
      const float* row = rows + sum.indices[n] * width + c;
      for (size_t j = 0; j < kLanes; j++) sums[j] += sum.weights[n] * row[j];
    }
    std::copy(sums, sums + kLanes, out + c);
  }
}

void Softmax(const float* logits, size_t width, float* probabilities) {
  const float largest = *std::max_element(logits, logits + width);
  float sum = 0;
  for (size_t c = 0; c < width; c++) {
    const float exponent = logits[c] - largest;
    probabilities[c] = exponent < kLeastExponent ? 0.0f : std::exp(exponent);
    sum += probabilities[c];
  }
  for (size_t c = 0; c < width; c++) probabilities[c] /= sum;
}

constexpr Kernels kPlain = {Combine, Softmax};

#ifdef HAS_AVX2_BUILD

#define AVX2 __attribute__((target("avx2,fma")))

// Rows fetched ahead of their turn: the rows of a lattice vertex lie far apart.
constexpr size_t kAhead = 8;

// `Vectors` vectors of eight columns from column `from`, all in registers.
template <int Vectors>
AVX2 inline void CombineColumns(const RowSum& sum, const float* rows, size_t width, const float* start, float* out) {
  __m256 sums[Vectors];
  for (int v = 0; v < Vectors; v++) sums[v] = start ? _mm256_loadu_ps(start + 8 * v) : _mm256_setzero_ps();
  for (size_t n = 0; n < sum.count; n++) {
    if (n + kAhead < sum.count) {
      const float* ahead = rows + sum.indices[n + kAhead] * width;
      for (int v = 0; v < Vectors; v += 2) __builtin_prefetch(ahead + 8 * v);
    }
    const float* row = rows + sum.indices[n] * width;
    const __m256 weight = _mm256_set1_ps(sum.weights[n]);
    for (int v = 0; v < Vectors; v++) sums[v] = _mm256_fmadd_ps(weight, _mm256_loadu_ps(row + 8 * v), sums[v]);
  }
  for (int v = 0; v < Vectors; v++) _mm256_storeu_ps(out + 8 * v, sums[v]);
}

AVX2 void CombineAvx2(const RowSum& sum, const float* rows, size_t width, const float* start, float* out) {
  size_t c = 0;
  const auto from = [&](size_t column) { return start ? start + column : nullptr; };
  for (; c + 32 <= width; c += 32) CombineColumns<4>(sum, rows + c, width, from(c), out + c);
  if (width - c == 24) CombineColumns<3>(sum, rows + c, width, from(c), out + c);
  if (width - c == 16) CombineColumns<2>(sum, rows + c, width, from(c), out + c);
  if (width - c == 8) CombineColumns<1>(sum, rows + c, width, from(c), out + c);
}

// eˣ for −40 ≤ x ≤ 0 as 2ⁿ · e^r with |r| ≤ ½ ln 2, the latter by its Taylor polynomial of degree 6, whose remainder is
// below 2e-7 of it; 0 below that range.
AVX2 inline __m256 Exp(__m256 x) {
  const __m256 in_range = _mm256_cmp_ps(x, _mm256_set1_ps(kLeastExponent), _CMP_GE_OQ);
  x = _mm256_max_ps(x, _mm256_set1_ps(kLeastExponent));
  const __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)),
                                   _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  // ln 2 in two parts, so that n · ln 2 loses nothing.
  __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
  r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
  __m256 power = _mm256_set1_ps(1.0f / 720);
  for (const float coefficient : {1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1.0f, 1.0f}) {
    power = _mm256_fmadd_ps(power, r, _mm256_set1_ps(coefficient));
  }
  const __m256i exponent = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
  return _mm256_and_ps(in_range, _mm256_mul_ps(power, _mm256_castsi256_ps(exponent)));
}

AVX2 void SoftmaxAvx2(const float* logits, size_t width, float* probabilities) {
  __m256 largest = _mm256_loadu_ps(logits);
  for (size_t c = 8; c < width; c += 8) largest = _mm256_max_ps(largest, _mm256_loadu_ps(logits + c));
  float lanes[8];
  _mm256_storeu_ps(lanes, largest);
  largest = _mm256_set1_ps(*std::max_element(lanes, lanes + 8));
  __m256 sums = _mm256_setzero_ps();
  for (size_t c = 0; c < width; c += 8) {
    const __m256 power = Exp(_mm256_sub_ps(_mm256_loadu_ps(logits + c), largest));
    _mm256_storeu_ps(probabilities + c, power);
    sums = _mm256_add_ps(sums, power);
  }
  _mm256_storeu_ps(lanes, sums);
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  const __m256 factor = _mm256_set1_ps(1 / sum);
  for (size_t c = 0; c < width; c += 8) {
    _mm256_storeu_ps(probabilities + c, _mm256_mul_ps(_mm256_loadu_ps(probabilities + c), factor));
  }
}

constexpr Kernels kAvx2 = {CombineAvx2, SoftmaxAvx2};

#endif

}  // namespace

const Kernels& KernelsHere() {
#ifdef HAS_AVX2_BUILD
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return kAvx2;
#endif
  return kPlain;
}

}  // namespace dense_crf
