#include "lms/identity/roster.h"

#include <gmock/gmock.h>

#include "lms/identity/invitations.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using Plan = RosterRow::Plan;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RosterTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    Put("ada@example.org", {});
    Put("bob@example.org", {{"intro", Role::kStudent}});
    Put("olga@example.org", {{"intro", Role::kOwner}});
  }
  void Put(const std::string& email, std::vector<CourseRole> roles) {
    ASSERT_TRUE(People(*pool_).Put({"", "acme", email, email, false, std::move(roles)}).ok());
  }
  RosterRequest Request(const std::string& table) {
    RosterRequest request{"acme", "intro", table, {}, "ines", false, false};
    for (const Role role : {Role::kAssistant, Role::kGrader, Role::kStudent, Role::kObserver}) {
      request.may_give.push_back(role);  // as an instructor
    }
    return request;
  }
  Result<RosterResult> Import(const RosterRequest& request) {
    return Roster(*pool_).Import(request);
  }
  static std::vector<Plan> Plans(const RosterResult& result) {
    std::vector<Plan> plans;
    for (const RosterRow& row : result.rows) plans.push_back(row.plan);
    return plans;
  }
  std::string RolesOf(const std::string& email) {
    const auto page = People(*pool_).List("acme", 0, "");
    for (const Person& person : page->people) {
      if (person.email != email) continue;
      std::string text;
      for (const CourseRole& role : person.roles) {
        text += role.course + " " + std::to_string(static_cast<int>(role.role)) + ";";
      }
      return text;
    }
    return "none";
  }
};

constexpr char kGood[] =
    "Name;E-Mail;Role;Matriculation\n"
    "Ada;ADA@example.org;teaching assistant;1\n"
    "Bob;bob@example.org;student;2\n"
    "\"Cy; of\";cy@example.org;;3\n"
    ";dan@example.org;observer;4\n";

TEST_F(RosterTest, APreviewChangesNothing) {
  const auto result = Import(Request(kGood));
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_THAT(Plans(*result), ElementsAre(Plan::kAdd, Plan::kSame, Plan::kInvite, Plan::kInvite));
  EXPECT_EQ(result->rows[2].name, "Cy; of");
  EXPECT_EQ(result->rows[3].name, "dan");
  EXPECT_EQ(result->rows[3].line, 5U);
  EXPECT_FALSE(result->applied);
  EXPECT_EQ(RolesOf("ada@example.org"), "");
  EXPECT_EQ(RolesOf("cy@example.org"), "none");
}

TEST_F(RosterTest, ApplyingDoesWhatThePreviewSays) {
  RosterRequest request = Request(kGood);
  const auto preview = Import(request);
  request.apply = true;
  const auto result = Import(request);
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_TRUE(result->applied);
  EXPECT_EQ(Plans(*result), Plans(*preview));
  EXPECT_EQ(RolesOf("ada@example.org"), "intro 3;");
  EXPECT_EQ(RolesOf("cy@example.org"), "intro 5;");
  EXPECT_EQ(RolesOf("dan@example.org"), "intro 6;");
  EXPECT_TRUE(result->rows[0].secret.empty());
  ASSERT_FALSE(result->rows[2].secret.empty());
  const PasswordRules rules = *PasswordRules::Load();
  SignIn sign_in(*pool_, rules, vault(), {.memory_kib = 64, .passes = 1, .lanes = 1});
  EXPECT_TRUE(Invitations(*pool_, sign_in)
                  .Accept(result->rows[2].secret, "", "four owls in a tree", {})
                  .ok());
  // Once more: nothing is left to do.
  EXPECT_THAT(Plans(*Import(request)),
              ElementsAre(Plan::kSame, Plan::kSame, Plan::kSame, Plan::kSame));
}

TEST_F(RosterTest, WrongRowsAreToldByLine) {
  const std::string table =
      "email,role\n"
      "ada@example.org,student\n"
      "no address,student\n"
      "ADA@example.org,student\n"
      ",student\n"
      "eve@example.org,king\n"
      "eve@example.org,owner\n"
      "olga@example.org,student\n";
  RosterRequest request = Request(table);
  request.apply = true;
  const auto result = Import(request);
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_EQ(result->wrong, 6U);
  EXPECT_FALSE(result->applied);
  EXPECT_EQ(RolesOf("ada@example.org"), "");
  EXPECT_EQ(result->rows[1].line, 3U);
  EXPECT_THAT(result->rows[1].message, HasSubstr("email: not an address"));
  EXPECT_THAT(result->rows[2].message, HasSubstr("stands in the table already"));
  EXPECT_THAT(result->rows[3].message, HasSubstr("email: is missing"));
  EXPECT_THAT(result->rows[4].message, HasSubstr("\"king\" is none"));
  EXPECT_THAT(result->rows[5].message, HasSubstr("by those above it"));
  EXPECT_THAT(result->rows[6].message, HasSubstr("by those above it"));
  request.skip_wrong = true;
  EXPECT_TRUE(Import(request)->applied);
  EXPECT_EQ(RolesOf("ada@example.org"), "intro 5;");
  EXPECT_EQ(RolesOf("olga@example.org"), "intro 1;");
}

TEST_F(RosterTest, FirstAndLastNames) {
  const auto result = Import(Request("First Name,Last Name,Email\nEve,Ex,eve@example.org\n"));
  EXPECT_EQ(result->rows[0].name, "Eve Ex");
}

TEST_F(RosterTest, WhatIsNoTable) {
  const auto why = [&](const std::string& table) {
    return Import(Request(table)).status().ToString();
  };
  EXPECT_THAT(why(""), HasSubstr("INVALID_ARGUMENT: table: "));
  EXPECT_THAT(why("email\n"), HasSubstr("needs a line that names"));
  EXPECT_THAT(why("name,role\nx,student\n"), HasSubstr("line 1: no column \"email\""));
  EXPECT_THAT(why("email,e-mail\nx,y\n"), HasSubstr("two columns"));
  EXPECT_THAT(why("email\n\"x\n"), HasSubstr("table: line 2: a quote"));
  std::string many = "email\n";
  for (size_t i = 0; i <= kMostRosterRows; ++i) many += "p" + std::to_string(i) + "@x.org\n";
  EXPECT_THAT(why(many), HasSubstr("more than 2000 rows"));
  RosterRequest request = Request("email\nx@y.org\n");
  request.course = "Not A Course";
  EXPECT_EQ(Import(request).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(RosterTest, NamesOfRoles) {
  for (const char* word : {"Student", "TA", "Teaching Assistant", "teaching-assistant", "OWNER"}) {
    Role role{};
    EXPECT_TRUE(ReadRole(word, role)) << word;
  }
  Role role{};
  EXPECT_FALSE(ReadRole("", role));
  EXPECT_FALSE(ReadRole("admin", role));
}

}  // namespace
}  // namespace assay::identity
