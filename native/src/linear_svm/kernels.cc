#include "linear_svm/kernels.h"

#if (defined(__GNUC__) || defined(__clang__)) && (defined(__x86_64__) || defined(__i386__)) && \
    !defined(FOVEA_BASELINE_KERNELS)
#define HAS_AVX2_BUILD 1
#include <immintrin.h>
#endif

namespace linear_svm {
namespace {

// Sums of one dot product that run side by side, as many as vector registers hold at once.
constexpr size_t kLanes = 16;

float Folded(const float lanes[kLanes]) {
  float sums[kLanes];
  for (size_t j = 0; j < kLanes; j++) sums[j] = lanes[j];
  for (size_t half = kLanes / 2; half > 0; half /= 2) {
    for (size_t j = 0; j < half; j++) sums[j] += sums[j + half];
  }
  return sums[0];
}

float Dot(const float* x, const float* w, size_t width) {
  float lanes[kLanes] = {};
  size_t f = 0;
  for (; f + kLanes <= width; f += kLanes) {
    for (size_t j = 0; j < kLanes; j++) lanes[j] += x[f + j] * w[f + j];
  }
  float sum = Folded(lanes);
  for (; f < width; f++) sum += x[f] * w[f];
  return sum;
}

void Dot4(const float* x, const float* const w[4], size_t width, float out[4]) {
  for (size_t k = 0; k < 4; k++) out[k] = Dot(x, w[k], width);
}

void Add(float factor, const float* x, float* w, size_t width) {
  for (size_t f = 0; f < width; f++) w[f] += factor * x[f];
}

constexpr Kernels kPlain = {Dot4, Dot, Add};

#ifdef HAS_AVX2_BUILD

#define AVX2 __attribute__((target("avx2,fma")))

AVX2 inline float FoldedPair(__m256 low, __m256 high) {
  float lanes[kLanes];
  _mm256_storeu_ps(lanes, low);
  _mm256_storeu_ps(lanes + 8, high);
  return Folded(lanes);
}

AVX2 inline float WithTail(float sum, const float* x, const float* w, size_t from, size_t width) {
  for (size_t f = from; f < width; f++) sum += x[f] * w[f];
  return sum;
}

AVX2 float DotAvx2(const float* x, const float* w, size_t width) {
  __m256 low = _mm256_setzero_ps(), high = _mm256_setzero_ps();
  size_t f = 0;
  for (; f + kLanes <= width; f += kLanes) {
    low = _mm256_fmadd_ps(_mm256_loadu_ps(x + f), _mm256_loadu_ps(w + f), low);
    high = _mm256_fmadd_ps(_mm256_loadu_ps(x + f + 8), _mm256_loadu_ps(w + f + 8), high);
  }
  return WithTail(FoldedPair(low, high), x, w, f, width);
}

// Each part of the row is loaded once for four classes.
AVX2 void Dot4Avx2(const float* x, const float* const w[4], size_t width, float out[4]) {
  __m256 low0 = _mm256_setzero_ps(), high0 = low0, low1 = low0, high1 = low0;
  __m256 low2 = low0, high2 = low0, low3 = low0, high3 = low0;
  const float *w0 = w[0], *w1 = w[1], *w2 = w[2], *w3 = w[3];
  size_t f = 0;
  for (; f + kLanes <= width; f += kLanes) {
    const __m256 a = _mm256_loadu_ps(x + f), b = _mm256_loadu_ps(x + f + 8);
    low0 = _mm256_fmadd_ps(a, _mm256_loadu_ps(w0 + f), low0);
    high0 = _mm256_fmadd_ps(b, _mm256_loadu_ps(w0 + f + 8), high0);
    low1 = _mm256_fmadd_ps(a, _mm256_loadu_ps(w1 + f), low1);
    high1 = _mm256_fmadd_ps(b, _mm256_loadu_ps(w1 + f + 8), high1);
    low2 = _mm256_fmadd_ps(a, _mm256_loadu_ps(w2 + f), low2);
    high2 = _mm256_fmadd_ps(b, _mm256_loadu_ps(w2 + f + 8), high2);
    low3 = _mm256_fmadd_ps(a, _mm256_loadu_ps(w3 + f), low3);
    high3 = _mm256_fmadd_ps(b, _mm256_loadu_ps(w3 + f + 8), high3);
  }
  out[0] = WithTail(FoldedPair(low0, high0), x, w0, f, width);
  out[1] = WithTail(FoldedPair(low1, high1), x, w1, f, width);
  out[2] = WithTail(FoldedPair(low2, high2), x, w2, f, width);
  out[3] = WithTail(FoldedPair(low3, high3), x, w3, f, width);
}

AVX2 void AddAvx2(float factor, const float* x, float* w, size_t width) {
  const __m256 factors = _mm256_set1_ps(factor);
  size_t f = 0;
  for (; f + 8 <= width; f += 8) {
    _mm256_storeu_ps(w + f, _mm256_fmadd_ps(factors, _mm256_loadu_ps(x + f), _mm256_loadu_ps(w + f)));
  }
  for (; f < width; f++) w[f] += factor * x[f];
}

constexpr Kernels kAvx2 = {Dot4Avx2, DotAvx2, AddAvx2};

#endif

}  // namespace

const Kernels& PlainKernels() { return kPlain; }

const Kernels& KernelsHere() {
#ifdef HAS_AVX2_BUILD
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return kAvx2;
#endif
  return kPlain;
}

}  // namespace linear_svm
