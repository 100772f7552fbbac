#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <string_view>

#include "common/executor.h"
#include "common/metrics/metrics.h"
#include "common/trace/trace.h"
#include "lms/courses/service/core.h"

namespace assay::courses {

// Runs the calls of the room's gRPC services on threads of its own: who may call, deadlines,
// figures, traces, and another try where two transactions stood in each other's way. Thread-safe;
// what it is given outlives it, and what a call is given lives until its reactor finished.
class Serving {
 public:
  Serving(Core& core, metrics::Registry& metrics, trace::Tracer& tracer, size_t threads = 8)
      : core_(core), metrics_(metrics), tracer_(tracer), executor_(threads, kWaiting) {}

  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext& context, std::string_view method,
                                  std::function<Status()> body);

 private:
  // How long a call waits for a free thread before it would be too old to answer: some seconds.
  static constexpr size_t kWaiting = 1000;

  void Observe(std::string_view method, const Status& status, std::chrono::nanoseconds took);

  Core& core_;
  metrics::Registry& metrics_;
  trace::Tracer& tracer_;
  Executor executor_;  // last: its tasks use the others
};

}  // namespace assay::courses
