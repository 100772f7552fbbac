#include "lms/identity/invitations.h"

#include <gmock/gmock.h>

#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr HashCost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};
constexpr char kPassword[] = "four owls in a tree";

class InvitationsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    sign_in_ = std::make_unique<SignIn>(*pool_, rules_, vault(), kCheap);
    invitations_ = std::make_unique<Invitations>(*pool_, *sign_in_);
  }
  Result<CreatedInvitation> Invite(const std::string& id, const std::string& email,
                                   seconds lifetime = seconds(0)) {
    return invitations_->Invite({id, "acme", "Ada", email, false, {{"intro", Role::kStudent}}},
                                "ines", lifetime);
  }
  Result<SignedIn> Accept(const std::string& secret, const std::string& password = kPassword,
                          const std::string& name = "") {
    return invitations_->Accept(secret, name, password, {"192.0.2.1", ""});
  }

  const PasswordRules rules_ = *PasswordRules::Load();
  std::unique_ptr<SignIn> sign_in_;
  std::unique_ptr<Invitations> invitations_;
};

TEST_F(InvitationsTest, FromALinkToASession) {
  const auto made = Invite("", "ada@example.org");
  ASSERT_TRUE(made.ok()) << made.status().ToString();
  EXPECT_EQ(invitations_->Describe(made->secret)->person.email, "ada@example.org");
  EXPECT_THAT(*invitations_->List("acme", "intro"), SizeIs(1));
  EXPECT_THAT(*invitations_->List("acme", "algo"), IsEmpty());
  EXPECT_THAT(*invitations_->List("rival", ""), IsEmpty());
  EXPECT_THAT(Accept(made->secret, "short").status().message(), HasSubstr("password: at least 8"));
  const auto done = Accept(made->secret, kPassword, "Ada Lovelace");
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  const auto who = Tokens(*pool_).Authenticate(done->session->secret);
  EXPECT_EQ(who->person.name, "Ada Lovelace");
  EXPECT_EQ(who->person.roles, (std::vector<CourseRole>{{"intro", Role::kStudent}}));
  EXPECT_EQ(Accept(made->secret).status().code(), StatusCode::kNotFound);
  EXPECT_THAT(*invitations_->List("acme", ""), IsEmpty());
  seconds wait{};
  EXPECT_TRUE(sign_in_->WithPassword({"acme", "ada@example.org", kPassword, {}, ""}, wait).ok());
}

TEST_F(InvitationsTest, AnAddressThatSomebodyHasIsNotTakenOver) {
  ASSERT_TRUE(Invite("", "ada@example.org").ok());
  const auto again = Invite("", "ADA@example.org");
  EXPECT_EQ(again.status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(Invite("", "").status().code(), StatusCode::kInvalidArgument);
}

TEST_F(InvitationsTest, ALostPassword) {
  const auto first = Invite("", "ada@example.org");
  const auto session = Accept(first->secret);
  const std::string ada = session->person;
  const auto one = Invite(ada, "");
  const auto two = Invite(ada, "");
  ASSERT_TRUE(one.ok() && two.ok()) << two.status().ToString();
  EXPECT_EQ(Accept(one->secret).status().code(), StatusCode::kNotFound) << "a newer one was made";
  EXPECT_TRUE(Accept(two->secret, "five owls in a tree").ok());
  EXPECT_FALSE(Tokens(*pool_).Authenticate(session->session->secret).ok());
  // Who signs in meanwhile and changes the password does not leave a link behind.
  const auto three = Invite(ada, "");
  seconds wait{};
  ASSERT_TRUE(sign_in_->ChangePassword(ada, "five owls in a tree", kPassword, "", wait).ok());
  EXPECT_EQ(Accept(three->secret).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(
      invitations_->Invite({ada, "rival", "", "", false, {}}, "x", seconds(0)).status().code(),
      StatusCode::kNotFound);
  EXPECT_EQ(Invite(Make("acme", "No address"), "").status().code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(InvitationsTest, ALinkEnds) {
  const auto made = Invite("", "ada@example.org", seconds(600));
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(invitations_->Revoke("rival", made->invitation.id).code(), StatusCode::kNotFound);
  EXPECT_TRUE(invitations_->Revoke("acme", made->invitation.id).ok());
  EXPECT_EQ(Accept(made->secret).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(invitations_->Describe(made->secret).status().code(), StatusCode::kNotFound);
  const auto late = Invite(made->invitation.person.id, "", seconds(600));
  Sql("UPDATE identity.invitations SET expires_at = now()");
  EXPECT_EQ(Accept(late->secret).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Accept("").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Invite("", "b@x.org", seconds(10)).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Invite("", "b@x.org", kLongestInvitation + seconds(1)).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_F(InvitationsTest, ALinkIsNoWayRoundASecondFactor) {
  const auto made = Invite("", "ada@example.org");
  const std::string ada = Accept(made->secret)->person;
  ASSERT_TRUE(SecondFactors(*pool_, vault()).Start(ada).ok());
  Sql("UPDATE identity.second_factors SET confirmed_at = now()");
  const auto again = Invite(ada, "");
  const auto done = Accept(again->secret, "five owls in a tree");
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  EXPECT_FALSE(done->session.has_value());
  seconds wait{};
  const auto first =
      sign_in_->WithPassword({"acme", "ada@example.org", "five owls in a tree", {}, ""}, wait);
  EXPECT_FALSE(first->ticket.empty());
}

}  // namespace
}  // namespace assay::identity
