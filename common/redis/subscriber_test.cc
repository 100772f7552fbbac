#include "common/redis/subscriber.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <vector>

#include "common/redis/test_server.h"

namespace assay::redis {
namespace {

using std::chrono::seconds;

// What a subscriber said, and waiting for it.
class Heard {
 public:
  Subscriber::Callbacks Callbacks() {
    return {[this](const std::string& channel, const std::string& message) {
              Change([&] { messages.push_back(channel + ":" + message); });
            },
            [this] { Change([&] { ++connected; }); },
            [this](const Status& status) { Change([&] { losses.push_back(status.ToString()); }); }};
  }
  bool Until(const std::function<bool()>& done) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, seconds(30), done);
  }
  template <typename F>
  void Change(F change) {
    const std::lock_guard lock(mutex);
    change();
    changed.notify_all();
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> messages, losses;
  int connected = 0;
};

class SubscriberTest : public testing::Test {
 protected:
  void Start(const TestServerOptions& options, bool tls = false) {
    auto server = TestServer::Start(options);
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_.emplace(std::move(*server));
    options_ = tls ? server_->TlsOptions() : server_->UnixOptions();
    client_ = std::move(Client::Create(options_).value());
    auto subscriber = Subscriber::Start(options_, heard_.Callbacks());
    ASSERT_TRUE(subscriber.ok()) << subscriber.status().ToString();
    subscriber_ = std::move(*subscriber);
  }

  // Until as many listen as are wanted: a subscription is sent, not acknowledged.
  void Publish(const std::string& channel, const std::string& message, int listeners = 1) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
      const auto count = client_->Call({"PUBSUB", "NUMSUB", channel});
      if (count.ok() && count->elements.size() == 2 && count->elements[1].integer == listeners) {
        ASSERT_TRUE(client_->Call({"PUBLISH", channel, message}).ok());
        return;
      }
    }
    FAIL() << channel << " has not " << listeners << " listeners";
  }

  std::optional<TestServer> server_;
  Options options_;
  std::unique_ptr<Client> client_;
  Heard heard_;
  std::unique_ptr<Subscriber> subscriber_;
};

TEST_F(SubscriberTest, HearsItsChannelsAlone) {
  ASSERT_NO_FATAL_FAILURE(Start({}));
  subscriber_->Subscribe("a");
  subscriber_->Subscribe("b");
  subscriber_->Subscribe("a");
  ASSERT_NO_FATAL_FAILURE(Publish("a", std::string("1\0\r\n", 4)));
  ASSERT_NO_FATAL_FAILURE(Publish("b", "2"));
  ASSERT_NO_FATAL_FAILURE(Publish("c", "x", 0));
  ASSERT_TRUE(heard_.Until([&] { return heard_.messages.size() == 2; }));
  EXPECT_THAT(heard_.messages, testing::ElementsAre(std::string("a:1\0\r\n", 6), "b:2"));
  subscriber_->Unsubscribe("a");
  ASSERT_NO_FATAL_FAILURE(Publish("a", "3", 0));
  ASSERT_NO_FATAL_FAILURE(Publish("b", "4"));
  ASSERT_TRUE(heard_.Until([&] { return heard_.messages.size() == 3; }));
  EXPECT_EQ(heard_.messages[2], "b:4");
  EXPECT_EQ(heard_.connected, 1);
}

TEST_F(SubscriberTest, SubscribesAgainAfterALoss) {
  ASSERT_NO_FATAL_FAILURE(Start({.password = "p"}));
  subscriber_->Subscribe("a");
  ASSERT_NO_FATAL_FAILURE(Publish("a", "1"));
  ASSERT_TRUE(heard_.Until([&] { return heard_.messages.size() == 1; }));
  server_->Kill();
  ASSERT_TRUE(heard_.Until([&] { return !heard_.losses.empty(); }));
  subscriber_->Subscribe("b");  // wanted while there is no connection
  ASSERT_TRUE(server_->Restart().ok());
  ASSERT_TRUE(heard_.Until([&] { return heard_.connected == 2; }));
  ASSERT_NO_FATAL_FAILURE(Publish("a", "2"));
  ASSERT_NO_FATAL_FAILURE(Publish("b", "3"));
  ASSERT_TRUE(heard_.Until([&] { return heard_.messages.size() == 3; }));
}

TEST_F(SubscriberTest, OverTls) {
  ASSERT_NO_FATAL_FAILURE(Start({.tls = true}, true));
  subscriber_->Subscribe("a");
  // A hundred in one record: what TLS holds back in its buffer is not waited for.
  ASSERT_NO_FATAL_FAILURE(Publish("a", "first"));
  std::vector<Command> burst(100, {"PUBLISH", "a", "m"});
  ASSERT_TRUE(client_->Pipeline(burst).ok());
  EXPECT_TRUE(heard_.Until([&] { return heard_.messages.size() == 101; }));
}

TEST_F(SubscriberTest, StopsWhileItIsTrying) {
  ASSERT_NO_FATAL_FAILURE(Start({}));
  ASSERT_TRUE(heard_.Until([&] { return heard_.connected == 1; }));
  server_->Kill();
  ASSERT_TRUE(heard_.Until([&] { return heard_.losses.size() >= 2; }));
  subscriber_.reset();
  EXPECT_EQ(heard_.connected, 1);
}

}  // namespace
}  // namespace assay::redis
