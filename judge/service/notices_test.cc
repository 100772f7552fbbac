// Webhooks and callbacks through the judge: what is put on their way, once.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "judge/service/test_judge.h"
#include "judge/webhooks/webhooks.h"
#include "proto/judge0/token.h"

namespace assay::judge {
namespace {

using ::testing::SizeIs;

class NoticesTest : public JudgeTest {
 protected:
  void SetUp() override {
    JudgeTest::SetUp();
    std::vector<crypto::Key> keys;
    keys.push_back(crypto::Key::Random());
    WebhookOptions options;
    options.policy = http::AddressPolicy::Any();
    // Never started: what would be sent stays in the database.
    the_webhooks_ = Must(Webhooks::Open(options_.database, std::move(keys), options));
    webhooks_ = the_webhooks_.get();
    ASSERT_NO_FATAL_FAILURE(StartJudge());
    worker_ = NewWorker("w1");
    worker_->Hello(2);
  }
  void TearDown() override {
    worker_.reset();
    JudgeTest::TearDown();
  }
  v1::ListDeliveriesResponse Deliveries(const v1::Caller& caller) {
    v1::ListDeliveriesRequest request;
    *request.mutable_caller() = caller;
    return Must(client_->ListDeliveries(request));
  }
  std::string BodyOf(const std::string& delivery) {
    const auto admin = Must(database::Connection::Open(options_.database));
    const auto rows =
        Must(admin->Execute({"body", "SELECT method || body FROM judge.deliveries WHERE id = $1"},
                            database::Params().Add(delivery)));
    return rows.empty() ? "" : std::string(rows.Text(0, 0));
  }

  std::unique_ptr<Webhooks> the_webhooks_;
  std::unique_ptr<TestWorker> worker_;
};

TEST_F(NoticesTest, AFinishedSubmissionIsToldOnce) {
  v1::PutWebhookRequest put;
  *put.mutable_caller() = Staff();
  put.set_url("http://127.0.0.1:9/hook");
  put.add_events("submission.finished");
  const v1::Webhook webhook = Must(client_->PutWebhook(put));
  EXPECT_FALSE(webhook.secret().empty());
  put.set_events(0, "submission.deleted");
  EXPECT_EQ(client_->PutWebhook(put).status().code(), StatusCode::kInvalidArgument);
  *put.mutable_caller() = Student();
  EXPECT_EQ(client_->PutWebhook(put).status().code(), StatusCode::kPermissionDenied);

  const std::string id = Submit(Noop()).id();
  worker_->Credit(1);
  const v1::Leased leased = worker_->WaitLease();
  worker_->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker_->WaitAccepted().counted());
  // Accepted means that it is in the database; said again, it is not told again.
  ASSERT_THAT(Deliveries(Staff()).deliveries(), SizeIs(1));
  worker_->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker_->WaitAccepted().counted());
  const v1::ListDeliveriesResponse deliveries = Deliveries(Staff());
  ASSERT_THAT(deliveries.deliveries(), SizeIs(1));
  EXPECT_EQ(deliveries.deliveries(0).submission(), id);
  EXPECT_EQ(deliveries.deliveries(0).webhook(), webhook.id());
  const std::string body = BodyOf(deliveries.deliveries(0).id());
  ASSERT_TRUE(body.starts_with("POST"));
  const auto json = nlohmann::json::parse(body.substr(4));
  EXPECT_EQ(json.at("verdict"), "AC");
  EXPECT_FALSE(json.contains("message"));
  v1::Caller stranger = Staff();
  stranger.set_tenant("t2");
  EXPECT_THAT(Deliveries(stranger).deliveries(), SizeIs(0));
}

TEST_F(NoticesTest, WhatAJudgeDiedOverIsToldByTheNextOne) {
  v1::PutWebhookRequest put;
  *put.mutable_caller() = Staff();
  put.set_url("http://127.0.0.1:9/hook");
  put.add_events("submission.finished");
  Must(client_->PutWebhook(put));
  const std::string told = Submit(Noop()).id();
  v1::CancelRequest cancel;
  *cancel.mutable_caller() = Staff();
  cancel.set_id(told);
  Must(client_->Cancel(cancel));
  const std::string missed = Submit(Noop()).id();
  // As far as a judge came that was killed behind its commit.
  const auto queue = Must(Queue::Open(options_.database, {}));
  int64_t job = 0;
  ASSERT_TRUE(Eventually([&] {
    const auto admin = Must(database::Connection::Open(options_.database));
    const auto rows = Must(admin->Execute(
        {"job", "SELECT coalesce(g.job, 0) FROM judge.judgements g WHERE g.submission = $1"},
        database::Params().Add(missed)));
    job = rows.empty() ? 0 : rows.Int(0, 0);
    return job != 0;
  }));
  EXPECT_TRUE(Must(queue->Cancel(job)));
  ASSERT_TRUE(Eventually([&] { return Deliveries(Staff()).deliveries_size() == 2; }));
  std::vector<std::string> subjects;
  const v1::ListDeliveriesResponse deliveries = Deliveries(Staff());
  for (const v1::Delivery& delivery : deliveries.deliveries())
    subjects.push_back(delivery.submission());
  EXPECT_THAT(subjects, ::testing::UnorderedElementsAre(told, missed));
}

TEST_F(NoticesTest, ACallbackThatCanNeverBeIsRefusedWithTheSubmission) {
  v1::SubmitRequest request = Noop();
  for (const char* url : {"ftp://example.org/back", "no address", "https://me:word@example.org/"}) {
    request.set_callback_url(url);
    const auto refused = client_->Submit(request);
    EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument) << url;
    EXPECT_THAT(refused.status().message(), ::testing::HasSubstr("callback_url: ")) << url;
  }
  request.set_callback_url("https://example.org/back");
  EXPECT_TRUE(client_->Submit(request).ok());
}

TEST_F(NoticesTest, ARunIsCalledBackAsJudge0Does) {
  v1::SubmitRequest request;
  *request.mutable_caller() = Student();
  request.set_callback_url("http://127.0.0.1:9/back");
  request.mutable_run()->set_language("python");
  request.mutable_run()->add_files()->set_path("main.py");
  const std::string id = Submit(request).id();
  worker_->Credit(1);
  const v1::Leased leased = worker_->WaitLease();
  v1::ReportBundle bundle;
  bundle.mutable_run()->set_status("AC");
  bundle.mutable_run()->set_stdout("hello\n");
  bundle.mutable_run()->set_cpu_us(12'000);
  bundle.mutable_run()->set_memory_bytes(2048);
  v1::JobResult result;
  result.set_verdict("AC");
  result.set_report_sha256(Must(worker_->PutBlob(leased.lease(), bundle.SerializeAsString())));
  worker_->Finish(leased.lease(), result);
  EXPECT_TRUE(worker_->WaitAccepted().counted());
  const v1::ListDeliveriesResponse deliveries = Deliveries(Staff());
  ASSERT_THAT(deliveries.deliveries(), SizeIs(1));
  EXPECT_EQ(deliveries.deliveries(0).webhook(), "");
  const std::string body = BodyOf(deliveries.deliveries(0).id());
  ASSERT_TRUE(body.starts_with("PUT")) << body;
  const auto json = nlohmann::json::parse(body.substr(3));
  EXPECT_EQ(json.at("token"), judge0::TokenOf(id));
  EXPECT_EQ(json.at("stdout"), "aGVsbG8K\n");
  EXPECT_EQ(json.at("status").at("id"), 3);
  EXPECT_EQ(json.at("time"), "0.012");
  EXPECT_EQ(json.at("memory"), 2);
}

}  // namespace
}  // namespace assay::judge
