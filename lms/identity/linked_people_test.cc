#include "lms/identity/linked_people.h"

#include <gmock/gmock.h>

#include "lms/identity/store_fixture.h"
#include "lms/identity/tokens.h"

namespace assay::identity {
namespace {

constexpr char kIssuer[] = "https://lms.example.org";
constexpr int kInstructor = 2, kStudent = 5;

class LinkedPeopleTest : public StoreTest {
 protected:
  std::vector<Linked> Link(const std::vector<LinkedOne>& people, const std::string& course = "algo",
                           bool preview = false, const std::string& tenant = "acme") {
    const auto linked = LinkedPeople(*pool_, {&journal(), {"", "192.0.2.1"}})
                            .Link(tenant, kIssuer, course, people, preview);
    EXPECT_TRUE(linked.ok()) << linked.status().ToString();
    return linked.ok() ? *linked : std::vector<Linked>(people.size());
  }
  Result<SignedIn> Begin(const std::string& subject, const std::string& tenant = "acme") {
    if (!sign_in_)
      sign_in_ = std::make_unique<SignIn>(*pool_, rules_, vault(),
                                          HashCost{.memory_kib = 64, .passes = 1, .lanes = 1});
    return LinkedPeople(*pool_, {&journal(), {}})
        .Begin(tenant, kIssuer, subject, {"192.0.2.1", "test"}, *sign_in_);
  }
  std::string RolesOf(const std::string& person) {
    return One(("SELECT roles FROM identity.person_rows WHERE id = '" + person + "'").c_str());
  }
  const PasswordRules rules_ = *PasswordRules::Load();
  std::unique_ptr<SignIn> sign_in_;
};

TEST_F(LinkedPeopleTest, AreFoundByIssuerAndSubjectAndByNothingElse) {
  const auto ada = People(*pool_).Put({"", "acme", "Ada", "ada@example.org", false, {}})->id;
  const auto first = Link({{"s1", "Mallory", kStudent}});
  EXPECT_TRUE(first[0].made);
  EXPECT_NE(first[0].person, ada);
  EXPECT_EQ(People(*pool_).Find("acme", first[0].person)->email, "");
  const auto again = Link({{"s1", "Mallory", kStudent}});
  EXPECT_FALSE(again[0].made);
  EXPECT_EQ(again[0].person, first[0].person);
  EXPECT_NE(Link({{"s1", "Mallory", kStudent}}, "algo", false, "rival")[0].person, first[0].person);
  EXPECT_EQ(People(*pool_).Find("acme", Link({{"s2", "Bob", 5}})[0].person)->email, "");
}

TEST_F(LinkedPeopleTest, APlatformChangesOnlyTheRoleThatItGave) {
  const std::string person = Link({{"s1", "Sam", kStudent}})[0].person;
  EXPECT_EQ(RolesOf(person), "algo 5");
  EXPECT_EQ(Link({{"s1", "Sam", kInstructor}}, "algo", true)[0].role, kInstructor);
  EXPECT_EQ(RolesOf(person), "algo 5") << "a preview changes nothing";
  EXPECT_EQ(Link({{"s1", "Sam", kInstructor}})[0].before, kStudent);
  EXPECT_EQ(RolesOf(person), "algo 2");
  Link({{"s1", "Sam", kStudent}});
  EXPECT_EQ(RolesOf(person), "algo 5");
  Sql("UPDATE identity.course_roles SET role = 3");
  EXPECT_TRUE(Link({{"s1", "Sam", kStudent}})[0].kept);
  EXPECT_TRUE(Link({{"s1", "Sam", 0}})[0].kept);
  EXPECT_EQ(RolesOf(person), "algo 3");
  Sql("UPDATE identity.course_roles SET role = 5");
  Link({{"s1", "Sam", 0}});
  EXPECT_EQ(RolesOf(person), "");
}

TEST_F(LinkedPeopleTest, NobodyIsMadeToBeNothing) {
  EXPECT_EQ(Link({{"s1", "Sam", 0}})[0].person, "");
  EXPECT_EQ(One("SELECT count(*) FROM identity.people"), "0");
  EXPECT_NE(Link({{"s1", "Sam", 0}}, "")[0].person, "");
}

TEST_F(LinkedPeopleTest, AnOwnerStaysOne) {
  const std::string person = Link({{"s1", "Ines", 1}})[0].person;
  EXPECT_TRUE(Link({{"s1", "Ines", kInstructor}})[0].kept);
  EXPECT_EQ(RolesOf(person), "algo 1");
}

TEST_F(LinkedPeopleTest, ASessionForWhoIsLinkedAndNoAdministrator) {
  const std::string person = Link({{"s1", "Sam", kStudent}})[0].person;
  const auto done = Begin("s1");
  ASSERT_TRUE(done.ok()) << done.status().ToString();
  EXPECT_EQ(Tokens(*pool_).Authenticate(done->session->secret)->person.id, person);
  EXPECT_EQ(done->session->session.method, "lti");
  EXPECT_EQ(Begin("s2").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Begin("s1", "rival").status().code(), StatusCode::kNotFound);
  Sql("UPDATE identity.people SET administrator = true");
  EXPECT_EQ(Begin("s1").status().code(), StatusCode::kPermissionDenied);
  EXPECT_TRUE(Link({{"s1", "Sam", kInstructor}})[0].refused);
  EXPECT_EQ(RolesOf(person), "algo 5");
  Sql("UPDATE identity.people SET administrator = false, disabled_at = now()");
  EXPECT_EQ(Begin("s1").status().code(), StatusCode::kPermissionDenied);
}

TEST_F(LinkedPeopleTest, WrongWordsAreNamed) {
  const auto code = [&](const LinkedOne& one) {
    return LinkedPeople(*pool_, {}).Link("acme", kIssuer, "algo", {one}, false).status().code();
  };
  EXPECT_EQ(code({"", "Sam", 5}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({"s", "Sam", 9}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({"s", "", 5}), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::identity
