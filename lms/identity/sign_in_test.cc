#include "lms/identity/sign_in.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "lms/identity/store_fixture.h"
#include "lms/identity/throttle.h"

namespace assay::identity {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr HashCost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};
constexpr char kPassword[] = "four owls in a tree";

class SignInTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ada_ = People(*pool_).Put({"", "acme", "Ada", "Ada@example.org", false, {}})->id;
    sign_in_ = std::make_unique<SignIn>(*pool_, rules_, vault(), kCheap);
    Set(ada_, kPassword);
  }
  void Set(const std::string& person, const std::string& password) {
    const Status set = sign_in_->SetPassword(*connection_, person, password);
    ASSERT_TRUE(set.ok()) << set.ToString();
  }
  Result<SignedIn> Try(const std::string& email, const std::string& password,
                       const std::string& address = "192.0.2.1", const std::string& browser = "") {
    retry_after_ = seconds(0);
    return sign_in_->WithPassword({"acme", email, password, {address, "test"}, browser},
                                  retry_after_);
  }
  // As if so much time had gone by.
  void Pass(const std::string& interval) {
    Sql("UPDATE identity.sign_in_throttles SET last_at = last_at - interval '" + interval +
        "', full_at = full_at - extract(epoch FROM interval '" + interval + "')");
  }
  StatusCode CodeOf(const Result<SignedIn>& result) { return result.status().code(); }

  const PasswordRules rules_ = *PasswordRules::Load();
  std::unique_ptr<SignIn> sign_in_;
  std::string ada_;
  seconds retry_after_{};
};

TEST_F(SignInTest, ARightPasswordIsASession) {
  const auto done = Try("ada@EXAMPLE.org", kPassword);
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  ASSERT_TRUE(done->session);
  EXPECT_EQ(done->session->session.method, "password");
  EXPECT_EQ(Tokens(*pool_).Authenticate(done->session->secret)->person.id, ada_);
  EXPECT_TRUE(done->ticket.empty());
}

TEST_F(SignInTest, NothingTellsWhetherThereIsAnAccount) {
  const std::string none = Make("acme", "Nobody's password");
  ASSERT_TRUE(People(*pool_).Put({none, "acme", "Bob", "bob@example.org", false, {}}).ok());
  const std::string wrong = Try("ada@example.org", "four owls in a house").status().ToString();
  EXPECT_THAT(wrong, HasSubstr("UNAUTHENTICATED"));
  EXPECT_EQ(Try("nobody@example.org", kPassword).status().ToString(), wrong);
  EXPECT_EQ(Try("bob@example.org", kPassword).status().ToString(), wrong);
  EXPECT_EQ(Try("", kPassword).status().ToString(), wrong);
  EXPECT_EQ(Try("ada@example.org", "").status().ToString(), wrong);
  EXPECT_EQ(Try("ada@example.org", std::string(5000, 'x')).status().ToString(), wrong);
  EXPECT_EQ(Try("ada@example.org", "\xff").status().ToString(), wrong);
  EXPECT_EQ(Try(std::string("a\0b", 3), kPassword).status().ToString(), wrong);
}

// The work is the same: each attempt, of whomever, hashes once.
TEST_F(SignInTest, WhoIsDisabledIsRefusedAsAWrongPasswordIs) {
  const std::string wrong = Try("ada@example.org", "four owls in a house").status().ToString();
  const auto done = Try("ada@example.org", kPassword);
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  ASSERT_TRUE(People(*pool_).Put({ada_, "acme", "Ada", "ada@example.org", false, {}, true}).ok());
  EXPECT_EQ(Try("ada@example.org", kPassword).status().ToString(), wrong);
  EXPECT_EQ(Tokens(*pool_).Authenticate(done->session->secret).status().code(),
            StatusCode::kUnauthenticated);
  ASSERT_TRUE(People(*pool_).Put({ada_, "acme", "Ada", "ada@example.org", false, {}}).ok());
  EXPECT_TRUE(Try("ada@example.org", kPassword).ok());
  // What was open when they were disabled stays closed.
  EXPECT_EQ(Tokens(*pool_).Authenticate(done->session->secret).status().code(),
            StatusCode::kUnauthenticated);
}

TEST_F(SignInTest, AnUnknownAccountTakesAsLongAsAWrongPassword) {
  SignIn sign_in(*pool_, rules_, vault(), {.memory_kib = 65'536, .passes = 3, .lanes = 1});
  const auto time = [&](const char* email) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(sign_in.WithPassword({"acme", email, "wrong wrong", {}, ""}, retry_after_).ok());
    return std::chrono::steady_clock::now() - begin;
  };
  ASSERT_TRUE(sign_in.SetPassword(*connection_, ada_, kPassword).ok());
  auto known = time("ada@example.org");
  auto unknown = time("nobody@example.org");
  for (int i = 0; i < 3; ++i) {
    known = std::min(known, time("ada@example.org"));
    unknown = std::min(unknown, time("nobody@example.org"));
  }
  // Without the hash the unknown one would take a hundredth.
  EXPECT_GT(unknown, known / 4);
}

TEST_F(SignInTest, WrongOnesHaveToWaitLongerAndLonger) {
  EXPECT_EQ(WaitAfter(0), seconds(0));
  EXPECT_EQ(WaitAfter(4), seconds(0));
  EXPECT_EQ(WaitAfter(5), seconds(30));
  EXPECT_EQ(WaitAfter(6), seconds(60));
  EXPECT_EQ(WaitAfter(1000), seconds(86'400));
  // The first hundred take months.
  seconds all{};
  for (int i = 0; i < 100; ++i) all += WaitAfter(i);
  EXPECT_GT(all, std::chrono::hours(24 * 60));

  for (const char* email : {"ada@example.org", "nobody@example.org"}) {
    for (int i = 0; i < kFreeFailures; ++i) {
      EXPECT_EQ(CodeOf(Try(email, "wrong wrong")), StatusCode::kUnauthenticated);
    }
    EXPECT_EQ(CodeOf(Try(email, kPassword)), StatusCode::kResourceExhausted);
    EXPECT_GE(retry_after_, seconds(25));
    EXPECT_LE(retry_after_, seconds(30));
    EXPECT_EQ(CodeOf(Try(email, kPassword)), StatusCode::kResourceExhausted)
        << "waiting counts not";
  }
  Pass("31 seconds");
  EXPECT_EQ(CodeOf(Try("ada@example.org", "wrong wrong")), StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(Try("ada@example.org", kPassword)), StatusCode::kResourceExhausted);
  EXPECT_GT(retry_after_, seconds(50));
  Pass("61 seconds");
  EXPECT_TRUE(Try("ada@example.org", kPassword).ok());
  // A right one forgets the wrong ones.
  EXPECT_EQ(CodeOf(Try("ada@example.org", "wrong wrong")), StatusCode::kUnauthenticated);
  EXPECT_TRUE(Try("ada@example.org", kPassword).ok());
}

TEST_F(SignInTest, ManyAtOnceAreNoWayRound) {
  std::atomic<int> looked_at{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 5; ++k) {
        seconds wait{};
        const auto tried = sign_in_->WithPassword(
            {"acme", "ada@example.org", "wrong wrong", {"192.0.2.9", ""}, ""}, wait);
        if (CodeOf(tried) == StatusCode::kUnauthenticated) ++looked_at;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(looked_at, kFreeFailures);
}

TEST_F(SignInTest, OneAddressThatTriesManyAccounts) {
  int tried = 0;
  for (; tried < 200; ++tried) {
    const std::string email = "p" + std::to_string(tried) + "@example.org";
    // Of IPv6 the whole network counts.
    const std::string address = "2001:db8::" + std::to_string(1 + tried % 9);
    if (CodeOf(Try(email, "wrong wrong", address)) == StatusCode::kResourceExhausted) break;
  }
  EXPECT_GE(tried, 100);
  EXPECT_LE(tried, 103);
  EXPECT_EQ(CodeOf(Try("ada@example.org", kPassword, "2001:db8::77")),
            StatusCode::kResourceExhausted);
  EXPECT_TRUE(Try("ada@example.org", kPassword, "2001:db8:0:1::77").ok());
}

TEST_F(SignInTest, AnAddressWhereEverybodySignsInRightIsNotThrottled) {
  for (int i = 0; i < 120; ++i) ASSERT_TRUE(Try("ada@example.org", kPassword).ok()) << i;
}

TEST_F(SignInTest, GuessersDoNotLockOutAKnownBrowser) {
  const auto first = Try("ada@example.org", kPassword);
  ASSERT_TRUE(first.ok());
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(Try("ada@example.org", "wrong wrong", "198.51.100.7").ok());
  }
  EXPECT_EQ(CodeOf(Try("ada@example.org", kPassword)), StatusCode::kResourceExhausted);
  EXPECT_EQ(CodeOf(Try("ada@example.org", kPassword, "192.0.2.1", "made up")),
            StatusCode::kResourceExhausted);
  EXPECT_TRUE(Try("ada@example.org", kPassword, "192.0.2.1", first->browser).ok());
  // Which has a count of its own.
  for (int i = 0; i < kFreeFailures; ++i) {
    EXPECT_FALSE(Try("ada@example.org", "wrong wrong", "192.0.2.1", first->browser).ok());
  }
  EXPECT_EQ(CodeOf(Try("ada@example.org", kPassword, "192.0.2.1", first->browser)),
            StatusCode::kResourceExhausted);
}

TEST_F(SignInTest, ChangingThePassword) {
  const auto here = Try("ada@example.org", kPassword);
  const auto there = Try("ada@example.org", kPassword);
  ASSERT_TRUE(here.ok() && there.ok());
  const auto change = [&](const std::string& current, const std::string& next) {
    return sign_in_->ChangePassword(ada_, current, next, here->session->session.id, retry_after_);
  };
  EXPECT_EQ(change("wrong wrong", "five owls in a tree").code(), StatusCode::kUnauthenticated);
  EXPECT_THAT(change(kPassword, "password").message(), HasSubstr("password: was found"));
  EXPECT_THAT(change(kPassword, "ada@example.org").message(), HasSubstr("little more than"));
  EXPECT_TRUE(Tokens(*pool_).Authenticate(there->session->secret).ok());
  EXPECT_TRUE(change(kPassword, "five owls in a tree").ok());
  EXPECT_TRUE(Tokens(*pool_).Authenticate(here->session->secret).ok());
  EXPECT_FALSE(Tokens(*pool_).Authenticate(there->session->secret).ok());
  EXPECT_FALSE(Try("ada@example.org", kPassword).ok());
  EXPECT_TRUE(Try("ada@example.org", "five owls in a tree").ok());
  // Somebody at an open session cannot guess either.
  for (int i = 0; i < kFreeFailures; ++i) EXPECT_FALSE(change("wrong wrong", "x").ok());
  EXPECT_EQ(change("five owls in a tree", kPassword).code(), StatusCode::kResourceExhausted);
}

TEST_F(SignInTest, AHashOfAnotherCostIsMadeAnew) {
  const std::string before = One("SELECT hash FROM identity.passwords");
  sign_in_ = std::make_unique<SignIn>(*pool_, rules_, vault(),
                                      HashCost{.memory_kib = 128, .passes = 1, .lanes = 1});
  ASSERT_TRUE(Try("ada@example.org", kPassword).ok());
  EXPECT_THAT(One("SELECT hash FROM identity.passwords"), HasSubstr("m=128,t=1,p=1"));
  EXPECT_THAT(before, HasSubstr("m=64,t=1,p=1"));
  EXPECT_TRUE(Try("ada@example.org", kPassword).ok());
}

}  // namespace
}  // namespace assay::identity
