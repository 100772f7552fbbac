#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "common/database/connection.h"

namespace assay::database {

// At most `size` connections to one database, made when they are first needed. A connection that
// broke is thrown away and replaced. Thread-safe; outlives what it hands out.
class Pool {
 public:
  // A borrowed connection; the destructor gives it back. Of one thread at a time.
  class Borrowed {
   public:
    Borrowed(Borrowed&&) noexcept = default;
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed() {
      if (connection_) pool_->Return(std::move(connection_));
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    friend class Pool;
    Borrowed(Pool* pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Pool(Settings settings, size_t size) : settings_(std::move(settings)), size_(size) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Waits until a connection is free: kResourceExhausted when none was by the deadline,
  // kUnavailable when the server cannot be reached.
  Result<Borrowed> Acquire(std::chrono::steady_clock::time_point deadline);

  const Settings& settings() const { return settings_; }

  struct Stats {
    size_t open = 0;       // handed out and idle
    size_t idle = 0;       // may be used at once
    uint64_t opened = 0;   // since the start
    uint64_t dropped = 0;  // thrown away because they broke
  };
  Stats stats() const;

 private:
  void Return(std::unique_ptr<Connection> connection);

  const Settings settings_;
  const size_t size_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  Stats stats_;
};

}  // namespace assay::database
