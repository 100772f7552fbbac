#include "common/jwt/remote_keys.h"

#include <gtest/gtest.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "common/http/test_receiver.h"
#include "common/limits/fake_time.h"

namespace assay::jwt {
namespace {

using nlohmann::json;

class RemoteKeysTest : public testing::Test {
 protected:
  void Publish(std::vector<const SigningKey*> keys) { Answer(200, PublishedKeys(keys)); }
  void Answer(int status, std::string body) {
    const std::lock_guard lock(mutex_);
    status_ = status;
    body_ = std::move(body);
  }
  StatusCode Try(const SigningKey& key) {
    return remote_.Verify(key.Sign({{"sub", "ann"}}).value(), server_.url() + "/keys")
        .status()
        .code();
  }

  std::mutex mutex_;
  int status_ = 200;
  std::string body_;
  http::TestReceiver server_{[this](const http::ReceivedRequest&, http::ReceiverConnection& out) {
    const std::lock_guard lock(mutex_);
    out.Reply(status_, {}, body_);
  }};
  std::unique_ptr<http::Client> client_ = http::Client::Create().value();
  limits::FakeTime time_;
  RemoteKeysOptions options_{.plain_http = true};
  RemoteKeys remote_{*client_, time_, options_};
  const SigningKey first_ = SigningKey::Create(Algorithm::kEs256).value();
  const SigningKey second_ = SigningKey::Create(Algorithm::kEs256).value();
};

TEST_F(RemoteKeysTest, AreFetchedOnceAndKept) {
  Publish({&first_});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Try(first_), StatusCode::kOk);
  EXPECT_EQ(server_.requests().size(), 1U);
  time_.Advance(options_.keep);
  EXPECT_EQ(Try(first_), StatusCode::kOk);
  EXPECT_EQ(server_.requests().size(), 2U);
}

TEST_F(RemoteKeysTest, ANewKeyIsFoundAndInventedOnesCauseNoFlood) {
  Publish({&first_});
  EXPECT_EQ(Try(first_), StatusCode::kOk);
  Publish({&first_, &second_});
  EXPECT_EQ(Try(second_), StatusCode::kUnauthenticated);  // asked a moment ago
  EXPECT_EQ(server_.requests().size(), 1U);
  time_.Advance(options_.pause);
  EXPECT_EQ(Try(second_), StatusCode::kOk);
  EXPECT_EQ(server_.requests().size(), 2U);
  const SigningKey invented = SigningKey::Create(Algorithm::kEs256).value();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Try(invented), StatusCode::kUnauthenticated);
  EXPECT_EQ(server_.requests().size(), 2U);
}

TEST_F(RemoteKeysTest, AWithdrawnKeyIsForgotten) {
  Publish({&first_});
  EXPECT_EQ(Try(first_), StatusCode::kOk);
  Publish({&second_});
  time_.Advance(options_.keep);
  EXPECT_EQ(Try(first_), StatusCode::kUnauthenticated);
}

TEST_F(RemoteKeysTest, AFailureIsToldAndTriedAgainAfterAPause) {
  Answer(500, "");
  EXPECT_EQ(Try(first_), StatusCode::kFailedPrecondition);
  Answer(200, "<html>");
  EXPECT_EQ(Try(first_), StatusCode::kFailedPrecondition);
  EXPECT_EQ(server_.requests().size(), 1U);
  time_.Advance(options_.pause);
  EXPECT_EQ(Try(first_), StatusCode::kFailedPrecondition);
  Publish({&first_});
  time_.Advance(options_.pause);
  EXPECT_EQ(Try(first_), StatusCode::kOk);
  EXPECT_EQ(server_.requests().size(), 3U);
}

TEST_F(RemoteKeysTest, GoNowhereThatTheyMayNot) {
  Publish({&first_});
  const std::string token = first_.Sign({{"sub", "ann"}}).value();
  RemoteKeys https_only(*client_, time_);
  EXPECT_EQ(https_only.Verify(token, server_.url() + "/keys").status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(remote_.Verify(token, "file:///etc/passwd").status().code(),
            StatusCode::kInvalidArgument);
  http::ClientOptions walled;
  walled.policy = http::AddressPolicy::Public().value();
  const std::unique_ptr<http::Client> client = http::Client::Create(walled).value();
  RemoteKeys outside(*client, time_, options_);
  EXPECT_EQ(outside.Verify(token, server_.url() + "/keys").status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(RemoteKeysTest, TheAddressThatWasUsedLeastRecentlyIsForgotten) {
  Publish({&first_});
  options_.max_addresses = 2;
  RemoteKeys few(*client_, time_, options_);
  const std::string token = first_.Sign({{"sub", "ann"}}).value();
  for (const char* path : {"/a", "/b", "/c", "/b", "/c", "/a"}) {
    time_.Advance(std::chrono::seconds(1));
    EXPECT_TRUE(few.Verify(token, server_.url() + path).ok());
  }
  EXPECT_EQ(server_.requests().size(), 4U);  // a b c, and a again
}

}  // namespace
}  // namespace assay::jwt
