// Packages that are verified, and packages of git repositories.
#include <gmock/gmock.h>

#include <filesystem>

#include "common/crypto/key.h"
#include "common/database/connection.h"
#include "judge/git/test_server.h"
#include "judge/service/test_judge.h"
#include "judge/webhooks/secret_box.h"

namespace assay::judge {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class AuthoringTest : public JudgeTest {
 protected:
  static v1::StartVerificationRequest Verify(const std::string& problem,
                                             const std::string& person = "ines") {
    v1::StartVerificationRequest request;
    *request.mutable_caller() = Author(person);
    request.set_problem(problem);
    return request;
  }
  static v1::GetVerificationRequest Latest(const std::string& problem) {
    v1::GetVerificationRequest request;
    *request.mutable_caller() = Author();
    request.set_problem(problem);
    return request;
  }
  static v1::Caller Author(const std::string& person = "ines") {
    v1::Caller caller = Staff();
    caller.set_person(person);
    return caller;
  }
};

TEST_F(AuthoringTest, APackageIsVerifiedByAWorker) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  PutExample("sum", "sum");
  EXPECT_EQ(client_->GetVerification(Latest("sum")).status().code(), StatusCode::kNotFound);
  const v1::StartVerificationResponse started = Must(client_->StartVerification(Verify("sum")));
  EXPECT_TRUE(started.created());
  EXPECT_EQ(started.verification().state(), "queued");
  EXPECT_EQ(started.verification().version(), 1);
  EXPECT_EQ(started.verification().started_by(), "ines");
  const std::string id = started.verification().id();

  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  EXPECT_EQ(leased.submission(), id);
  EXPECT_TRUE(leased.spec().has_grade());
  EXPECT_THAT(leased.spec().grade().files(), IsEmpty());
  EXPECT_EQ(leased.spec().grade().problem(), "sum");
  EXPECT_EQ(leased.spec().course(), "cs101");
  EXPECT_GT(Must(worker->GetBlob(leased.lease(), leased.spec().grade().package_sha256())).size(),
            1000U);

  // While it runs a second start is the same one, whoever asks.
  const auto again = Must(client_->StartVerification(Verify("sum", "jo")));
  EXPECT_FALSE(again.created());
  EXPECT_EQ(again.verification().id(), id);
  EXPECT_EQ(again.verification().state(), "running");
  EXPECT_EQ(again.verification().started_by(), "ines");

  v1::ReportBundle bundle;
  (*bundle.mutable_json_by_viewer())["verification"] =
      R"({"errors": 1, "findings": [{"severity": "error", "where": "a.py", "what": "x"}],
          "examples": [{"name": "a.py", "expected": "AC", "verdict": "WA", "why": ["y"]}],
          "ofANewerWorker": 1})";
  v1::JobResult result;
  result.set_verdict("WA");
  result.set_report_sha256(Must(worker->PutBlob(leased.lease(), bundle.SerializeAsString())));
  worker->Finish(leased.lease(), result);
  EXPECT_TRUE(worker->WaitAccepted().counted());
  const v1::Verification done = Must(client_->GetVerification(Latest("sum")));
  EXPECT_EQ(done.id(), id);
  EXPECT_EQ(done.state(), "done");
  ASSERT_THAT(done.report().findings(), SizeIs(1));
  EXPECT_EQ(done.report().findings(0).where(), "a.py");
  EXPECT_EQ(done.report().examples(0).why(0), "y");
  EXPECT_TRUE(Must(client_->StartVerification(Verify("sum"))).created());
}

TEST_F(AuthoringTest, AVerificationIsNobodysWork) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  PutExample("sum", "sum");
  const std::string id = Must(client_->StartVerification(Verify("sum"))).verification().id();
  EXPECT_EQ(Get(id).problem(), "");
  EXPECT_EQ(Get(id).class_(), v1::CLASS_BACKGROUND);
  v1::ListSubmissionsRequest list;
  *list.mutable_caller() = Author();
  EXPECT_THAT(Must(client_->ListSubmissions(list)).submissions(), IsEmpty());
}

TEST_F(AuthoringTest, OnlyStaffOfTheTenantVerifies) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  PutExample("sum", "sum");
  v1::StartVerificationRequest request = Verify("sum");
  *request.mutable_caller() = Student();
  EXPECT_EQ(client_->StartVerification(request).status().code(), StatusCode::kPermissionDenied);
  request = Verify("sum");
  request.mutable_caller()->set_tenant("t2");
  EXPECT_EQ(client_->StartVerification(request).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(NewClient("plagiarism")->StartVerification(Verify("sum")).status().code(),
            StatusCode::kPermissionDenied);
}

TEST_F(AuthoringTest, SlotsAreLeftForSubmissions) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  for (const char* problem : {"one", "two", "three"}) PutExample("sum", problem);
  EXPECT_TRUE(Must(client_->StartVerification(Verify("one"))).created());
  const auto refused = client_->StartVerification(Verify("two", "jo"));
  EXPECT_EQ(refused.status().code(), StatusCode::kResourceExhausted);
  EXPECT_THAT(refused.status().message(), HasSubstr("leave room for submissions"));
  const auto worker = NewWorker("w1");
  worker->Hello(8);
  EXPECT_TRUE(Must(client_->StartVerification(Verify("two", "jo"))).created());
  EXPECT_EQ(client_->StartVerification(Verify("three", "kim")).status().code(),
            StatusCode::kResourceExhausted);
}

TEST_F(AuthoringTest, APersonAndATenantHaveAFewAtOnce) {
  options_.authoring.verifications = {.of_person = 1, .of_tenant = 2, .of_all = 8};
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  for (const char* problem : {"one", "two", "three"}) PutExample("sum", problem);
  const std::string id = Must(client_->StartVerification(Verify("one"))).verification().id();
  const auto second = client_->StartVerification(Verify("two"));
  EXPECT_EQ(second.status().code(), StatusCode::kResourceExhausted);
  EXPECT_THAT(second.status().message(), HasSubstr("wait until one has ended"));
  EXPECT_TRUE(Must(client_->StartVerification(Verify("two", "jo"))).created());
  EXPECT_EQ(client_->StartVerification(Verify("three", "kim")).status().code(),
            StatusCode::kResourceExhausted);
  v1::CancelRequest cancel;
  *cancel.mutable_caller() = Author();
  cancel.set_id(id);
  Must(client_->Cancel(cancel));
  EXPECT_EQ(Must(client_->GetVerification(Latest("one"))).state(), "cancelled");
  EXPECT_TRUE(Must(client_->StartVerification(Verify("three", "kim"))).created());
}

// ---------------------------------------------------------------------------- git

class GitProblemsTest : public AuthoringTest {
 protected:
  GitProblemsTest()
      : server_([this](const http::ReceivedRequest& request, http::ReceiverConnection& connection) {
          if (!closed_ || request.Header("Authorization").starts_with("Basic ")) return false;
          connection.Reply(401, {{"WWW-Authenticate", "Basic realm=\"git\""}});
          return true;
        }) {
    const std::vector<std::string> loopback = {"127.0.0.0/8"};
    options_.authoring.git.policy = *http::AddressPolicy::Public(loopback);
    std::vector<crypto::Key> keys;
    keys.push_back(crypto::Key::Random());
    box_.emplace(std::move(keys));
    tokens_ = &*box_;
  }

  void Publish(const std::string& title) {
    const std::string yaml = "title: " + title + R"(
samples: {name: sample, input: "3 4\n", answer: "7\n"}
tests: "tests/*.in"
)";
    server_.Commit({{"problems/sum/assignment.yaml", yaml},
                    {"problems/sum/tests/1.in", "1 1\n"},
                    {"problems/sum/tests/1.ans", "2\n"},
                    {"README.md", "of all"}});
  }
  v1::PutProblemFromGitRequest Source(const std::string& ref = "main") {
    v1::PutProblemFromGitRequest request;
    *request.mutable_caller() = Author();
    request.set_id("sum");
    request.set_course("cs101");
    request.set_url(server_.url());
    request.set_ref(ref);
    request.set_folder("problems/sum");
    return request;
  }
  v1::ProblemOrigin Origin(bool look = false) {
    v1::GetProblemOriginRequest request;
    *request.mutable_caller() = Author();
    request.set_id("sum");
    request.set_look(look);
    return Must(client_->GetProblemOrigin(request));
  }

  std::atomic<bool> closed_ = false;
  std::optional<SecretBox> box_;
  GitTestServer server_;
};

TEST_F(GitProblemsTest, AFolderOfARepositoryIsAProblemAndABranchThatMovesAVersion) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  Publish("Sum");
  const auto first = Must(client_->PutProblemFromGit(Source()));
  EXPECT_EQ(first.problem().version(), 1);
  EXPECT_EQ(first.problem().title(), "Sum");
  EXPECT_EQ(first.problem().course(), "cs101");
  EXPECT_EQ(first.origin().commit(), server_.Git({"rev-parse", "main"}));
  EXPECT_EQ(Origin(true).now_at(), first.origin().commit());
  EXPECT_EQ(Origin().now_at(), "");

  Publish("A better sum");
  EXPECT_EQ(Origin().commit(), first.origin().commit());
  EXPECT_NE(Origin(true).now_at(), first.origin().commit());
  const auto second = Must(client_->PutProblemFromGit(Source()));
  EXPECT_EQ(second.problem().version(), 2);
  EXPECT_EQ(second.problem().title(), "A better sum");
  EXPECT_EQ(Origin().commit(), second.origin().commit());
  EXPECT_EQ(Origin().folder(), "problems/sum");

  // The same files are the same version, from whatever commit.
  server_.Git({"update-ref", "refs/heads/other", first.origin().commit()});
  Publish("A better sum");
  EXPECT_EQ(Must(client_->PutProblemFromGit(Source())).problem().version(), 2);
  // What is uploaded has no origin.
  PutExample("sum", "sum");
  v1::GetProblemOriginRequest request;
  *request.mutable_caller() = Author();
  request.set_id("sum");
  EXPECT_EQ(client_->GetProblemOrigin(request).status().code(), StatusCode::kNotFound);
}

TEST_F(GitProblemsTest, WhatIsNoPackageIsRefusedAsAnUploadIs) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  server_.Commit({{"problems/sum/assignment.yaml", "titel: Sum\n"}});
  const auto refused = client_->PutProblemFromGit(Source());
  EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(refused.status().message(), StartsWith("assignment.yaml:1"));
  v1::PutProblemFromGitRequest request = Source();
  request.set_id("Not An Id");
  EXPECT_THAT(client_->PutProblemFromGit(request).status().message(), StartsWith("id"));
  request = Source();
  *request.mutable_caller() = Student();
  EXPECT_EQ(client_->PutProblemFromGit(request).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(GitProblemsTest, ATokenIsKeptSealedForItsRepository) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  Publish("Sum");
  closed_ = true;
  EXPECT_THAT(client_->PutProblemFromGit(Source()).status().message(), StartsWith("token: "));
  v1::PutProblemFromGitRequest request = Source();
  request.set_token("s3cret-of-the-server");
  EXPECT_TRUE(Must(client_->PutProblemFromGit(request)).origin().has_token());
  Publish("A better sum");
  EXPECT_EQ(Must(client_->PutProblemFromGit(Source())).problem().version(), 2);
  EXPECT_NE(Origin(true).now_at(), "");
  const auto connection = *database::Connection::Open(options_.database);
  constexpr database::Statement kStored = {
      "stored", "SELECT encode(token, 'escape') FROM judge.origin_tokens"};
  const auto rows = Must(connection->Execute(kStored));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_THAT(std::string(rows.Text(0, 0)), Not(HasSubstr("s3cret")));
  // Nobody reads another repository of that server with it.
  v1::PutProblemFromGitRequest other = Source();
  other.set_url(other.url() + "x");
  EXPECT_THAT(client_->PutProblemFromGit(other).status().message(), StartsWith("token: "));
  // An empty one is none, though nothing opens any more then.
  request.set_token("");
  EXPECT_THAT(client_->PutProblemFromGit(request).status().message(), StartsWith("token: "));
  EXPECT_FALSE(Origin().has_token());
  EXPECT_EQ(Must(connection->Execute(kStored)).size(), 0U);
}

}  // namespace
}  // namespace assay::judge
