#include <grpcpp/grpcpp.h>

#include "assay/identity/v1/identity.grpc.pb.h"
#include "assay/identity/v1/mail.grpc.pb.h"
#include "assay/judge/v1/judge.grpc.pb.h"
#include "common/rpc/rpc.h"
#include "lms/courses/service/follower.h"
#include "lms/courses/service/service.h"

namespace assay::courses {
namespace {

constexpr std::chrono::seconds kPatience{20};

class GrpcSources final : public Sources {
 public:
  GrpcSources(const std::shared_ptr<grpc::Channel>& judge,
              const std::shared_ptr<grpc::Channel>& identity)
      : judge_(judge::v1::JudgeService::NewStub(judge)),
        identity_(identity::v1::IdentityService::NewStub(identity)),
        mail_(identity::v1::MailService::NewStub(identity)) {}

  Result<judge::v1::ListChangesResponse> ListChanges(int64_t after, int limit) override {
    judge::v1::ListChangesRequest request;
    request.set_after(after);
    request.set_limit(limit);
    grpc::ClientContext context;
    rpc::SetDeadline(context, kPatience);
    judge::v1::ListChangesResponse response;
    const Status status = rpc::FromGrpc(judge_->ListChanges(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  Result<std::string> GetReport(const std::string& tenant, const std::string& submission) override {
    judge::v1::GetReportRequest request;
    request.mutable_caller()->set_tenant(tenant);
    request.mutable_caller()->set_staff(true);
    request.set_id(submission);
    request.set_viewer("instructor");
    request.set_format("json");
    grpc::ClientContext context;
    rpc::SetDeadline(context, kPatience);
    judge::v1::GetReportResponse response;
    const Status status = rpc::FromGrpc(judge_->GetReport(&context, request, &response));
    if (!status.ok()) return status;
    return response.data();
  }

  Result<std::optional<Roster>> GetRoster(const std::string& tenant, const std::string& course,
                                          int64_t known) override {
    Roster roster;
    identity::v1::ListPeopleRequest request;
    request.set_tenant(tenant);
    request.set_page_size(500);
    request.set_course(course);
    request.set_known_revision(known);
    do {
      grpc::ClientContext context;
      rpc::SetDeadline(context, kPatience);
      identity::v1::ListPeopleResponse response;
      const Status status = rpc::FromGrpc(identity_->ListPeople(&context, request, &response));
      if (!status.ok()) return status;
      for (const identity::v1::Person& person : response.people())
        for (const identity::v1::CourseRole& role : person.roles())
          if (role.course() == course)
            roster.people.push_back(
                {person.id(), person.name(), person.email(), static_cast<int>(role.role())});
      if (request.page_token().empty()) {
        if (known != 0 && response.revision() == known) return std::optional<Roster>();
        roster.revision = response.revision();
        request.set_known_revision(0);
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return std::optional<Roster>(std::move(roster));
  }

  Status TellNews(const std::vector<News>& news) override {
    identity::v1::TellNewsRequest request;
    for (const News& one : news) {
      identity::v1::News& added = *request.add_news();
      added.set_tenant(one.tenant);
      added.set_person(one.person);
      added.set_key(one.key);
      added.set_kind(one.kind);
      added.set_course(one.course);
      added.set_title(one.title);
      added.set_link(one.link);
    }
    grpc::ClientContext context;
    rpc::SetDeadline(context, kPatience);
    identity::v1::TellNewsResponse response;
    return rpc::FromGrpc(mail_->TellNews(&context, request, &response));
  }

 private:
  const std::unique_ptr<judge::v1::JudgeService::Stub> judge_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> identity_;
  const std::unique_ptr<identity::v1::MailService::Stub> mail_;
};

}  // namespace

std::unique_ptr<Sources> MakeSources(std::shared_ptr<grpc::Channel> judge,
                                     std::shared_ptr<grpc::Channel> identity) {
  return std::make_unique<GrpcSources>(judge, identity);
}

}  // namespace assay::courses
