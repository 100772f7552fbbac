#include "plagiarism/service/plagiarism_service.h"

#include <grpcpp/grpcpp.h>

#include "assay/plagiarism/v1/plagiarism.grpc.pb.h"
#include "common/rpc/rpc.h"

namespace assay::plagiarism {
namespace {

using Context = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;
using Clock = std::chrono::steady_clock;

class Service final : public v1::PlagiarismService::CallbackService {
 public:
  Service(Calls& calls, Executor& quick, Executor& slow, log::Logger logger,
          metrics::Registry& metrics, trace::Tracer& tracer)
      : calls_(calls),
        quick_(quick),
        slow_(slow),
        logger_(std::move(logger)),
        metrics_(metrics),
        tracer_(tracer) {}

#define ASSAY_UNARY(Method, Response, threads)                                              \
  Unary* Method(Context* context, const v1::Method##Request* request, v1::Response* answer) \
      override {                                                                            \
    return Answer(*context, #Method, *answer, threads,                                      \
                  [this, request] { return calls_.Method(*request); });                     \
  }
  ASSAY_UNARY(GetAssignment, Assignment, quick_)
  ASSAY_UNARY(StartComparison, Comparison, quick_)
  ASSAY_UNARY(GetComparison, Comparison, quick_)
  ASSAY_UNARY(ListComparisons, ListComparisonsResponse, quick_)
  ASSAY_UNARY(ListPairs, ListPairsResponse, quick_)
  ASSAY_UNARY(GetPair, PairDetail, quick_)
  ASSAY_UNARY(ListClusters, ListClustersResponse, quick_)
  ASSAY_UNARY(GetReport, GetReportResponse, slow_)
  ASSAY_UNARY(Decide, Decision, quick_)
  ASSAY_UNARY(ListDecisions, ListDecisionsResponse, quick_)
  ASSAY_UNARY(ListCommonCode, ListCommonCodeResponse, quick_)
  ASSAY_UNARY(DecideCommonCode, DecideCommonCodeResponse, quick_)
  ASSAY_UNARY(PutTemplate, Template, quick_)
  ASSAY_UNARY(ListTemplates, ListTemplatesResponse, quick_)
  ASSAY_UNARY(DeleteTemplate, DeleteTemplateResponse, quick_)
  ASSAY_UNARY(FindSimilar, FindSimilarResponse, quick_)
  ASSAY_UNARY(ExportFingerprints, Fingerprints, slow_)
  ASSAY_UNARY(MatchFingerprints, MatchFingerprintsResponse, slow_)
  ASSAY_UNARY(ErasePerson, Erasure, slow_)
#undef ASSAY_UNARY
  Unary* CancelComparison(Context* context, const v1::GetComparisonRequest* request,
                          v1::Comparison* answer) override {
    return Answer(*context, "CancelComparison", *answer, quick_,
                  [this, request] { return calls_.CancelComparison(*request); });
  }

 private:
  // Checks who calls and runs `call` where it may wait.
  template <typename Message, typename Call>
  Unary* Answer(Context& context, std::string_view method, Message& answer, Executor& threads,
                Call call) {
    Unary* reactor = context.DefaultReactor();
    const Clock::time_point begin = Clock::now();
    Status refused = rpc::Authorise(context, {"gateway"}).status();
    if (refused.ok()) {
      const bool taken =
          threads.Post([this, &context, reactor, method, begin, &answer, call = std::move(call)] {
            const auto parent = trace::SpanContext::Parse(rpc::GetTraceparent(context));
            trace::Span span = tracer_.Start("plagiarism." + std::string(method),
                                             parent.value_or(trace::SpanContext()));
            Status status(StatusCode::kCancelled, "the caller is gone");
            if (!context.IsCancelled()) {
              auto result = call();
              status = result.status();
              if (result.ok()) answer = *std::move(result);
            }
            if (!status.ok()) span.Fail(status);
            Observe(method, status, Clock::now() - begin);
            reactor->Finish(rpc::ToGrpc(status));
          });
      if (taken) return reactor;
      refused = ResourceExhausted("too many calls at once; try again");
      context.AddTrailingMetadata("retry-after", "2");
    }
    Observe(method, refused, Clock::now() - begin);
    reactor->Finish(rpc::ToGrpc(refused));
    return reactor;
  }

  void Observe(std::string_view method, const Status& status, std::chrono::nanoseconds took) {
    metrics_
        .AddCounter("assay_plagiarism_requests_total", "Calls by method and code",
                    {{"method", method}, {"code", StatusCodeName(status.code())}})
        .Add();
    metrics_
        .AddHistogram("assay_plagiarism_request_seconds", "Time that a call took",
                      {{"method", method}})
        .Observe(std::chrono::duration<double>(took).count());
    const bool ours = status.code() == StatusCode::kInternal ||
                      status.code() == StatusCode::kDataLoss ||
                      status.code() == StatusCode::kUnavailable;
    if (ours) logger_.Warning("a call failed", {{"call", method}, log::Field(status)});
  }

  Calls& calls_;
  Executor &quick_, &slow_;
  const log::Logger logger_;
  metrics::Registry& metrics_;
  trace::Tracer& tracer_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakePlagiarismService(Calls& calls, Executor& quick, Executor& slow,
                                                     log::Logger logger, metrics::Registry& metrics,
                                                     trace::Tracer& tracer) {
  return std::make_unique<Service>(calls, quick, slow, std::move(logger), metrics, tracer);
}

}  // namespace assay::plagiarism
