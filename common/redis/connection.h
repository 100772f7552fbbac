#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/redis/client.h"
#include "common/redis/endpoint.h"
#include "common/redis/transport.h"

namespace assay::redis {

// One connection that was greeted: authenticated, RESP3 where the server knows it, named, its
// database selected. Used by one thread at a time; after a failed call it is good for nothing.
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> Open(const Endpoint& endpoint, int database,
                                                  const Options& options, Deadline deadline);

  // The replies, in order; pushes between them are dropped.
  Result<std::vector<Value>> Exchange(const std::vector<Command>& commands, Deadline deadline);

  Status Send(const Command& command, Deadline deadline);
  // The next value, a push or a reply; none: `wake` became readable first.
  Result<std::optional<Value>> Receive(Deadline deadline, int wake);

  bool Stale() const { return !parser_.idle() || transport_->Stale(); }

 private:
  Connection(std::unique_ptr<Transport> transport, const RespLimits& limits)
      : transport_(std::move(transport)), parser_(limits) {}
  Status Greet(int database, const Options& options, Deadline deadline);
  Status SayHello(const Options& options, const std::string& password, Deadline deadline);

  std::unique_ptr<Transport> transport_;
  RespParser parser_;
};

}  // namespace assay::redis
