#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "common/status.h"
#include "sandbox/sandbox.h"

namespace assay::sandbox {

struct PoolOptions {
  size_t ready_per_key = 2;  // kept for a spec that was asked for, unless Keep said another number
  // Since making one takes a processor for a while, a spec of which some are still ready waits this
  // long after one was taken: a submission that comes alone is graded first.
  std::chrono::milliseconds rest{0};
  size_t max_ready = 16;  // of all specs together; the longest unused give way, those of Keep never
  std::chrono::milliseconds first_retry{
      100};  // after a create that failed; doubles up to last_retry
  std::chrono::milliseconds last_retry{30'000};
};

// Counters since the start, for metrics; `ready` is a gauge.
struct PoolStats {
  uint64_t warm = 0;      // taken from the pool
  uint64_t cold = 0;      // made while the caller waited
  uint64_t refilled = 0;  // made in the background
  uint64_t failed = 0;    // background creates that failed
  uint64_t dead = 0;      // found dead when they were to be handed out
  uint64_t evicted = 0;   // gave way to another spec
  size_t ready = 0;
};

// Makes sandboxes before they are asked for. It is itself a factory, so that what uses one need not
// know. A sandbox that was handed out never comes back: it belongs to one submission and is
// destroyed.
//
// Thread-safe. Owns one thread, which makes sandboxes one after another and destroys those that
// nobody will use. The factory underneath is borrowed and outlives the pool.
class SandboxPool : public SandboxFactory {
 public:
  SandboxPool(SandboxFactory& factory, PoolOptions options);
  ~SandboxPool() override;  // Stop()
  SandboxPool(const SandboxPool&) = delete;
  SandboxPool& operator=(const SandboxPool&) = delete;

  std::string_view name() const override { return factory_.name(); }

  // A warm sandbox where there is one, else a new one, which takes as long as the factory takes.
  // From now on some are kept ready for this spec.
  Result<std::unique_ptr<Sandbox>> Create(const SandboxSpec& spec) override;

  // Keeps `count` ready for a spec from now on; zero gives them up.
  void Keep(const SandboxSpec& spec, size_t count);

  // Waits until as many are ready as are wanted, or the time is over; true when they are.
  bool WaitUntilReady(std::chrono::milliseconds timeout);

  // Ends the thread and destroys what is ready. Create goes on, cold.
  void Stop();

  PoolStats stats() const;

 private:
  using Key = std::tuple<std::string, uint64_t, uint64_t, uint64_t>;
  using Clock = std::chrono::steady_clock;
  struct Shelf {
    SandboxSpec spec;
    size_t want = 0;
    bool pinned = false;  // by Keep
    std::deque<std::unique_ptr<Sandbox>> ready;
    Clock::time_point used{}, retry_at{}, rest_until{};
    std::chrono::milliseconds retry{0};
  };
  static Key KeyOf(const SandboxSpec& spec);
  void Loop();
  // The shelf that lacks most and may be tried now; null when there is none. `wake` is when to look
  // again.
  Shelf* Neediest(Clock::time_point now, Clock::time_point* wake);
  // Takes ready sandboxes away until there is room for one more of `shelf`; false where none may
  // go. One that Keep asked for is made in any case.
  bool MakeRoom(const Shelf& shelf);
  void Refill(std::unique_lock<std::mutex>& lock, const Key& key);
  size_t CountReady() const;
  bool Satisfied() const;

  SandboxFactory& factory_;
  const PoolOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, Shelf> shelves_;
  std::vector<std::unique_ptr<Sandbox>> doomed_;  // destroyed by the thread, without the lock
  PoolStats stats_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace assay::sandbox
