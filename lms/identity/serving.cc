#include "lms/identity/serving.h"

#include "common/database/patience.h"
#include "common/rpc/rpc.h"

namespace assay::identity {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Serving::Serving(log::Logger logger, metrics::Registry& metrics, trace::Tracer& tracer,
                 size_t threads, size_t waiting)
    : logger_(std::move(logger)), metrics_(metrics), tracer_(tracer), executor_(threads, waiting) {}

Reactor* Serving::Serve(ServerContext& context, std::string_view method,
                        const std::vector<std::string_view>& allowed,
                        std::function<Status()> body) {
  Reactor* reactor = context.DefaultReactor();
  const Clock::time_point begin = Clock::now();
  Status refused = rpc::Authorise(context, allowed).status();
  if (refused.ok()) {
    const bool taken =
        executor_.Post([this, &context, reactor, method, begin, body = std::move(body)] {
          const auto parent = trace::SpanContext::Parse(rpc::GetTraceparent(context));
          trace::Span span = tracer_.Start("identity/" + std::string(method),
                                           parent.value_or(trace::SpanContext{}));
          // Whoever asked and waits no longer would not see the answer.
          const Status status = context.IsCancelled()
                                    ? Status(StatusCode::kCancelled, "the caller is gone")
                                    : database::Patiently(body);
          if (!status.ok()) span.Fail(status);
          Observe(method, status, Clock::now() - begin);
          reactor->Finish(rpc::ToGrpc(status));
        });
    if (taken) return reactor;
    refused = ResourceExhausted("identity has too much to do; try again in a second");
    SayWhen(context, std::chrono::seconds(1));
  }
  Observe(method, refused, Clock::now() - begin);
  reactor->Finish(rpc::ToGrpc(refused));
  return reactor;
}

void Serving::Observe(std::string_view method, const Status& status,
                      std::chrono::nanoseconds took) {
  const std::string_view code = StatusCodeName(status.code());
  metrics_
      .AddCounter("assay_identity_requests_total", "Calls by method and code.",
                  {{"method", method}, {"code", code}})
      .Add();
  metrics_
      .AddHistogram("assay_identity_request_seconds", "How long a call took.", {{"method", method}})
      .Observe(std::chrono::duration<double>(took).count());
  if (status.code() == StatusCode::kInternal || status.code() == StatusCode::kUnavailable) {
    logger_.Error("a call failed", {{"method", method}, log::Field(status)});
  }
}

void Serving::SayWhen(ServerContext& context, std::chrono::seconds retry_after) {
  if (retry_after.count() > 0) {
    context.AddTrailingMetadata("retry-after", std::to_string(retry_after.count()));
  }
}

}  // namespace assay::identity
