#include "lms/identity/devices.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "lms/identity/secrets.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using ::testing::ElementsAre;

class DevicesTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ada_ = Make("acme", "Ada");
  }
  Devices devices() { return Devices(*pool_); }
  Devices::Started Start(const std::vector<std::string>& scopes = {}) {
    auto started = devices().Start("assay-cli", scopes);
    EXPECT_TRUE(started.ok()) << started.status().ToString();
    return started.ok() ? *started : Devices::Started{};
  }
  Status Decide(const std::string& code, const std::string& person, bool allow = true) {
    return devices().Decide(code, person, allow, retry_after_);
  }
  Status Describe(const std::string& code, const std::string& person) {
    return devices().Describe(code, person, retry_after_).status();
  }
  // As if so much time had gone by since the last poll.
  void Wait(int seconds) {
    Sql("UPDATE identity.devices SET polled_at = polled_at - interval '1 second' * " +
        std::to_string(seconds));
  }
  std::string ada_;
  std::chrono::seconds retry_after_{};
};

TEST_F(DevicesTest, APersonsConsentBecomesAToken) {
  const Devices::Started started = Start();
  EXPECT_EQ(devices().Poll(started.device_code).status().message(), "authorization_pending");
  const auto asked = devices().Describe(started.user_code, ada_, retry_after_);
  ASSERT_TRUE(asked.ok()) << asked.status().ToString();
  EXPECT_EQ(asked->client, "assay-cli");
  EXPECT_THAT(asked->scopes, ElementsAre("submit", "read"));
  ASSERT_TRUE(Decide(started.user_code, ada_).ok());
  const auto created = devices().Poll(started.device_code);
  ASSERT_TRUE(created.ok()) << created.status().ToString();
  const auto who = Tokens(*pool_).Authenticate(created->secret);
  ASSERT_TRUE(who.ok());
  EXPECT_EQ(who->person.id, ada_);
  EXPECT_EQ(created->token.name, "assay-cli");
  // Once.
  const Status again = devices().Poll(started.device_code).status();
  EXPECT_EQ(again.code(), StatusCode::kNotFound);
  EXPECT_EQ(again.message(), "expired_token");
}

TEST_F(DevicesTest, CodesAreKeptAsDigests) {
  const Devices::Started started = Start();
  EXPECT_EQ(One("SELECT device_code FROM identity.devices"), DigestOf(started.device_code).sha256);
  const std::string plain = DigestOf(started.user_code).sha256;
  EXPECT_NE(One("SELECT user_code FROM identity.devices"), plain) << "too quick to guess";
  const std::string row = One("SELECT d::text FROM identity.devices d");
  EXPECT_EQ(row.find(started.user_code), std::string::npos);
  EXPECT_EQ(row.find(started.device_code), std::string::npos);
}

TEST_F(DevicesTest, WhoPollsTooOftenIsSlowedDown) {
  const Devices::Started started = Start();
  const auto poll = [&] { return devices().Poll(started.device_code).status().message(); };
  EXPECT_EQ(poll(), "authorization_pending");
  EXPECT_EQ(poll(), "slow_down");
  Wait(5);
  EXPECT_EQ(poll(), "slow_down") << "the interval is ten seconds now";
  Wait(15);
  EXPECT_EQ(poll(), "authorization_pending");
  // A decision is told at once, whoever was too quick.
  ASSERT_TRUE(Decide(started.user_code, ada_, false).ok());
  EXPECT_EQ(poll(), "access_denied");
  EXPECT_EQ(poll(), "access_denied");
  EXPECT_EQ(devices().Poll(started.device_code).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(DevicesTest, TheFirstDecisionCounts) {
  const Devices::Started started = Start();
  ASSERT_TRUE(Decide(started.user_code, ada_, false).ok());
  EXPECT_EQ(Decide(started.user_code, ada_, true).code(), StatusCode::kNotFound);
  EXPECT_EQ(Describe(started.user_code, ada_).code(), StatusCode::kNotFound);
  EXPECT_EQ(devices().Poll(started.device_code).status().message(), "access_denied");
}

TEST_F(DevicesTest, OfParallelDecisionsOneCounts) {
  for (int round = 0; round < 5; ++round) {
    const Devices::Started started = Start();
    std::atomic<int> decided = 0, gone = 0;
    std::vector<std::string> people;
    for (int i = 0; i < 6; ++i) people.push_back(Make("acme", "P"));
    std::vector<std::thread> threads;
    for (const std::string& person : people) {
      threads.emplace_back([&, person] {
        std::chrono::seconds retry_after{};
        const Status status = devices().Decide(started.user_code, person, true, retry_after);
        if (status.ok()) ++decided;
        if (status.code() == StatusCode::kNotFound) ++gone;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(decided, 1);
    EXPECT_EQ(gone, 5);
  }
}

TEST_F(DevicesTest, OfParallelPollsOneGetsTheToken) {
  const Devices::Started started = Start();
  ASSERT_TRUE(Decide(started.user_code, ada_).ok());
  std::atomic<int> got = 0, gone = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const auto token = devices().Poll(started.device_code);
      if (token.ok()) ++got;
      if (token.status().message() == "expired_token") ++gone;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(got, 1);
  EXPECT_EQ(gone, 5);
  EXPECT_EQ(One("SELECT count(*) FROM identity.tokens"), "1");
}

TEST_F(DevicesTest, AfterTenMinutesItIsAsIfItHadNeverBeen) {
  const Devices::Started started = Start();
  EXPECT_EQ(One("SELECT round(extract(epoch FROM expires_at - now())) FROM identity.devices"),
            "600");
  Sql("UPDATE identity.devices SET expires_at = now()");
  const Status unknown = Decide("BCDF-GHJK", ada_);
  EXPECT_EQ(Decide(started.user_code, ada_).ToString(), unknown.ToString());
  EXPECT_EQ(Describe(started.user_code, ada_).ToString(), unknown.ToString());
  EXPECT_EQ(devices().Poll(started.device_code).status().ToString(),
            devices().Poll(NewDeviceCode()).status().ToString());
  Start();
  EXPECT_EQ(One("SELECT count(*) FROM identity.devices"), "1") << "the old one is swept";
}

TEST_F(DevicesTest, WhoGuessesCodesHasToWait) {
  const std::string eve = Make("acme", "Eve");
  const Devices::Started started = Start();
  for (int i = 0; i < kMostWrongCodes; ++i) {
    EXPECT_EQ(Decide(NewUserCode(), eve).code(), StatusCode::kNotFound);
  }
  // Not even the right one, and it says for how long.
  EXPECT_EQ(Decide(started.user_code, eve).code(), StatusCode::kResourceExhausted);
  EXPECT_GT(retry_after_.count(), 590);
  EXPECT_LE(retry_after_.count(), 600);
  EXPECT_EQ(Describe(started.user_code, eve).code(), StatusCode::kResourceExhausted);
  // Others are not held up, and what is no code at all is no guess.
  for (int i = 0; i < kMostWrongCodes + 5; ++i) {
    EXPECT_EQ(Describe("hello", ada_).code(), StatusCode::kNotFound);
  }
  EXPECT_TRUE(Describe(started.user_code, ada_).ok());
  Sql("UPDATE identity.wrong_user_codes SET at = at - interval '601 seconds'");
  EXPECT_TRUE(Decide(started.user_code, eve).ok());
}

TEST_F(DevicesTest, ParallelGuessesAreCountedToo) {
  std::atomic<int> tried = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 30; ++i) {
    threads.emplace_back([&] {
      std::chrono::seconds retry_after{};
      const Status status = devices().Decide(NewUserCode(), ada_, true, retry_after);
      if (status.code() == StatusCode::kNotFound) ++tried;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(tried, kMostWrongCodes);
}

TEST_F(DevicesTest, AdminIsGivenByAdministratorsOnly) {
  const Devices::Started both = Start({"read", "admin"});
  EXPECT_THAT(devices().Describe(both.user_code, ada_, retry_after_)->scopes, ElementsAre("read"));
  ASSERT_TRUE(Decide(both.user_code, ada_).ok());
  EXPECT_THAT(devices().Poll(both.device_code)->token.scopes, ElementsAre("read"));
  const Devices::Started only = Start({"admin"});
  ASSERT_TRUE(Decide(only.user_code, ada_).ok());
  EXPECT_EQ(devices().Poll(only.device_code).status().message(), "access_denied");
  const Devices::Started root = Start({"admin"});
  ASSERT_TRUE(Decide(root.user_code, Make("acme", "Root", true)).ok());
  EXPECT_THAT(devices().Poll(root.device_code)->token.scopes, ElementsAre("admin"));
}

TEST_F(DevicesTest, OddClientsAndCrowdsAreRefused) {
  EXPECT_EQ(devices().Start("", {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(devices().Start("a\x1b[2J", {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(devices().Start(std::string(101, 'a'), {}).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(devices().Start("c", {"root"}).status().code(), StatusCode::kInvalidArgument);
  Sql("INSERT INTO identity.devices (device_code, user_code, client, scopes, interval_s, "
      "expires_at) "
      "SELECT md5(i::text) || md5('d'), md5(i::text) || md5('u'), 'c', 'read', 5, now() + interval "
      "'1 hour' "
      "FROM generate_series(1, 10000) i");
  EXPECT_EQ(devices().Start("c", {}).status().code(), StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace assay::identity
