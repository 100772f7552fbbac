#include "judge/webhooks/webhooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <ctime>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include "common/database/connection.h"
#include "common/database/test_cluster.h"
#include "common/http/test_receiver.h"
#include "judge/queue/test_schema.h"
#include "judge/webhooks/signature.h"

namespace assay::judge {
namespace {

using http::ReceivedRequest;
using http::ReceiverConnection;
using http::TestReceiver;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::SizeIs;

template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  return result.ok() ? std::move(result).value() : T{};
}
void Must(const Status& status) { EXPECT_TRUE(status.ok()) << status.ToString(); }

void Accept(const ReceivedRequest&, ReceiverConnection& connection) { connection.Reply(204); }

class WebhooksTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    settings_ = cluster_->NewDatabase();
    admin_ = Must(database::Connection::Open(settings_));
    ASSERT_NO_FATAL_FAILURE(MigrateForTest(*admin_));
  }

  static WebhookOptions Quick() {
    WebhookOptions options;
    const std::vector<std::string> networks = {"127.0.0.0/8"};
    options.policy = *http::AddressPolicy::Public(networks);
    options.timeout = milliseconds(5000);
    options.first_retry = milliseconds(40);
    options.poll = milliseconds(20);
    return options;
  }

  std::unique_ptr<Webhooks> Open(WebhookOptions options = Quick(), const std::string& keys = "a") {
    std::vector<crypto::Key> list;
    for (const char name : keys) list.push_back(*crypto::Key::FromBytes(std::string(32, name)));
    return Must(Webhooks::Open(settings_, std::move(list), std::move(options)));
  }

  Webhook Subscribe(Webhooks& webhooks, const std::string& url, const std::string& course = "") {
    return Must(webhooks.Create({"acme", url, course, {"submission.finished"}}));
  }

  static WebhookEvent Event(const std::string& key) {
    return {"acme", "cs101", "submission.finished", "sub-" + key, key, "{\"key\":\"" + key + "\"}"};
  }

  // The only delivery of the tenant, once it is as asked for; ten seconds at most.
  Delivery Wait(Webhooks& webhooks, const std::function<bool(const Delivery&)>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    Delivery last;
    do {
      const auto list = Must(webhooks.Deliveries("acme", "", 10, ""));
      EXPECT_THAT(list, SizeIs(1));
      if (list.empty()) return last;
      last = list.front();
      if (done(last)) return last;
      std::this_thread::sleep_for(milliseconds(5));
    } while (std::chrono::steady_clock::now() < deadline);
    ADD_FAILURE() << "state " << static_cast<int>(last.state) << ", attempts " << last.attempts
                  << ", " << last.last_error;
    return last;
  }
  Delivery WaitFor(Webhooks& webhooks, DeliveryState state) {
    return Wait(webhooks, [&](const Delivery& delivery) { return delivery.state == state; });
  }

  // A delivery's row is written before it is counted: who has seen the row may be a moment early.
  static void ExpectCounted(const Webhooks& webhooks, uint64_t delivered, uint64_t failed,
                            uint64_t given_up) {
    const auto counted = [&] {
      const Webhooks::Stats now = webhooks.stats();
      return std::array{now.delivered, now.failed, now.given_up};
    };
    const std::array expected = {delivered, failed, given_up};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (counted() != expected && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(milliseconds(1));
    EXPECT_EQ(counted(), expected) << "delivered, failed, given up";
  }

  static std::unique_ptr<database::TestCluster> cluster_;
  database::Settings settings_;
  std::unique_ptr<database::Connection> admin_;
};
std::unique_ptr<database::TestCluster> WebhooksTest::cluster_;

TEST_F(WebhooksTest, DeliversSigned) {
  TestReceiver receiver(&Accept);
  const auto webhooks = Open();
  const Webhook hook = Subscribe(*webhooks, receiver.url() + "/hook?x=1");
  webhooks->Start();
  EXPECT_EQ(Must(webhooks->Publish(Event("1"))), 1U);
  const Delivery delivery = WaitFor(*webhooks, DeliveryState::kDelivered);
  EXPECT_EQ(delivery.attempts, 1);
  EXPECT_EQ(delivery.last_status, 204);
  EXPECT_EQ(delivery.webhook, hook.id);
  EXPECT_EQ(delivery.subject, "sub-1");
  EXPECT_EQ(delivery.next_attempt_us, 0);
  ASSERT_THAT(receiver.requests(), SizeIs(1));
  const ReceivedRequest seen = receiver.requests()[0];
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/hook?x=1");
  EXPECT_EQ(seen.body, "{\"key\":\"1\"}");
  EXPECT_EQ(seen.Header("Content-Type"), "application/json");
  EXPECT_EQ(seen.Header("Assay-Event"), "submission.finished");
  EXPECT_EQ(seen.Header("Assay-Delivery"), delivery.id);
  EXPECT_TRUE(VerifyWebhook(hook.secret, seen.Header("Assay-Signature"), seen.body,
                            std::time(nullptr), std::chrono::seconds(60)));
  EXPECT_FALSE(VerifyWebhook(hook.secret + "x", seen.Header("Assay-Signature"), seen.body,
                             std::time(nullptr), std::chrono::seconds(60)));
}

TEST_F(WebhooksTest, OnlyThoseWhoAskedForIt) {
  const auto webhooks = Open();
  const std::string url = "https://receiver.example.org/";
  const Webhook all = Subscribe(*webhooks, url), course = Subscribe(*webhooks, url, "cs101");
  Subscribe(*webhooks, url, "cs102");
  Must(webhooks->Create({"umbrella", url, "", {"submission.finished"}}));
  Must(webhooks->Create({"acme", url, "", {"rejudge.committed"}}));
  EXPECT_EQ(Must(webhooks->Publish(Event("1"))), 2U);
  EXPECT_EQ(Must(webhooks->Publish(Event("1"))), 0U) << "the same once more";
  EXPECT_THAT(Must(webhooks->Deliveries("acme", "", 10, "")), SizeIs(2));
  EXPECT_THAT(Must(webhooks->Deliveries("acme", all.id, 10, "")), SizeIs(1));
  EXPECT_THAT(Must(webhooks->Deliveries("umbrella", "", 10, "")), SizeIs(0));
  EXPECT_THAT(Must(webhooks->Deliveries("umbrella", course.id, 10, "")), SizeIs(0));
}

TEST_F(WebhooksTest, TriesAgainUntilItWorks) {
  std::atomic<int> count = 0;
  TestReceiver receiver([&](const ReceivedRequest&, ReceiverConnection& connection) {
    const int now = ++count;
    if (now == 1) return connection.Reply(500);
    if (now == 2) {  // breaks off
      (void)connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nha");
      return connection.CloseAfter();
    }
    connection.Reply(200, {}, "thanks");
  });
  const auto webhooks = Open();
  Subscribe(*webhooks, receiver.url());
  Must(webhooks->Publish(Event("1")));
  webhooks->Start();
  const Delivery delivery = WaitFor(*webhooks, DeliveryState::kDelivered);
  EXPECT_EQ(delivery.attempts, 3);
  EXPECT_EQ(delivery.last_error, "");
  std::set<std::string> ids;
  for (const ReceivedRequest& request : receiver.requests())
    ids.emplace(request.Header("Assay-Delivery"));
  EXPECT_THAT(ids, SizeIs(1)) << "a receiver tells repeats by it";
  ExpectCounted(*webhooks, 1, 2, 0);
}

TEST_F(WebhooksTest, GivesUpInTheEndAndIsReplayed) {
  std::atomic<bool> works = false;
  TestReceiver receiver([&](const ReceivedRequest&, ReceiverConnection& connection) {
    works ? connection.Reply(200) : connection.Reply(302, {{"Location", "http://127.0.0.1/"}});
  });
  WebhookOptions options = Quick();
  options.give_up_after = milliseconds(400);
  const auto webhooks = Open(options);
  Subscribe(*webhooks, receiver.url());
  webhooks->Start();
  Must(webhooks->Publish(Event("1")));
  const Delivery lost = WaitFor(*webhooks, DeliveryState::kGivenUp);
  EXPECT_GE(lost.attempts, 2);
  EXPECT_EQ(lost.last_status, 302);
  EXPECT_EQ(lost.last_error, "status 302 (redirects are not followed)");
  ExpectCounted(*webhooks, 0, lost.attempts, 1);
  works = true;
  EXPECT_EQ(webhooks->Replay("umbrella", lost.id).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Must(webhooks->Replay("acme", lost.id)).state, DeliveryState::kWaiting);
  EXPECT_EQ(WaitFor(*webhooks, DeliveryState::kDelivered).attempts, lost.attempts + 1);
  // What was delivered may be asked for again, too.
  Must(webhooks->Replay("acme", lost.id));
  Wait(*webhooks, [&](const Delivery& delivery) {
    return delivery.state == DeliveryState::kDelivered && delivery.attempts == lost.attempts + 2;
  });
}

TEST_F(WebhooksTest, GoneMeansGone) {
  TestReceiver receiver([](const ReceivedRequest&, ReceiverConnection& c) { c.Reply(410); });
  const auto webhooks = Open();
  Subscribe(*webhooks, receiver.url());
  webhooks->Start();
  Must(webhooks->Publish(Event("1")));
  EXPECT_EQ(WaitFor(*webhooks, DeliveryState::kGivenUp).attempts, 1);
}

TEST_F(WebhooksTest, TheReceiverMayAskForMoreTime) {
  TestReceiver receiver([](const ReceivedRequest&, ReceiverConnection& c) {
    c.Reply(429, {{"Retry-After", "600"}});
  });
  const auto webhooks = Open();
  Subscribe(*webhooks, receiver.url());
  webhooks->Start();
  Must(webhooks->Publish(Event("1")));
  const Delivery delivery = Wait(*webhooks, [](const Delivery& d) { return d.last_status == 429; });
  const int64_t wait_us = delivery.next_attempt_us - delivery.created_us;
  EXPECT_GE(wait_us, 599'000'000);
  EXPECT_LE(wait_us, 660'000'000);
}

TEST_F(WebhooksTest, AHostThatHangsHoldsUpNobody) {
  TestReceiver hanging([](const ReceivedRequest&, ReceiverConnection& c) { c.Hang(); });
  TestReceiver receiver(&Accept);
  WebhookOptions options = Quick();
  options.senders = 3;
  options.senders_per_host = 2;
  options.timeout = milliseconds(60'000);
  const auto webhooks = Open(options);
  Must(webhooks->Create({"acme", hanging.url(), "", {"hang"}}));
  Subscribe(*webhooks, receiver.url());
  for (int i = 0; i < 20; ++i) {
    WebhookEvent event = Event("hang" + std::to_string(i));
    event.type = "hang";
    Must(webhooks->Publish(event));
  }
  webhooks->Start();
  ASSERT_TRUE(hanging.WaitForRequests(2));
  for (int i = 0; i < 20; ++i) Must(webhooks->Publish(Event(std::to_string(i))));
  EXPECT_TRUE(receiver.WaitForRequests(20));
  EXPECT_THAT(hanging.requests(), SizeIs(2));
  // A stop does not wait for the host that hangs, and leaves what was sent for the next one.
  const auto before = std::chrono::steady_clock::now();
  webhooks->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
  const auto rows = admin_->Execute(
      {"due", "SELECT count(*) FROM judge.deliveries WHERE event = 'hang' AND next_at <= now()"});
  EXPECT_EQ(Must(rows).Int(0, 0), 20);
}

TEST_F(WebhooksTest, AnAnswerThatComesLateIsARetry) {
  std::atomic<int> count = 0;
  TestReceiver receiver([&](const ReceivedRequest&, ReceiverConnection& connection) {
    if (++count == 1) return connection.Hang();
    connection.Reply(200);
  });
  WebhookOptions options = Quick();
  options.timeout = milliseconds(150);
  const auto webhooks = Open(options);
  Subscribe(*webhooks, receiver.url());
  webhooks->Start();
  Must(webhooks->Publish(Event("1")));
  EXPECT_EQ(WaitFor(*webhooks, DeliveryState::kDelivered).attempts, 2);
}

TEST_F(WebhooksTest, AnotherTakesOverAndTheFirstIsNotBelieved) {
  std::atomic<int> count = 0;
  std::atomic<bool> release = false;
  TestReceiver receiver([&](const ReceivedRequest&, ReceiverConnection& connection) {
    if (++count > 1) return connection.Reply(200);
    while (!release) std::this_thread::sleep_for(milliseconds(2));
    connection.Reply(500);
  });
  const auto first = Open(), second = Open();
  Subscribe(*first, receiver.url());
  first->Start();
  Must(first->Publish(Event("1")));
  ASSERT_TRUE(receiver.WaitForRequests(1));
  // As if the first one had been stopped for longer than its lease.
  Must(admin_->ExecuteScript("UPDATE judge.deliveries SET next_at = now()"));
  second->Start();
  EXPECT_EQ(WaitFor(*second, DeliveryState::kDelivered).attempts, 2);
  release = true;
  first->Stop();
  const Delivery delivery = WaitFor(*second, DeliveryState::kDelivered);
  EXPECT_EQ(delivery.last_status, 200);
  EXPECT_EQ(delivery.attempts, 2);
  EXPECT_EQ(first->stats().failed, 0U);
}

TEST_F(WebhooksTest, SeveralServicesSendEachOnce) {
  TestReceiver receiver(&Accept);
  WebhookOptions options = Quick();
  options.senders_per_host = 4;
  const auto first = Open(options), second = Open(options);
  Subscribe(*first, receiver.url());
  first->Start();
  second->Start();
  for (int i = 0; i < 200; ++i)
    Must((i % 2 == 0 ? first : second)->Publish(Event(std::to_string(i))));
  ASSERT_TRUE(receiver.WaitForRequests(200));
  const auto delivered = [&] { return first->stats().delivered + second->stats().delivered; };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (delivered() < 200 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(milliseconds(5));
  EXPECT_EQ(delivered(), 200U);
  std::map<std::string, int> bodies;
  for (const ReceivedRequest& request : receiver.requests()) ++bodies[request.body];
  EXPECT_THAT(bodies, SizeIs(200));
  EXPECT_THAT(receiver.requests(), SizeIs(200));
}

TEST_F(WebhooksTest, InnerAddressesAreRefused) {
  TestReceiver receiver(&Accept);
  WebhookOptions options = Quick();
  options.policy = *http::AddressPolicy::Public();
  const auto webhooks = Open(options);
  const std::string port = std::to_string(receiver.port());
  for (const char* host :
       {"127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:127.0.0.1]"}) {
    const NewWebhook hook{"acme", std::string("http://") + host + ":" + port, "", {"x"}};
    EXPECT_EQ(webhooks->Create(hook).status().code(), StatusCode::kPermissionDenied) << host;
  }
  // A name is seen through when it is resolved, however it was spelled.
  Subscribe(*webhooks, "http://localhost:" + port);
  webhooks->Start();
  Must(webhooks->Publish(Event("1")));
  const Delivery delivery =
      Wait(*webhooks, [](const Delivery& d) { return !d.last_error.empty(); });
  EXPECT_THAT(delivery.last_error, HasSubstr("PERMISSION_DENIED"));
  EXPECT_EQ(receiver.connections(), 0);
}

TEST_F(WebhooksTest, RefusesWhatItCannotSend) {
  WebhookOptions options = Quick();
  options.require_https = true;
  const auto webhooks = Open(options);
  for (const std::string& url : {std::string(), std::string("ftp://h/"), std::string("http://h/"),
                                 std::string("https://me:pw@h/"), std::string("https://h/#top"),
                                 std::string("https://h/a b"), std::string("https://h/\n"),
                                 "https://h/" + std::string(2000, 'x')}) {
    EXPECT_EQ(webhooks->Create({"acme", url, "", {"x"}}).status().code(),
              StatusCode::kInvalidArgument)
        << url;
    EXPECT_EQ(webhooks->Callback({"acme", "s", "k", url, "POST", "application/json", "{}"}).code(),
              StatusCode::kInvalidArgument);
  }
  const std::string url = "https://h/";
  EXPECT_FALSE(webhooks->Create({"acme", url, "", {}}).ok());
  EXPECT_FALSE(webhooks->Create({"acme", url, "", {"Big"}}).ok());
  EXPECT_FALSE(webhooks->Create({"", url, "", {"x"}}).ok());
  WebhookEvent event = Event("1");
  event.body = std::string(Webhooks::kMaxEventBytes + 1, 'x');
  EXPECT_EQ(webhooks->Publish(event).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(webhooks->Callback({"acme", "s", "k", url, "GET", "application/json", "{}"}).ok());
  for (size_t i = 0; i < Webhooks::kMaxPerTenant; ++i)
    Must(webhooks->Create({"acme", url, "", {"x"}}));
  EXPECT_EQ(webhooks->Create({"acme", url, "", {"x"}}).status().code(),
            StatusCode::kResourceExhausted);
  EXPECT_TRUE(webhooks->Create({"umbrella", url, "", {"x"}}).ok());
}

TEST_F(WebhooksTest, ACallbackIsOneRequest) {
  TestReceiver receiver(&Accept);
  const auto webhooks = Open();
  webhooks->Start();
  for (int i = 0; i < 2; ++i)
    Must(webhooks->Callback({"acme", "sub", "sub/1", receiver.url() + "/done", "PUT",
                             "application/json", "{\"token\":\"sub\"}"}));
  const Delivery delivery = WaitFor(*webhooks, DeliveryState::kDelivered);
  EXPECT_EQ(delivery.webhook, "");
  const ReceivedRequest seen = receiver.requests().at(0);
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.body, "{\"token\":\"sub\"}");
  EXPECT_TRUE(VerifyWebhook(webhooks->CallbackSecret("acme"), seen.Header("Assay-Signature"),
                            seen.body, std::time(nullptr), std::chrono::seconds(60)));
}

TEST_F(WebhooksTest, SecretsAreSealedAndSealedAgain) {
  TestReceiver receiver(&Accept);
  auto webhooks = Open(Quick(), "a");
  const Webhook hook = Subscribe(*webhooks, receiver.url());
  EXPECT_EQ(hook.secret.size(), 43U);
  EXPECT_EQ(Must(webhooks->List("acme")).at(0).secret, "");
  const auto found = admin_->Execute(
      {"plain",
       "SELECT count(*) FROM judge.webhooks WHERE position(convert_to($1, 'UTF8') IN secret) > 0"},
      database::Params().Add(hook.secret));
  EXPECT_EQ(Must(found).Int(0, 0), 0);
  webhooks = Open(Quick(), "ba");
  EXPECT_EQ(Must(webhooks->Reseal()), 1U);
  EXPECT_EQ(Must(webhooks->Reseal()), 0U);
  webhooks = Open(Quick(), "b");
  webhooks->Start();
  Must(webhooks->Publish(Event("1")));
  WaitFor(*webhooks, DeliveryState::kDelivered);
  EXPECT_TRUE(VerifyWebhook(hook.secret, receiver.requests().at(0).Header("Assay-Signature"),
                            receiver.requests().at(0).body, std::time(nullptr),
                            std::chrono::seconds(60)));
  EXPECT_EQ(Open(Quick(), "c")->Reseal().status().code(), StatusCode::kDataLoss);
}

TEST_F(WebhooksTest, DeletedOnesGetNothingMore) {
  const auto webhooks = Open();
  const Webhook hook = Subscribe(*webhooks, "https://receiver.example.org/");
  Must(webhooks->Publish(Event("1")));
  EXPECT_EQ(webhooks->Delete("umbrella", hook.id).code(), StatusCode::kNotFound);
  EXPECT_THAT(Must(webhooks->List("acme")), SizeIs(1));
  Must(webhooks->Delete("acme", hook.id));
  EXPECT_EQ(webhooks->Delete("acme", hook.id).code(), StatusCode::kNotFound);
  EXPECT_EQ(WaitFor(*webhooks, DeliveryState::kGivenUp).last_error, "the webhook was deleted");
  EXPECT_EQ(Must(webhooks->Publish(Event("2"))), 0U);
  webhooks->Start();
  Must(webhooks->Replay("acme", Must(webhooks->Deliveries("acme", "", 1, "")).at(0).id));
  EXPECT_EQ(WaitFor(*webhooks, DeliveryState::kGivenUp).last_error, "the webhook was deleted");
}

TEST_F(WebhooksTest, PagesAndForgets) {
  const auto webhooks = Open();
  Subscribe(*webhooks, "https://receiver.example.org/");
  for (int i = 0; i < 5; ++i) Must(webhooks->Publish(Event(std::to_string(i))));
  std::set<std::string> seen;
  std::string before;
  for (int page = 0; page < 3; ++page) {
    for (const Delivery& delivery : Must(webhooks->Deliveries("acme", "", 2, before))) {
      EXPECT_TRUE(before.empty() || delivery.id < before);
      before = delivery.id;
      seen.insert(delivery.id);
    }
  }
  EXPECT_THAT(seen, SizeIs(5));
  EXPECT_EQ(Must(webhooks->Forget(std::chrono::seconds(0))), 0U) << "they still wait";
  Must(admin_->ExecuteScript("UPDATE judge.deliveries SET state = 2, next_at = NULL"));
  EXPECT_EQ(Must(webhooks->Forget(std::chrono::seconds(3600))), 0U);
  EXPECT_EQ(Must(webhooks->Forget(std::chrono::seconds(0))), 5U);
}

}  // namespace
}  // namespace assay::judge
