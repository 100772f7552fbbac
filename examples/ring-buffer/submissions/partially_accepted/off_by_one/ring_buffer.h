#pragma once

#include <optional>
#include <vector>

template <typename T>
class RingBuffer {
 public:
  explicit RingBuffer(size_t capacity) : items_(capacity + 1) {}

  // One place stays free to tell full from empty; and then one more is left free by mistake.
  bool Push(T item) {
    if ((last_ + 2) % items_.size() == first_) return false;
    items_[last_] = item;
    last_ = (last_ + 1) % items_.size();
    return true;
  }
  std::optional<T> Pop() {
    if (first_ == last_) return std::nullopt;
    T item = items_[first_];
    first_ = (first_ + 1) % items_.size();
    return item;
  }
  size_t size() const { return (last_ + items_.size() - first_) % items_.size(); }

 private:
  std::vector<T> items_;
  size_t first_ = 0, last_ = 0;
};
