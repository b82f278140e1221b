#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dense_crf {

// A lattice vertex by its first five coordinates, of which the sixth follows because they add up to 0. Five fields of 21
// bits in two words; a field holds its coordinate + 2²⁰. Offsets are keys of differences, added word by word.
struct Key {
  uint64_t low;
  uint64_t high;

  static constexpr int kBits = 21;
  static constexpr int64_t kMiddle = 1 << 20;

  static Key Offset(const int coordinates[5]) {
    const auto at = [&](int axis) { return static_cast<uint64_t>(static_cast<int64_t>(coordinates[axis])); };
    return {at(0) + (at(1) << kBits) + (at(2) << 2 * kBits), at(3) + (at(4) << kBits)};
  }

  static Key Of(const int coordinates[5]) {
    const int middle[5] = {kMiddle, kMiddle, kMiddle, kMiddle, kMiddle};
    return Offset(coordinates) + Offset(middle);
  }

  Key operator+(const Key& other) const { return {low + other.low, high + other.high}; }
  Key operator-(const Key& other) const { return {low - other.low, high - other.high}; }
  bool operator==(const Key& other) const { return low == other.low && high == other.high; }
};

// Numbers keys 0, 1, 2 … as they are first seen: open addressing, at most half full.
class Vertices {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  Vertices() : slots_(1 << 12) {}

  uint32_t NumberOf(const Key& key) {
    if (2 * keys_.size() >= slots_.size()) Grow();
    Slot& slot = slots_[Find(key)];
    if (slot.number == kNone) {
      slot = {key, static_cast<uint32_t>(keys_.size())};
      keys_.push_back(key);
    }
    return slot.number;
  }

  // kNone where it was never seen.
  uint32_t Lookup(const Key& key) const { return slots_[Find(key)].number; }

  const std::vector<Key>& keys() const { return keys_; }

 private:
  struct Slot {
    Key key = {0, 0};
    uint32_t number = kNone;
  };

  // The slot that holds the key, or the free one where it belongs.
  size_t Find(const Key& key) const {
    // Multipliers of splitmix64 (Steele, Lea, Flood, 2014).
    uint64_t mixed = key.low * 0xbf58476d1ce4e5b9u ^ key.high * 0x94d049bb133111ebu;
    mixed ^= mixed >> 29;
    size_t at = mixed & (slots_.size() - 1);
    while (slots_[at].number != kNone && !(slots_[at].key == key)) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void Grow() {
    std::vector<Slot> filled(2 * slots_.size());
    filled.swap(slots_);
    for (const Slot& slot : filled) {
      if (slot.number != kNone) slots_[Find(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<Key> keys_;
};

}  // namespace dense_crf
