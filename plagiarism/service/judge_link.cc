#include "plagiarism/service/judge_link.h"

#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>

#include "assay/judge/v1/judge.grpc.pb.h"
#include "common/rpc/rpc.h"

namespace assay::plagiarism {
namespace {

namespace judge = ::assay::judge::v1;
using google::protobuf::util::TimeUtil;

constexpr std::chrono::seconds kPatience{20};

class GrpcLink final : public JudgeLink {
 public:
  explicit GrpcLink(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(judge::JudgeService::NewStub(channel)) {}

  Result<GradedPage> ListGraded(int64_t after, int most) override {
    judge::ListChangesRequest request;
    request.set_after(after);
    request.set_limit(most);
    judge::ListChangesResponse response;
    grpc::ClientContext context;
    rpc::SetDeadline(context, kPatience);
    ASSAY_RETURN_IF_ERROR(rpc::FromGrpc(stub_->ListChanges(&context, request, &response)));
    GradedPage page;
    page.more = response.changes_size() == most;
    for (const judge::Change& change : response.changes()) {
      const judge::Submission& s = change.submission();
      GradedSubmission one;
      one.number = change.sequence();
      one.id = s.id();
      one.tenant = s.tenant();
      one.course = s.course();
      one.person = s.person();
      // It comes again when it is graded.
      if (s.state() == judge::STATE_DONE) one.problem = s.problem();
      one.submitted_at = std::chrono::system_clock::time_point(
          std::chrono::microseconds(TimeUtil::TimestampToMicroseconds(s.created_at())));
      page.graded.push_back(std::move(one));
    }
    return page;
  }

  Result<HandedIn> GetSource(const std::string& tenant, const std::string& submission) override {
    judge::GetSubmissionRequest request;
    request.mutable_caller()->set_tenant(tenant);
    request.mutable_caller()->set_staff(true);
    request.set_id(submission);
    judge::GetSourceResponse response;
    grpc::ClientContext context;
    rpc::SetDeadline(context, kPatience);
    ASSAY_RETURN_IF_ERROR(rpc::FromGrpc(stub_->GetSource(&context, request, &response)));
    HandedIn source;
    for (judge::SourceFile& file : *response.mutable_files())
      source.files.push_back({std::move(*file.mutable_path()), std::move(*file.mutable_data())});
    if (response.has_edits()) {
      const judge::EditHistory& edits = response.edits();
      source.edits = {std::chrono::milliseconds(edits.span_ms()),
                      std::chrono::milliseconds(edits.active_ms()),
                      edits.typed(),
                      edits.pasted(),
                      edits.largest_paste(),
                      edits.pastes()};
    }
    return source;
  }

 private:
  const std::unique_ptr<judge::JudgeService::Stub> stub_;
};

}  // namespace

std::unique_ptr<JudgeLink> MakeJudgeLink(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcLink>(channel);
}

}  // namespace assay::plagiarism
