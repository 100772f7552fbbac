#include "common/database/pool.h"

namespace assay::database {

Result<Pool::Borrowed> Pool::Acquire(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  while (true) {
    while (!idle_.empty()) {
      // The one used last: its server process has the warmest caches, and others may time out.
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->usable()) return Borrowed(this, std::move(connection));
      --stats_.open;
      ++stats_.dropped;
    }
    if (stats_.open < size_) break;
    if (freed_.wait_until(lock, deadline) == std::cv_status::timeout && idle_.empty() &&
        stats_.open >= size_) {
      return ResourceExhausted(settings_.Describe() + ": all " + std::to_string(size_) +
                               " connections were in use until the deadline");
    }
  }
  ++stats_.open;  // the place is taken while the connection is made without the lock
  lock.unlock();
  auto opened = Connection::Open(settings_);
  lock.lock();
  if (!opened.ok()) {
    --stats_.open;
    freed_.notify_one();
    return std::move(opened).status();
  }
  ++stats_.opened;
  return Borrowed(this, std::move(*opened));
}

void Pool::Return(std::unique_ptr<Connection> connection) {
  const bool usable = connection->usable();
  const std::lock_guard lock(mutex_);
  if (usable) {
    idle_.push_back(std::move(connection));
  } else {
    --stats_.open;
    ++stats_.dropped;
  }
  freed_.notify_one();
}

Pool::Stats Pool::stats() const {
  const std::lock_guard lock(mutex_);
  Stats stats = stats_;
  stats.idle = idle_.size();
  return stats;
}

}  // namespace assay::database
