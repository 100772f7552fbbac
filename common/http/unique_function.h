#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace assay::http {

// std::function for callables that only move, as completion handlers of Asio are. Called once; an
// empty one must not be called.
template <typename Signature>
class UniqueFunction;

template <typename... Args>
class UniqueFunction<void(Args...)> {
 public:
  UniqueFunction() = default;
  template <typename F>
    requires(!std::is_same_v<std::decay_t<F>, UniqueFunction>)
  // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions,bugprone-forwarding-reference-overload)
  UniqueFunction(F&& function)
      : holder_(std::make_unique<Holder<std::decay_t<F>>>(std::forward<F>(function))) {}

  void operator()(Args... args) {
    // What was called may destroy the object that holds this one.
    const std::unique_ptr<Base> holder = std::move(holder_);
    holder->Call(std::forward<Args>(args)...);
  }
  explicit operator bool() const { return holder_ != nullptr; }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void Call(Args... args) = 0;
  };
  template <typename F>
  struct Holder final : Base {
    explicit Holder(F&& function) : function_(std::move(function)) {}
    explicit Holder(const F& function) : function_(function) {}
    void Call(Args... args) override { function_(std::forward<Args>(args)...); }
    F function_;
  };
  std::unique_ptr<Base> holder_;
};

}  // namespace assay::http
