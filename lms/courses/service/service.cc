#include "lms/courses/service/service.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>

#include "assay/courses/v1/courses.grpc.pb.h"
#include "common/executor.h"
#include "common/rpc/rpc.h"
#include "lms/courses/service/calls.h"

namespace assay::courses {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;
using Clock = std::chrono::steady_clock;

// How long a call waits for a free thread before it would be too old to answer: some seconds.
constexpr size_t kThreads = 8;
constexpr size_t kWaiting = 1000;

class Service final : public v1::CoursesService::CallbackService {
 public:
  Service(Core& core, metrics::Registry& metrics, trace::Tracer& tracer)
      : core_(core), metrics_(metrics), tracer_(tracer), executor_(kThreads, kWaiting) {}

#define ASSAY_CALL(Name, Request, Response)                                                      \
  Reactor* Name(Context* context, const v1::Request* request, v1::Response* response) override { \
    return Serve(*context, #Name, [this, request, response]() -> Status {                        \
      auto result = calls::Name(core_, *request);                                                \
      if (!result.ok()) return std::move(result).status();                                       \
      *response = std::move(result).value();                                                     \
      return OkStatus();                                                                         \
    });                                                                                          \
  }
  ASSAY_COURSES_CALLS(ASSAY_CALL)
#undef ASSAY_CALL

 private:
  // What a call is given lives until its reactor finished.
  Reactor* Serve(Context& context, std::string_view method, std::function<Status()> body) {
    Reactor* reactor = context.DefaultReactor();
    const Clock::time_point begin = Clock::now();
    Status refused = rpc::Authorise(context, {"gateway"}).status();
    if (refused.ok()) {
      const bool taken =
          executor_.Post([this, &context, reactor, method, begin, body = std::move(body)] {
            const auto parent = trace::SpanContext::Parse(rpc::GetTraceparent(context));
            trace::Span span = tracer_.Start("courses/" + std::string(method),
                                             parent.value_or(trace::SpanContext{}));
            const Status status = context.IsCancelled()
                                      ? Status(StatusCode::kCancelled, "the caller is gone")
                                      : Patiently(body);
            if (!status.ok()) span.Fail(status);
            Observe(method, status, Clock::now() - begin);
            reactor->Finish(rpc::ToGrpc(status));
          });
      if (taken) return reactor;
      refused = ResourceExhausted("there is too much to do; try again in a second");
      context.AddTrailingMetadata("retry-after", "1");
    }
    Observe(method, refused, Clock::now() - begin);
    reactor->Finish(rpc::ToGrpc(refused));
    return reactor;
  }

  // Two transactions that stood in each other's way: nothing happened, and the next time they do
  // not meet.
  static Status Patiently(const std::function<Status()>& body) {
    for (int i = 0; i < 3; ++i) {
      Status status = body();
      const bool conflict = status.code() == StatusCode::kAborted &&
                            status.message().find("[40") != std::string::npos;
      if (!conflict) return status;
    }
    return body();
  }

  void Observe(std::string_view method, const Status& status, std::chrono::nanoseconds took) {
    metrics_
        .AddCounter("assay_courses_requests_total", "Calls by method and code.",
                    {{"method", method}, {"code", StatusCodeName(status.code())}})
        .Add();
    metrics_
        .AddHistogram("assay_courses_request_seconds", "How long a call took.",
                      {{"method", method}})
        .Observe(std::chrono::duration<double>(took).count());
    if (status.code() == StatusCode::kInternal || status.code() == StatusCode::kUnavailable)
      core_.logger.Error("a call failed", {{"method", method}, log::Field(status)});
  }

  Core& core_;
  metrics::Registry& metrics_;
  trace::Tracer& tracer_;
  Executor executor_;  // last: its tasks use the others
};

}  // namespace

std::shared_ptr<grpc::Service> MakeService(Core& core, metrics::Registry& metrics,
                                           trace::Tracer& tracer) {
  return std::make_shared<Service>(core, metrics, tracer);
}

}  // namespace assay::courses
