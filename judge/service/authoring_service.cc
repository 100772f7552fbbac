#include "judge/service/authoring_service.h"

#include "assay/judge/v1/authoring.grpc.pb.h"
#include "judge/service/answer.h"

namespace assay::judge {
namespace {

class AuthoringService final : public v1::AuthoringService::CallbackService {
 public:
  AuthoringService(Core& core, Authoring& authoring, Executor& calls, Executor& slow)
      : core_(core), authoring_(authoring), calls_(calls), slow_(slow) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;

  Unary* StartVerification(Context* context, const v1::StartVerificationRequest* request,
                           v1::StartVerificationResponse* answer) override {
    return AnswerCall(
        core_, calls_, Allowed(*context), context, "judge.StartVerification", answer,
        [this, request](CallInfo& info) { return authoring_.StartVerification(*request, info); });
  }
  Unary* GetVerification(Context* context, const v1::GetVerificationRequest* request,
                         v1::Verification* answer) override {
    return AnswerCall(core_, calls_, Allowed(*context), context, "judge.GetVerification", answer,
                      [this, request](CallInfo&) { return authoring_.GetVerification(*request); });
  }
  Unary* PutProblemFromGit(Context* context, const v1::PutProblemFromGitRequest* request,
                           v1::PutProblemFromGitResponse* answer) override {
    return AnswerCall(core_, slow_, Allowed(*context), context, "judge.PutProblemFromGit", answer,
                      [this, request, context](CallInfo& info) {
                        return authoring_.PutProblemFromGit(
                            *request, info, [context] { return context->IsCancelled(); });
                      });
  }
  Unary* GetProblemOrigin(Context* context, const v1::GetProblemOriginRequest* request,
                          v1::ProblemOrigin* answer) override {
    return AnswerCall(core_, request->look() ? slow_ : calls_, Allowed(*context), context,
                      "judge.GetProblemOrigin", answer, [this, request, context](CallInfo& info) {
                        return authoring_.GetProblemOrigin(
                            *request, info, [context] { return context->IsCancelled(); });
                      });
  }

 private:
  static Status Allowed(const Context& context) {
    return rpc::Authorise(context, {"gateway", "cli-admin", "supervisor"}).status();
  }

  Core& core_;
  Authoring& authoring_;
  Executor& calls_;
  Executor& slow_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAuthoringService(Core& core, Authoring& authoring,
                                                    Executor& calls, Executor& slow) {
  return std::make_unique<AuthoringService>(core, authoring, calls, slow);
}

}  // namespace assay::judge
