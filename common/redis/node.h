#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "common/redis/breaker.h"
#include "common/redis/connection.h"

namespace assay::redis {

// The connections to one server, and whether it is there. Thread-safe.
class Node {
 public:
  Node(Endpoint endpoint, int database, const Options& options);

  // `sent`: whether the server may have run any of it, where it failed.
  Result<std::vector<Value>> Exchange(const std::vector<Command>& commands, Deadline deadline,
                                      bool& sent);
  const Endpoint& endpoint() const { return endpoint_; }
  Stats stats() const;

 private:
  Result<std::unique_ptr<Connection>> Take(Deadline deadline);
  void Return(std::unique_ptr<Connection> connection);
  Result<std::vector<Value>> Try(const std::vector<Command>& commands, Deadline deadline,
                                 bool& sent);

  const Endpoint endpoint_;
  const int database_;
  const Options options_;
  Breaker breaker_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;  // the last one used is used first
  size_t out_ = 0;                                 // connections in use or being made
  std::atomic<uint64_t> calls_{0}, failures_{0}, refused_{0};
};

}  // namespace assay::redis
