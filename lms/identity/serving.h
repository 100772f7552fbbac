#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <string_view>
#include <vector>

#include "common/executor.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/trace/trace.h"

// Private to the room: how every call is served, whatever it does.
namespace assay::identity {

using ServerContext = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

// A call's body runs on a thread of the service's own, under a span, and is counted and timed by
// its method. Thread-safe.
class Serving {
 public:
  // `threads` at once; `waiting` more may wait.
  Serving(log::Logger logger, metrics::Registry& metrics, trace::Tracer& tracer, size_t threads,
          size_t waiting);

  // For callers whose certificate is of one of `allowed`. What the call is given lives until its
  // reactor finished.
  Reactor* Serve(ServerContext& context, std::string_view method,
                 const std::vector<std::string_view>& allowed, std::function<Status()> body);

  // "retry-after" in the answer, where there is a time to wait.
  static void SayWhen(ServerContext& context, std::chrono::seconds retry_after);

 private:
  void Observe(std::string_view method, const Status& status, std::chrono::nanoseconds took);

  log::Logger logger_;
  metrics::Registry& metrics_;
  trace::Tracer& tracer_;
  Executor executor_;  // last: its tasks use the others
};

}  // namespace assay::identity
