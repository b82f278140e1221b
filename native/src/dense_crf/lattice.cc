#include "dense_crf/lattice.h"

#include <algorithm>
#include <cmath>

#include "dense_crf/vertices.h"

namespace dense_crf {
namespace {

constexpr int kDimensions = static_cast<int>(Lattice::kDimensions);
constexpr int kCorners = static_cast<int>(Lattice::kCorners);
// Points whose keys wait to be numbered at one time.
constexpr size_t kPointsPerTurn = 1 << 16;
constexpr size_t kStep = 1 << 12;

// At which the blur has a standard deviation of 1: section 3.1 and equation 5.
struct Scales {
  double of[kCorners];
  Scales() {
    for (int i = 1; i < kCorners; i++) of[i] = kCorners * std::sqrt(2.0 / 3) / std::sqrt(i * (i + 1.0));
  }
};

// Onto the plane of numbers that add up to 0.
void Elevate(const double features[kDimensions], double elevated[kCorners]) {
  static const Scales scales;
  double sum = 0;
  for (int i = kDimensions; i > 0; i--) {
    const double scaled = features[i - 1] * scales.of[i];
    elevated[i] = sum - i * scaled;
    sum += scaled;
  }
  elevated[0] = sum;
}

// The nearest vertex of remainder 0, and how far the others of the simplex are turned from it: section 3.2.
void Enclose(const double elevated[kCorners], int nearest[kCorners], int rank[kCorners]) {
  int sum = 0;
  for (int i = 0; i < kCorners; i++) {
    nearest[i] = static_cast<int>(std::floor(elevated[i] / kCorners + 0.5)) * kCorners;
    sum += nearest[i] / kCorners;
    rank[i] = 0;
  }
  for (int i = 0; i < kCorners; i++) {
    for (int j = i + 1; j < kCorners; j++) {
      if (elevated[i] - nearest[i] < elevated[j] - nearest[j]) rank[i]++;
      else rank[j]++;
    }
  }
  // Back onto the plane where rounding left it.
  for (int i = 0; i < kCorners; i++) {
    rank[i] += sum;
    const int turns = rank[i] < 0 ? 1 : rank[i] >= kCorners ? -1 : 0;
    rank[i] += turns * kCorners;
    nearest[i] += turns * kCorners;
  }
}

// Proposition 4.2.
void Barycentric(const double elevated[kCorners], const int nearest[kCorners], const int rank[kCorners],
                 float weights[kCorners]) {
  double coordinates[kCorners + 1] = {};
  for (int i = 0; i < kCorners; i++) {
    const double rest = (elevated[i] - nearest[i]) / kCorners;
    coordinates[kDimensions - rank[i]] += rest;
    coordinates[kCorners - rank[i]] -= rest;
  }
  coordinates[0] += 1 + coordinates[kCorners];
  for (int i = 0; i < kCorners; i++) weights[i] = static_cast<float>(coordinates[i]);
}

// The vertices of remainder 0 … kDimensions around one point.
void CornersOf(const int nearest[kCorners], const int rank[kCorners], Key keys[kCorners]) {
  for (int remainder = 0; remainder < kCorners; remainder++) {
    int coordinates[kDimensions];
    for (int i = 0; i < kDimensions; i++) {
      const int turned = rank[i] > kDimensions - remainder ? remainder - kCorners : remainder;
      coordinates[i] = nearest[i] + turned;
    }
    keys[remainder] = Key::Of(coordinates);
  }
}

Vertices NumberCorners(const Features& features, const Threads& threads, Lattice& lattice) {
  Vertices vertices;
  const Buffer<Key> keys(std::min(kPointsPerTurn, lattice.points) * kCorners);
  for (size_t first = 0; first < lattice.points && !threads.Cancelled(); first += kPointsPerTurn) {
    const size_t count = std::min(kPointsPerTurn, lattice.points - first);
    threads.Share(count, kStep, [&](size_t from, size_t to) {
      for (size_t i = from; i < to; i++) {
        double position[kDimensions], elevated[kCorners];
        int nearest[kCorners], rank[kCorners];
        features.Of(first + i, position);
        Elevate(position, elevated);
        Enclose(elevated, nearest, rank);
        Barycentric(elevated, nearest, rank, &lattice.weights[(first + i) * kCorners]);
        CornersOf(nearest, rank, &keys[i * kCorners]);
      }
    });
    if (threads.Cancelled()) break;
    // A point often lies in the simplex of the one before it.
    uint32_t* corners = &lattice.corners[first * kCorners];
    for (size_t n = 0; n < count * kCorners; n++) {
      const bool known = n >= kCorners && keys[n] == keys[n - kCorners];
      corners[n] = known ? corners[n - kCorners] : vertices.NumberOf(keys[n]);
    }
  }
  return vertices;
}

// Neighbors on an axis differ by 1 in every coordinate, and by −5 in that of the axis; the sixth has no field.
void FindNeighbors(const Vertices& vertices, const Threads& threads, Lattice& lattice) {
  const size_t count = lattice.vertices;
  for (int axis = 0; axis < kCorners; axis++) {
    int step[kDimensions];
    for (int i = 0; i < kDimensions; i++) step[i] = i == axis ? -kDimensions : 1;
    const Key offset = Key::Offset(step);
    threads.Share(count, kStep, [&](size_t from, size_t to) {
      for (size_t vertex = from; vertex < to; vertex++) {
        const Key& key = vertices.keys()[vertex];
        uint32_t* row = &lattice.blur[(axis * count + vertex) * 3];
        row[0] = static_cast<uint32_t>(vertex);
        row[1] = std::min(vertices.Lookup(key + offset), static_cast<uint32_t>(count));
        row[2] = std::min(vertices.Lookup(key - offset), static_cast<uint32_t>(count));
      }
    });
  }
}

// The transpose of corners and weights.
void Transpose(Lattice& lattice) {
  for (size_t n = 0; n < lattice.corners.size(); n++) lattice.splat_from[lattice.corners[n] + 1]++;
  for (size_t vertex = 0; vertex < lattice.vertices; vertex++) {
    lattice.splat_from[vertex + 1] += lattice.splat_from[vertex];
  }
  std::vector<uint32_t> next(lattice.splat_from.begin(), lattice.splat_from.end() - 1);
  for (size_t n = 0; n < lattice.corners.size(); n++) {
    const uint32_t place = next[lattice.corners[n]]++;
    lattice.splat_points[place] = static_cast<uint32_t>(n / kCorners);
    lattice.splat_weights[place] = lattice.weights[n];
  }
}

}  // namespace

void Features::Of(size_t point, double out[kDimensions]) const {
  const uint8_t* color = rgb + point * 3;
  out[0] = static_cast<double>(point % width) / spatial_sigma;
  out[1] = static_cast<double>(point / width) / spatial_sigma;
  for (int channel = 0; channel < 3; channel++) out[2 + channel] = color[channel] / color_sigma;
}

Lattice BuildLattice(const Features& features, const Threads& threads) {
  Lattice lattice;
  lattice.points = features.height * features.width;
  lattice.corners = Buffer<uint32_t>(lattice.points * kCorners);
  lattice.weights = Buffer<float>(lattice.points * kCorners);
  const Vertices vertices = NumberCorners(features, threads, lattice);
  if (threads.Cancelled()) return lattice;
  lattice.vertices = vertices.keys().size();
  lattice.blur = Buffer<uint32_t>(kCorners * lattice.vertices * 3);
  FindNeighbors(vertices, threads, lattice);
  lattice.splat_from.resize(lattice.vertices + 1);
  lattice.splat_points = Buffer<uint32_t>(lattice.corners.size());
  lattice.splat_weights = Buffer<float>(lattice.corners.size());
  Transpose(lattice);
  return lattice;
}

void Scale(Lattice& lattice, const Buffer<float>& factors, const Threads& threads) {
  threads.Share(lattice.points, kStep, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
      for (size_t n = i * kCorners; n < (i + 1) * kCorners; n++) lattice.weights[n] *= factors[i];
    }
  });
  threads.Share(lattice.splat_weights.size(), kStep, [&](size_t from, size_t to) {
    for (size_t n = from; n < to; n++) lattice.splat_weights[n] *= factors[lattice.splat_points[n]];
  });
}

}  // namespace dense_crf
