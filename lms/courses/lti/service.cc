#include "lms/courses/lti/service.h"

#include "assay/courses/v1/lti.grpc.pb.h"
#include "assay/identity/v1/linked.grpc.pb.h"
#include "common/rpc/rpc.h"
#include "lms/courses/service/serving.h"

namespace assay::courses::lti {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

constexpr std::chrono::seconds kPatience{20};

class Service final : public v1::LtiService::CallbackService {
 public:
  Service(Lti& lti, metrics::Registry& metrics, trace::Tracer& tracer)
      : lti_(lti), serving_(lti.core(), metrics, tracer) {}

#define ASSAY_CALL(Name, Request, Response)                                                      \
  Reactor* Name(Context* context, const v1::Request* request, v1::Response* response) override { \
    return serving_.Serve(*context, #Name, [this, request, response]() -> Status {               \
      auto result = calls::Name(lti_, *request);                                                 \
      if (!result.ok()) return std::move(result).status();                                       \
      *response = std::move(result).value();                                                     \
      return OkStatus();                                                                         \
    });                                                                                          \
  }
  ASSAY_LTI_CALLS(ASSAY_CALL)
#undef ASSAY_CALL

 private:
  Lti& lti_;
  // Of their own: they wait for platforms, and nobody else waits for them. Last: its tasks use the
  // others.
  Serving serving_;
};

class GrpcDirectory final : public Directory {
 public:
  explicit GrpcDirectory(const std::shared_ptr<grpc::Channel>& identity)
      : identity_(identity::v1::LinkedService::NewStub(identity)) {}

  Result<identity::v1::LinkPeopleResponse> Link(
      const identity::v1::LinkPeopleRequest& request) override {
    grpc::ClientContext context;
    rpc::SetDeadline(context, kPatience);
    identity::v1::LinkPeopleResponse response;
    const Status status = rpc::FromGrpc(identity_->LinkPeople(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }
  Status Record(const identity::v1::RecordAuditRequest& request) override {
    grpc::ClientContext context;
    rpc::SetDeadline(context, kPatience);
    identity::v1::RecordAuditResponse response;
    return rpc::FromGrpc(identity_->RecordAudit(&context, request, &response));
  }

 private:
  const std::unique_ptr<identity::v1::LinkedService::Stub> identity_;
};

}  // namespace

std::shared_ptr<grpc::Service> MakeService(Lti& lti, metrics::Registry& metrics,
                                           trace::Tracer& tracer) {
  return std::make_shared<Service>(lti, metrics, tracer);
}

std::unique_ptr<Directory> MakeDirectory(const std::shared_ptr<grpc::Channel>& identity) {
  return std::make_unique<GrpcDirectory>(identity);
}

}  // namespace assay::courses::lti
