#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

// One thread of the server and the connections that live on it.
namespace assay::http {

using Clock = std::chrono::steady_clock;

// A connection or a WebSocket. Every call comes on the loop's thread.
class Member {
 public:
  virtual ~Member() = default;
  // Looks at its deadlines.
  virtual void Tick(Clock::time_point now) = 0;
  // The server is stopping: idle ones close, streams say goodbye, requests are answered first.
  virtual void BeginStop() = 0;
  // Closes now and leaves the loop.
  virtual void Abort() = 0;

 private:
  friend class Loop;
  size_t index_ = 0;
};

// Thread-safe where it says so; everything else is for its own thread. Handles that clients of the
// server hold (responders, streams) share it, so that a late answer finds a loop to be dropped by.
class Loop {
 public:
  explicit Loop(std::chrono::milliseconds tick) : tick_(tick), timer_(io_) {}

  void Start();
  // Thread-safe. Ends the thread; work that waits is not done.
  void StopAndJoin();

  // Thread-safe. Dropped where the loop has ended.
  template <typename F>
  void Post(F&& function) {
    if (!ended_.load(std::memory_order_acquire)) boost::asio::post(io_, std::forward<F>(function));
  }
  bool ended() const { return ended_.load(std::memory_order_acquire); }

  boost::asio::io_context& io() { return io_; }
  bool stopping() const { return stopping_; }

  // Keeps it until Remove.
  void Add(std::shared_ptr<Member> member);
  void Remove(Member& member);
  // Thread-safe.
  size_t size() const { return size_.load(std::memory_order_relaxed); }
  void BeginStop();
  void AbortAll();

 private:
  void Schedule();
  void Tick();

  std::chrono::milliseconds tick_;
  // One thread runs it; the hint saves wake-ups, posting from others stays safe.
  boost::asio::io_context io_{1};
  boost::asio::steady_timer timer_;
  std::vector<std::shared_ptr<Member>> members_;
  size_t parts_ = 1, next_ = 0;  // of the walk; who is visited next lies below
  std::atomic<size_t> size_{0};
  std::atomic<bool> ended_{false};
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace assay::http
