#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "common/redis/client.h"
#include "common/redis/endpoint.h"
#include "common/status.h"
#include "common/unique_fd.h"

// Bytes to and from one server: TCP, TLS over it, or a unix socket. Used by one thread at a time.
namespace assay::redis {

using Deadline = std::chrono::steady_clock::time_point;

class Transport {
 public:
  virtual ~Transport() = default;

  // At least one byte; 0: `wake` (where not -1) became readable first. kUnavailable: closed.
  // kDeadlineExceeded.
  virtual Result<size_t> Read(char* data, size_t size, Deadline deadline, int wake) = 0;
  virtual Status Write(std::string_view data, Deadline deadline) = 0;

  // True when the server closed it, or sent what nobody asked for, since the last reply.
  virtual bool Stale() const = 0;
};

// Waits for events of poll(2) until the deadline. false: `wake` came first.
Result<bool> WaitFor(int fd, short events, Deadline deadline, int wake);

// A connected socket, not blocking.
Result<UniqueFd> Dial(const Endpoint& endpoint, Deadline deadline);

Result<std::unique_ptr<Transport>> OpenPlain(const Endpoint& endpoint, Deadline deadline);
Result<std::unique_ptr<Transport>> OpenTls(const Endpoint& endpoint, const Options& options,
                                           Deadline deadline);

}  // namespace assay::redis
