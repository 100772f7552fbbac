#include "lms/identity/person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Person Somebody() {
  return {"", "acme", "Ada", "ada@example.org", false, {{"intro", Role::kStudent}}};
}

TEST(Scopes, AreOrderedAndKnown) {
  EXPECT_THAT(*ReadScopes({"read", "submit", "read"}, {}), ElementsAre("submit", "read"));
  EXPECT_THAT(*ReadScopes({}, {"read"}), ElementsAre("read"));
  const auto wrong = ReadScopes({"read", "reed"}, {});
  EXPECT_EQ(wrong.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(wrong.status().message(), HasSubstr("reed"));
}

TEST(Scopes, SurviveTheDatabase) {
  EXPECT_THAT(SplitScopes(JoinScopes({"submit", "admin"})), ElementsAre("submit", "admin"));
  EXPECT_THAT(SplitScopes(""), IsEmpty());
}

TEST(Scopes, AdminIsForAdministrators) {
  EXPECT_THAT(ScopesOf({"read", "admin"}, true), ElementsAre("read", "admin"));
  EXPECT_THAT(ScopesOf({"read", "admin"}, false), ElementsAre("read"));
}

TEST(CheckPerson, NamesTheFieldThatIsWrong) {
  EXPECT_TRUE(CheckPerson(Somebody()).ok());
  const auto complaint = [](auto change) {
    Person person = Somebody();
    change(person);
    return CheckPerson(person).message();
  };
  EXPECT_THAT(complaint([](Person& p) { p.tenant = "Acme"; }), HasSubstr("person.tenant"));
  EXPECT_THAT(complaint([](Person& p) { p.tenant = ""; }), HasSubstr("person.tenant"));
  EXPECT_THAT(complaint([](Person& p) { p.name = ""; }), HasSubstr("person.name"));
  EXPECT_THAT(complaint([](Person& p) { p.name = "a\x1b[2J"; }), HasSubstr("person.name"));
  EXPECT_THAT(complaint([](Person& p) { p.name = std::string(201, 'a'); }), HasSubstr("name"));
  for (const char* email : {"ada", "@example.org", "ada@", "a@b@c", "a b@c", "a@b\n"}) {
    EXPECT_THAT(complaint([email](Person& p) { p.email = email; }), HasSubstr("person.email"));
  }
  EXPECT_THAT(complaint([](Person& p) { p.roles[0].course = "Intro 1"; }), HasSubstr("roles"));
  EXPECT_THAT(complaint([](Person& p) { p.roles[0].role = Role(0); }), HasSubstr("intro"));
  EXPECT_THAT(complaint([](Person& p) { p.roles[0].role = Role(7); }), HasSubstr("intro"));
  EXPECT_THAT(complaint([](Person& p) { p.roles.push_back(p.roles[0]); }), HasSubstr("twice"));
}

}  // namespace
}  // namespace assay::identity
