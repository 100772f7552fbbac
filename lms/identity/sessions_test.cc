#include "lms/identity/sessions.h"

#include <gmock/gmock.h>

#include "lms/identity/secrets.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SessionsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ada_ = Make("acme", "Ada", false, {{"intro", Role::kStudent}});
  }
  Sessions sessions() { return Sessions(*pool_); }
  CreatedSession Begin(const std::string& person) {
    auto created = CreateSession(*connection_, person, "password", {"192.0.2.1", "Browser\n1"});
    EXPECT_TRUE(created.ok()) << created.status().ToString();
    return *std::move(created);
  }
  StatusCode Comes(const std::string& secret) {
    return Tokens(*pool_).Authenticate(secret).status().code();
  }
  std::string ada_;
};

TEST_F(SessionsTest, WhoComesWithIt) {
  const CreatedSession session = Begin(ada_);
  EXPECT_TRUE(LooksLikeSession(session.secret));
  EXPECT_FALSE(LooksLikeToken(session.secret));
  const auto who = Tokens(*pool_).Authenticate(session.secret);
  ASSERT_TRUE(who.ok()) << who.status().ToString();
  EXPECT_EQ(who->person.id, ada_);
  EXPECT_EQ(who->token_id, session.session.id);
  EXPECT_EQ(who->csrf_token, session.csrf_token);
  EXPECT_THAT(who->scopes, ElementsAre("submit", "read", "manage", "session"));
  const auto all = sessions().List(ada_);
  ASSERT_THAT(*all, SizeIs(1));
  EXPECT_EQ((*all)[0].client.address, "192.0.2.1");
  EXPECT_EQ((*all)[0].client.agent, "Browser?1");
  EXPECT_EQ(Comes(NewSessionSecret()), StatusCode::kUnauthenticated);
  // The table holds nothing to come with.
  EXPECT_EQ(One("SELECT count(*)::text FROM identity.sessions WHERE sha256 LIKE 'assays%'"), "0");
}

TEST_F(SessionsTest, AdministratorsHaveAllScopesAndLessTime) {
  const std::string root = Make("acme", "Root", true);
  const CreatedSession session = Begin(root);
  EXPECT_THAT(Tokens(*pool_).Authenticate(session.secret)->scopes,
              ElementsAre("submit", "read", "manage", "admin", "session"));
  const CreatedSession of_ada = Begin(ada_);
  EXPECT_LT(session.session.expires_at_us, of_ada.session.expires_at_us);
  EXPECT_EQ(One("SELECT round(extract(epoch FROM expires_at - created_at) / 3600)::text "
                "FROM identity.sessions WHERE idle_s = 7200"),
            "12");
}

TEST_F(SessionsTest, IdleAndOldOnesEnd) {
  const CreatedSession idle = Begin(ada_);
  const CreatedSession old = Begin(ada_);
  const CreatedSession good = Begin(ada_);
  Sql("UPDATE identity.sessions SET last_seen_at = now() - interval '24 hours 1 second' WHERE id = "
      "'" +
      idle.session.id + "'");
  Sql("UPDATE identity.sessions SET expires_at = now() WHERE id = '" + old.session.id + "'");
  EXPECT_EQ(Comes(idle.secret), StatusCode::kUnauthenticated);
  EXPECT_EQ(Comes(old.secret), StatusCode::kUnauthenticated);
  EXPECT_EQ(Comes(good.secret), StatusCode::kOk);
  EXPECT_THAT(*sessions().List(ada_), SizeIs(1));
  // Use keeps it from being idle.
  Sql("UPDATE identity.sessions SET last_seen_at = now() - interval '23 hours'");
  EXPECT_EQ(Comes(good.secret), StatusCode::kOk);
  EXPECT_EQ(One("SELECT (last_seen_at > now() - interval '1 minute')::text FROM identity.sessions "
                "WHERE revoked_at IS NULL AND expires_at > now() ORDER BY last_seen_at DESC"),
            "true");
}

TEST_F(SessionsTest, RevokedOnesAreGone) {
  const CreatedSession one = Begin(ada_);
  const CreatedSession two = Begin(ada_);
  const CreatedSession three = Begin(ada_);
  const std::string bob = Make("acme", "Bob");
  EXPECT_EQ(sessions().Revoke(bob, one.session.id).code(), StatusCode::kNotFound);
  EXPECT_TRUE(sessions().Revoke(ada_, one.session.id).ok());
  EXPECT_TRUE(sessions().Revoke(ada_, one.session.id).ok());
  EXPECT_EQ(Comes(one.secret), StatusCode::kUnauthenticated);
  EXPECT_EQ(*sessions().RevokeOthers(ada_, two.session.id), 1);
  EXPECT_EQ(Comes(two.secret), StatusCode::kOk);
  EXPECT_EQ(Comes(three.secret), StatusCode::kUnauthenticated);
}

TEST_F(SessionsTest, ANewSecretTakesThePlaceOfTheOldOneWhenItIsUsed) {
  const CreatedSession session = Begin(ada_);
  EXPECT_EQ(*sessions().Rotate(session.secret), "");  // too soon
  Sql("UPDATE identity.sessions SET rotated_at = now() - interval '61 minutes'");
  const std::string next = *sessions().Rotate(session.secret);
  ASSERT_TRUE(LooksLikeSession(next));
  EXPECT_EQ(*sessions().Rotate(session.secret), "");
  // The answer may have been lost: the old one is still good.
  EXPECT_EQ(Comes(session.secret), StatusCode::kOk);
  const auto who = Tokens(*pool_).Authenticate(next);
  ASSERT_TRUE(who.ok()) << who.status().ToString();
  EXPECT_EQ(who->token_id, session.session.id);
  EXPECT_EQ(who->csrf_token, session.csrf_token);
  // Requests that were on their way.
  EXPECT_EQ(Comes(session.secret), StatusCode::kOk);
  EXPECT_EQ(Comes(next), StatusCode::kOk);
}

TEST_F(SessionsTest, AnOldSecretThatComesAgainEndsTheSession) {
  const CreatedSession session = Begin(ada_);
  Sql("UPDATE identity.sessions SET rotated_at = now() - interval '61 minutes'");
  const std::string next = *sessions().Rotate(session.secret);
  ASSERT_EQ(Comes(next), StatusCode::kOk);
  Sql("UPDATE identity.sessions SET previous_until = now() - interval '1 second'");
  EXPECT_EQ(Comes(session.secret), StatusCode::kUnauthenticated);
  EXPECT_EQ(Comes(next), StatusCode::kUnauthenticated);
  EXPECT_THAT(*sessions().List(ada_), IsEmpty());
}

TEST_F(SessionsTest, OnlySoMany) {
  for (int i = 0; i < kMostSessions + 3; ++i) Begin(ada_);
  EXPECT_THAT(*sessions().List(ada_), SizeIs(kMostSessions));
}

}  // namespace
}  // namespace assay::identity
