#include "graph_segmentation/edges.h"

#include <array>
#include <cmath>
#include <cstring>
#include <utility>

namespace graph_segmentation {
namespace {

constexpr size_t kDirections = 4;
constexpr size_t kRowsPerStep = 16;
// Steps to the neighbors that come later in scan order.
constexpr int kRight[kDirections] = {1, -1, 0, 1};
constexpr int kDown[kDirections] = {0, 1, 1, 1};

// Digits of the sort: three of eleven bits hold 32.
constexpr int kDigitBits = 11;
constexpr size_t kDigits = 1 << kDigitBits;

uint32_t Distance(const float* a, const float* b, size_t channels) {
  double sum = 0;
  for (size_t c = 0; c < channels; c++) {
    const double difference = static_cast<double>(a[c]) - b[c];
    sum += difference * difference;
  }
  const float distance = static_cast<float>(std::sqrt(sum));
  uint32_t bits;
  std::memcpy(&bits, &distance, sizeof bits);
  return bits;
}

// How many edges begin in the lines above line `y`.
size_t EdgesAbove(size_t y, size_t height, size_t width) {
  const size_t full = 4 * width - 3;  // right, and down three ways where the picture goes on
  return y < height ? y * full : (height - 1) * full + (width - 1);
}

// Stable, by the digit at `shift`.
void SortByDigit(const Buffer<Edge>& edges, int shift, Buffer<Edge>& sorted) {
  std::array<size_t, kDigits + 1> begin = {};
  for (size_t n = 0; n < edges.size(); n++) begin[(edges[n].weight >> shift) % kDigits + 1]++;
  for (size_t digit = 0; digit < kDigits; digit++) begin[digit + 1] += begin[digit];
  for (size_t n = 0; n < edges.size(); n++) sorted[begin[(edges[n].weight >> shift) % kDigits]++] = edges[n];
}

}  // namespace

float Edge::Weight() const {
  float value;
  std::memcpy(&value, &weight, sizeof value);
  return value;
}

size_t Edge::To(size_t width) const {
  const size_t direction = name % kDirections;
  return From() + kDown[direction] * width + kRight[direction];
}

Buffer<Edge> SortedEdges(const Buffer<float>& pixels, size_t height, size_t width, size_t channels,
                         const Threads& threads) {
  Buffer<Edge> edges(EdgesAbove(height, height, width));
  threads.Share(height, kRowsPerStep, [&](size_t from, size_t to) {
    Edge* next = edges.data() + EdgesAbove(from, height, width);
    for (size_t y = from; y < to; y++) {
      for (size_t x = 0; x < width; x++) {
        for (size_t direction = 0; direction < kDirections; direction++) {
          const bool inside = y + kDown[direction] < height && x + kRight[direction] < width;  // −1 wraps round
          if (!inside) continue;
          Edge edge = {static_cast<uint32_t>((y * width + x) * kDirections + direction), 0};
          edge.weight = Distance(&pixels[edge.From() * channels], &pixels[edge.To(width) * channels], channels);
          *next++ = edge;
        }
      }
    }
  });
  if (threads.Cancelled()) return edges;
  Buffer<Edge> other(edges.size());
  for (int shift = 0; shift < 32 && !threads.Cancelled(); shift += kDigitBits) {
    SortByDigit(edges, shift, other);
    std::swap(edges, other);
  }
  return edges;
}

}  // namespace graph_segmentation
