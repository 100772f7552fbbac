#pragma once

#include <optional>
#include <utility>
#include <vector>

template <typename T>
class RingBuffer {
 public:
  explicit RingBuffer(size_t capacity) : items_(capacity) {}

  bool Push(T item) {
    if (size_ == items_.size()) return false;
    items_[(first_ + size_++) % items_.size()] = std::move(item);
    return true;
  }
  std::optional<T> Pop() {
    if (size_ == 0) return std::nullopt;
    T item = std::move(items_[first_]);
    first_ = (first_ + 1) % items_.size();
    --size_;
    return item;
  }
  size_t size() const { return size_; }

 private:
  std::vector<T> items_;
  size_t first_ = 0, size_ = 0;
};
