#include "lms/identity/tokens.h"

#include <gmock/gmock.h>

#include <thread>

#include "lms/identity/secrets.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TokensTest : public StoreTest {
 protected:
  Tokens tokens() { return Tokens(*pool_); }
  CreatedToken Create(const std::string& person, std::vector<std::string> scopes = {}) {
    auto created = tokens().Create({person, "laptop", std::move(scopes), seconds(3600)});
    EXPECT_TRUE(created.ok()) << created.status().ToString();
    return created.ok() ? *created : CreatedToken{};
  }
};

TEST_F(TokensTest, ATokenSaysWhoCame) {
  const std::string ada = Make("acme", "Ada", false, {{"intro", Role::kStudent}});
  const CreatedToken created = Create(ada);
  const auto who = tokens().Authenticate(created.secret);
  ASSERT_TRUE(who.ok()) << who.status().ToString();
  EXPECT_EQ(who->person.id, ada);
  EXPECT_EQ(who->person.tenant, "acme");
  EXPECT_THAT(who->person.roles, ElementsAre(CourseRole{"intro", Role::kStudent}));
  EXPECT_THAT(who->scopes, ElementsAre("submit", "read"));
  EXPECT_EQ(who->token_id, created.token.id);
  EXPECT_EQ(who->expires_at_us, created.token.expires_at_us);
  EXPECT_EQ(created.token.expires_at_us - created.token.created_at_us, 3'600'000'000);
}

TEST_F(TokensTest, NoSecretIsInTheDatabase) {
  const CreatedToken created = Create(Make("acme", "Ada"));
  EXPECT_EQ(One("SELECT sha256 FROM identity.tokens"), DigestOf(created.secret).sha256);
  EXPECT_EQ(One("SELECT count(*) FROM identity.tokens t WHERE t::text LIKE '%assay\\_%'"), "0");
}

// Whoever tries tokens learns nothing from the answer.
TEST_F(TokensTest, UnknownExpiredAndRevokedAreRefusedInTheSameWords) {
  const std::string ada = Make("acme", "Ada");
  const CreatedToken expired = Create(ada), revoked = Create(ada);
  Sql("UPDATE identity.tokens SET expires_at = now() WHERE id = '" + expired.token.id + "'");
  ASSERT_TRUE(tokens().Revoke(ada, revoked.token.id).ok());
  const Status unknown = tokens().Authenticate(NewToken()).status();
  EXPECT_EQ(unknown.code(), StatusCode::kUnauthenticated);
  for (const std::string& secret :
       {expired.secret, revoked.secret, std::string(), std::string("assay_"),
        std::string(1'000'000, 'a'), std::string("assay_\0x", 8), std::string("\xff\xfe")}) {
    EXPECT_EQ(tokens().Authenticate(secret).status().ToString(), unknown.ToString());
  }
}

// The index finds by 64 bits; the whole digest decides.
TEST_F(TokensTest, AnEqualBeginningOfTheDigestIsNotEnough) {
  const CreatedToken created = Create(Make("acme", "Ada"));
  const Digest other = DigestOf(NewToken());
  Sql("UPDATE identity.tokens SET sha256 = left(sha256, 16) || right('" + other.sha256 + "', 48)");
  EXPECT_EQ(tokens().Authenticate(created.secret).status().code(), StatusCode::kUnauthenticated);
  // And of two with the same beginning the right one is taken.
  const CreatedToken good = Create(Make("acme", "Eve"));
  Sql("UPDATE identity.tokens SET lookup = " + std::to_string(DigestOf(good.secret).lookup));
  const auto who = tokens().Authenticate(good.secret);
  ASSERT_TRUE(who.ok());
  EXPECT_EQ(who->person.name, "Eve");
}

TEST_F(TokensTest, LastUseIsWrittenOnceAMinute) {
  const std::string ada = Make("acme", "Ada");
  const CreatedToken created = Create(ada);
  EXPECT_EQ(One("SELECT last_used_at FROM identity.tokens"), "NULL");
  ASSERT_TRUE(tokens().Authenticate(created.secret).ok());
  const std::string first = One("SELECT xmin FROM identity.tokens");  // changes with each write
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(tokens().Authenticate(created.secret).ok());
  EXPECT_EQ(One("SELECT xmin FROM identity.tokens"), first);
  Sql("UPDATE identity.tokens SET last_used_at = now() - interval '61 seconds'");
  ASSERT_TRUE(tokens().Authenticate(created.secret).ok());
  EXPECT_EQ(One("SELECT last_used_at > now() - interval '30 seconds' FROM identity.tokens"), "t");
  EXPECT_TRUE(tokens().List(ada)->at(0).last_used_at_us.has_value());
}

TEST_F(TokensTest, ParallelUsesWriteOnce) {
  const CreatedToken created = Create(Make("acme", "Ada"));
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(tokens().Authenticate(created.secret).ok()); });
  }
  for (std::thread& thread : threads) thread.join();
  // A HOT chain counts: one insert and one update.
  EXPECT_EQ(One("SELECT ctid FROM identity.tokens"), "(0,2)");
}

TEST_F(TokensTest, OnlyItsOwnerRevokesAToken) {
  const std::string ada = Make("acme", "Ada"), eve = Make("acme", "Eve");
  const CreatedToken created = Create(ada);
  const Status foreign = tokens().Revoke(eve, created.token.id);
  EXPECT_EQ(foreign.code(), StatusCode::kNotFound);
  EXPECT_EQ(foreign.message(), tokens().Revoke(eve, "no such").message());
  EXPECT_TRUE(tokens().Authenticate(created.secret).ok());
  EXPECT_THAT(*tokens().List(eve), IsEmpty());
  EXPECT_THAT(*tokens().List(ada), SizeIs(1));
  EXPECT_TRUE(tokens().Revoke(ada, created.token.id).ok());
  EXPECT_TRUE(tokens().Revoke(ada, created.token.id).ok()) << "may be said twice";
  EXPECT_FALSE(tokens().Authenticate(created.secret).ok());
  EXPECT_THAT(*tokens().List(ada), IsEmpty());
}

TEST_F(TokensTest, AdminIsForAdministratorsAndOnlyWhileTheyAre) {
  const std::string ada = Make("acme", "Ada"), root = Make("acme", "Root", true);
  Make("acme", "Second", true);
  EXPECT_EQ(tokens().Create({ada, "x", {"admin"}, seconds(60)}).status().code(),
            StatusCode::kPermissionDenied);
  const CreatedToken created = Create(root, {"admin", "read"});
  EXPECT_THAT(tokens().Authenticate(created.secret)->scopes, ElementsAre("read", "admin"));
  ASSERT_TRUE(People(*pool_).Put({root, "acme", "Root", "", false, {}}).ok());
  EXPECT_THAT(tokens().Authenticate(created.secret)->scopes, ElementsAre("read"));
}

TEST_F(TokensTest, BoundsAreKept) {
  const std::string ada = Make("acme", "Ada");
  const auto code = [&](TokenRequest request) { return tokens().Create(request).status().code(); };
  EXPECT_EQ(code({ada, "x", {}, seconds(59)}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({ada, "x", {}, seconds(31'536'001)}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({ada, "", {}, seconds(60)}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({ada, "a\nb", {}, seconds(60)}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({ada, std::string(101, 'x'), {}, seconds(60)}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({ada, "x", {"everything"}, seconds(60)}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({"nobody", "x", {}, seconds(60)}), StatusCode::kNotFound);
}

TEST_F(TokensTest, SideBySideTheLimitHolds) {
  const std::string ada = Make("acme", "Ada");
  for (int i = 0; i < kMostTokens - 2; ++i) Create(ada);
  std::atomic<int> made = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const auto created = tokens().Create({ada, "x", {}, seconds(60)});
      if (created.ok()) ++made;
      if (created.status().code() == StatusCode::kResourceExhausted) ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 2);
  EXPECT_EQ(refused, 4);
}

}  // namespace
}  // namespace assay::identity
