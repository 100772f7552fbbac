#include "judge/service/judge_service.h"

#include <grpcpp/grpcpp.h>

#include "assay/judge/v1/judge.grpc.pb.h"
#include "common/rpc/rpc.h"
#include "judge/service/answer.h"
#include "judge/service/watch.h"

namespace assay::judge {
namespace {

Status NoWebhooks() { return {StatusCode::kUnimplemented, "this judge runs without webhooks"}; }

Status Allowed(const grpc::ServerContextBase& context, std::string_view name = "") {
  // Others see only what they follow.
  if (name == "judge.ListChanges") {
    return rpc::Authorise(context, {"courses", "plagiarism", "gateway", "cli-admin", "supervisor"})
        .status();
  }
  if (name == "judge.GetReport")
    return rpc::Authorise(context, {"courses", "gateway", "cli-admin", "supervisor"}).status();
  if (name == "judge.GetSource")
    return rpc::Authorise(context, {"plagiarism", "gateway", "cli-admin", "supervisor"}).status();
  return rpc::Authorise(context, {"gateway", "cli-admin", "supervisor"}).status();
}

class JudgeService final : public v1::JudgeService::CallbackService {
 public:
  explicit JudgeService(const JudgeServiceParts& parts)
      : parts_(parts), watch_{parts.core, parts.calls, parts.executor} {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  grpc::ServerReadReactor<v1::PutProblemRequest>* PutProblem(Context* context,
                                                             v1::Problem* answer) override {
    return StartUpload(parts_.core, parts_.uploads, parts_.upload, Allowed(*context), answer);
  }
  Unary* Submit(Context* context, const v1::SubmitRequest* request,
                v1::SubmitResponse* answer) override {
    return Answer(context, "judge.Submit", answer, [this, context, request](CallInfo& info) {
      return SubmitTraced(*context, *request, info);
    });
  }
  grpc::ServerWriteReactor<v1::SubmissionEvent>* Watch(Context* context,
                                                       const v1::WatchRequest* request) override {
    return StartWatch(watch_, context, Allowed(*context), *request);
  }
  grpc::ServerBidiReactor<v1::WatchManyRequest, v1::SubmissionEvent>* WatchMany(
      Context* context) override {
    return StartWatchMany(watch_, context, Allowed(*context));
  }

#define ASSAY_UNARY(Method, Request, Response)                                                 \
  Unary* Method(Context* context, const v1::Request* request, v1::Response* answer) override { \
    return Answer(context, "judge." #Method, answer,                                           \
                  [this, request](CallInfo&) { return parts_.calls.Method(*request); });       \
  }
  ASSAY_UNARY(GetProblem, GetProblemRequest, Problem)
  ASSAY_UNARY(GetProblemPage, GetProblemRequest, ProblemPage)
  ASSAY_UNARY(ListProblems, ListProblemsRequest, ListProblemsResponse)
  ASSAY_UNARY(GetSubmission, GetSubmissionRequest, Submission)
  ASSAY_UNARY(ListSubmissions, ListSubmissionsRequest, ListSubmissionsResponse)
  ASSAY_UNARY(GetReport, GetReportRequest, GetReportResponse)
  ASSAY_UNARY(GetSource, GetSubmissionRequest, GetSourceResponse)
  ASSAY_UNARY(Cancel, CancelRequest, Submission)
  ASSAY_UNARY(StartRejudge, StartRejudgeRequest, Rejudge)
  ASSAY_UNARY(GetRejudge, GetRejudgeRequest, Rejudge)
  ASSAY_UNARY(ListRejudges, ListRejudgesRequest, ListRejudgesResponse)
  ASSAY_UNARY(CommitRejudge, GetRejudgeRequest, Rejudge)
  ASSAY_UNARY(UndoRejudge, GetRejudgeRequest, Rejudge)
  ASSAY_UNARY(CancelRejudge, GetRejudgeRequest, Rejudge)
  ASSAY_UNARY(GetQueue, GetQueueRequest, QueueState)
  ASSAY_UNARY(ListChanges, ListChangesRequest, ListChangesResponse)
  ASSAY_UNARY(ListDeadLetters, ListDeadLettersRequest, ListDeadLettersResponse)
  ASSAY_UNARY(ReviveDeadLetter, ReviveDeadLetterRequest, Submission)
  ASSAY_UNARY(ListWorkers, ListWorkersRequest, ListWorkersResponse)
  ASSAY_UNARY(SetWorker, SetWorkerRequest, Worker)
#undef ASSAY_UNARY
#define ASSAY_UNARY(Method, Request, Response)                                                 \
  Unary* Method(Context* context, const v1::Request* request, v1::Response* answer) override { \
    return Answer(context, "judge." #Method, answer,                                           \
                  [this, request](CallInfo&) -> Result<v1::Response> {                         \
                    if (parts_.notices == nullptr) return NoWebhooks();                        \
                    return parts_.notices->Method(*request);                                   \
                  });                                                                          \
  }
  ASSAY_UNARY(PutWebhook, PutWebhookRequest, Webhook)
  ASSAY_UNARY(ListWebhooks, ListWebhooksRequest, ListWebhooksResponse)
  ASSAY_UNARY(DeleteWebhook, DeleteWebhookRequest, DeleteWebhookResponse)
  ASSAY_UNARY(ListDeliveries, ListDeliveriesRequest, ListDeliveriesResponse)
  ASSAY_UNARY(ReplayDelivery, ReplayDeliveryRequest, Delivery)
#undef ASSAY_UNARY

 private:
  // The trace goes on in the job, under this call's span.
  Result<v1::SubmitResponse> SubmitTraced(const Context& context, const v1::SubmitRequest& request,
                                          CallInfo& info) {
    std::string parent = request.traceparent();
    if (parent.empty()) parent = rpc::GetTraceparent(context);
    trace::Span span = parts_.core.tracer.Start(
        "judge.Submit", trace::SpanContext::Parse(parent).value_or(trace::SpanContext()));
    v1::SubmitRequest traced = request;
    traced.set_traceparent(span.context().Traceparent());
    auto response = parts_.calls.Submit(traced, info);
    if (!response.ok()) span.Fail(response.status());
    if (response.ok()) span.Set("submission", response->submission().id());
    return response;
  }

  template <typename Message, typename Call>
  Unary* Answer(Context* context, const char* name, Message* answer, Call call) {
    return AnswerCall(parts_.core, parts_.executor, Allowed(*context, name), context, name, answer,
                      std::move(call));
  }

  const JudgeServiceParts parts_;
  const WatchParts watch_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeJudgeService(const JudgeServiceParts& parts) {
  return std::make_unique<JudgeService>(parts);
}

}  // namespace assay::judge
