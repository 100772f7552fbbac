#include "lms/courses/service/serving.h"

#include "common/database/patience.h"
#include "common/rpc/rpc.h"

namespace assay::courses {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

grpc::ServerUnaryReactor* Serving::Serve(grpc::CallbackServerContext& context,
                                         std::string_view method, std::function<Status()> body) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
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
                                    : database::Patiently(body);
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

void Serving::Observe(std::string_view method, const Status& status,
                      std::chrono::nanoseconds took) {
  metrics_
      .AddCounter("assay_courses_requests_total", "Calls by method and code.",
                  {{"method", method}, {"code", StatusCodeName(status.code())}})
      .Add();
  metrics_
      .AddHistogram("assay_courses_request_seconds", "How long a call took.", {{"method", method}})
      .Observe(std::chrono::duration<double>(took).count());
  if (status.code() == StatusCode::kInternal || status.code() == StatusCode::kUnavailable)
    core_.logger.Error("a call failed", {{"method", method}, log::Field(status)});
}

}  // namespace assay::courses
