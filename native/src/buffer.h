#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

// A whole page would hide what is read behind the end, so that sanitizers are given what was asked for.
#if defined(__linux__) && !defined(FOVEA_SANITIZED)
#define HAS_LARGE_PAGES 1
#include <sys/mman.h>
#endif

// Plain numbers that nobody has set to 0: over large arrays that would be a pass of its own, and by one thread.
//
// Linux is asked for pages of 2 MiB where an array has as many bytes: rows are fetched from all over it, and most of the
// time would go into finding them.
template <typename T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t count) : count_(count), numbers_(static_cast<T*>(Allocated(count * sizeof(T)))) {}

  size_t size() const { return count_; }
  T* data() const { return numbers_.get(); }
  T& operator[](size_t i) const { return numbers_[i]; }

 private:
  struct Free {
    void operator()(T* numbers) const { std::free(numbers); }
  };

  static void* Allocated(size_t bytes) {
    void* memory = nullptr;
#ifdef HAS_LARGE_PAGES
    constexpr size_t kPage = size_t{1} << 21;
    if (bytes >= kPage) {
      const size_t whole = (bytes + kPage - 1) / kPage * kPage;
      memory = std::aligned_alloc(kPage, whole);
      if (memory) madvise(memory, whole, MADV_HUGEPAGE);  // a wish: without it the same, slower
    }
#endif
    if (!memory) memory = std::malloc(bytes > 0 ? bytes : 1);
    if (!memory) throw std::bad_alloc();
    return memory;
  }

  size_t count_ = 0;
  std::unique_ptr<T[], Free> numbers_;
};
