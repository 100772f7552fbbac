#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "lms/gateway/background_share.h"

namespace assay::gateway {

struct ShaperOptions {
  ShareOptions share;
  size_t waiting = 256;                      // background requests that wait; more are refused
  std::chrono::milliseconds patience{8000};  // how long one waits before it is
};

// Interactive requests go before background ones (reports, exports, imports), which wait here until
// the others are quick. Thread-safe. Owns one thread, which starts what has waited.
class Shaper {
 public:
  // Held until the request was answered.
  using Ticket = std::shared_ptr<void>;
  // Called once, from Run or from the shaper's thread; null: there is no room, come again later.
  using Start = std::function<void(const Ticket&)>;

  explicit Shaper(ShaperOptions options = {});
  ~Shaper();  // refuses what waits
  Shaper(const Shaper&) = delete;
  Shaper& operator=(const Shaper&) = delete;

  void Run(Start start);
  // An interactive request was answered.
  void Answered(std::chrono::nanoseconds took);

  struct Figures {
    size_t running = 0, waiting = 0;
    double share = 0;
    uint64_t refused = 0;
  };
  Figures figures() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Start start;
    Clock::time_point until;
  };
  struct State;  // outlives the shaper as long as a ticket does
  void Loop();

  const ShaperOptions options_;
  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace assay::gateway
