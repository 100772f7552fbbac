#include "common/redis/node.h"

#include <algorithm>

namespace assay::redis {

Node::Node(Endpoint endpoint, int database, const Options& options)
    : endpoint_(std::move(endpoint)),
      database_(database),
      options_(options),
      breaker_(options.failures_until_open, options.retry_after) {}

Result<std::vector<Value>> Node::Exchange(const std::vector<Command>& commands, Deadline deadline,
                                          bool& sent) {
  sent = false;
  if (commands.empty()) return std::vector<Value>();
  ++calls_;
  if (!breaker_.Admit(std::chrono::steady_clock::now())) {
    ++refused_;
    return Unavailable(endpoint_.Name() +
                       ": redis is gone and is tried again shortly: " + breaker_.why());
  }
  auto replies = Try(commands, deadline, sent);
  if (replies.ok()) {
    breaker_.Succeeded();
    return replies;
  }
  ++failures_;
  // Being short of connections says nothing of the server.
  if (replies.status().code() != StatusCode::kResourceExhausted) {
    breaker_.Failed(std::chrono::steady_clock::now(), replies.status().ToString());
  }
  return replies;
}

Result<std::vector<Value>> Node::Try(const std::vector<Command>& commands, Deadline deadline,
                                     bool& sent) {
  ASSAY_ASSIGN_OR_RETURN(auto connection, Take(deadline));
  sent = true;
  auto replies = connection->Exchange(commands, deadline);
  // One that failed may still hold a reply of the past, which would be taken for the next one's.
  if (!replies.ok()) connection.reset();
  Return(std::move(connection));
  return replies;
}

Result<std::unique_ptr<Connection>> Node::Take(Deadline deadline) {
  std::vector<std::unique_ptr<Connection>> stale;  // closed without the lock
  {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_until(lock, deadline,
                              [&] { return !idle_.empty() || out_ < options_.max_connections; })) {
      return ResourceExhausted(endpoint_.Name() + ": all " +
                               std::to_string(options_.max_connections) +
                               " connections are in use");
    }
    ++out_;
    while (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (!connection->Stale()) return connection;
      stale.push_back(std::move(connection));
    }
  }
  auto opened = Connection::Open(
      endpoint_, database_, options_,
      std::min(deadline, std::chrono::steady_clock::now() + options_.connect_timeout));
  if (!opened.ok()) Return(nullptr);
  return opened;
}

void Node::Return(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --out_;
    if (connection) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

Stats Node::stats() const { return {calls_, failures_, refused_, breaker_.closed()}; }

}  // namespace assay::redis
