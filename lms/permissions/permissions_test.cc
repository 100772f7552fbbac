#include "lms/permissions/permissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace assay::permissions {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint8_t kAll = kSubmitScope | kReadScope | kManageScope | kAdminScope | kSessionScope;

// Columns: an administrator; in the course: owner, instructor, assistant, grader, student,
// observer; somebody with a role in another course only; somebody without any role. "y": yes.
struct Row {
  Action action;
  const char* word;
  uint8_t scope;
  const char* in_course;
  const char* outside;  // what belongs to no course
};

// Every cell is written out here, and not computed from the table that it checks.
const std::vector<Row> kMatrix = {
    // clang-format off
    //                                                        A OIAGSO x -      A OIAGSO x -
    {Action::kSubmit, "submissions.submit", kSubmitScope, "yyyyyy---", "yyyyyyyyy"},
    {Action::kSubmitExam, "submissions.submit_exam", kSubmitScope, "yyyyy----", "y--------"},
    {Action::kRead, "submissions.read", kReadScope, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kReadOthers, "submissions.read_others", kReadScope, "yyyyy----", "y--------"},
    {Action::kCancel, "submissions.cancel", kSubmitScope, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kCancelOthers, "submissions.cancel_others", kSubmitScope, "yyyy-----", "y--------"},
    {Action::kReadProblem, "problems.read", kReadScope, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kWriteProblem, "problems.write", kManageScope, "yyy------", "y--------"},
    {Action::kRejudge, "problems.rejudge", kManageScope, "yyy------", "y--------"},
    {Action::kWatchCourse, "board.watch", kReadScope, "yyyyy----", "y--------"},
    {Action::kSeeQueue, "board.queue", kReadScope, "yyyyy----", "y--------"},
    {Action::kSeeWorkers, "workers.read", kManageScope, "y--------", "y--------"},
    {Action::kSetWorker, "workers.set", kAdminScope, "---------", "---------"},
    {Action::kDeadLetters, "workers.dead_letters", kManageScope, "y--------", "y--------"},
    {Action::kWebhooks, "webhooks.manage", kManageScope, "yyy------", "y--------"},
    {Action::kMeasure, "workers.measure", kAdminScope, "---------", "---------"},
    {Action::kReadSimilarity, "similarity.read", kReadScope, "yyyy-----", "y--------"},
    {Action::kRunSimilarity, "similarity.run", kManageScope, "yyy------", "y--------"},
    {Action::kDecideSimilarity, "similarity.decide", kManageScope, "yyy------", "y--------"},
    {Action::kReadCourse, "course.read", kReadScope, "yyyyyyy--", "y--------"},
    {Action::kCreateCourse, "course.create", kManageScope, "y--------", "y--------"},
    {Action::kWriteCourse, "course.write", kManageScope, "yyy------", "y--------"},
    {Action::kOwnCourse, "course.own", kManageScope, "yy-------", "y--------"},
    {Action::kReadGrades, "grades.read", kReadScope, "yyyyyyy--", "y--------"},
    {Action::kReadAllGrades, "grades.read_all", kReadScope, "yyyyy----", "y--------"},
    {Action::kWriteGrades, "grades.write", kManageScope, "yyyyy----", "y--------"},
    {Action::kReleaseGrades, "grades.release", kManageScope, "yyy------", "y--------"},
    {Action::kModerateGrades, "grades.moderate", kManageScope, "yyy------", "y--------"},
    {Action::kExtendDeadline, "course.extend", kManageScope, "yyyy-----", "y--------"},
    {Action::kReadAnalytics, "analytics.read", kReadScope, "yyyy-----", "y--------"},
    {Action::kDiscuss, "discussion.write", kSubmitScope, "yyyyyy---", "y--------"},
    {Action::kModerate, "discussion.moderate", kManageScope, "yyyy-----", "y--------"},
    {Action::kJoinLive, "live.join", kReadScope, "yyyyyyy--", "y--------"},
    {Action::kHostLive, "live.host", kManageScope, "yyyy-----", "y--------"},
    {Action::kReadRoster, "roster.read", kReadScope, "yyyyy----", "y--------"},
    {Action::kManageRoster, "roster.manage", kManageScope, "yyy------", "y--------"},
    {Action::kManageGroups, "groups.manage", kManageScope, "yyyy-----", "y--------"},
    {Action::kReadPeople, "people.read", kReadScope, "y--------", "y--------"},
    {Action::kManagePeople, "people.manage", kAdminScope, "y--------", "y--------"},
    {Action::kReadAudit, "audit.read", kAdminScope, "y--------", "y--------"},
    {Action::kExportOthers, "people.export", kAdminScope, "y--------", "y--------"},
    {Action::kErasePerson, "people.erase", kAdminScope, "y--------", "y--------"},
    {Action::kManageTenant, "tenant.manage", kAdminScope, "y--------", "y--------"},
    {Action::kTokens, "self.tokens", kReadScope, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kSecurity, "self.security", kSessionScope, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kExportSelf, "self.export", kReadScope, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kSelf, "self.read", kNoScope, "yyyyyyy--", "yyyyyyyyy"},
    // clang-format on
};

std::vector<Principal> People() {
  std::vector<Principal> people(9);
  people[0].administrator = true;
  for (size_t i = 0; i < kRoles; ++i) people[i + 1].roles = {{"algo", static_cast<Role>(i)}};
  people[7].roles = {{"other", Role::kOwner}};
  for (Principal& person : people) person.scopes = kAll;
  return people;
}

TEST(Permissions, Matrix) {
  ASSERT_EQ(kMatrix.size(), static_cast<size_t>(kActions)) << "an action has no row";
  const auto people = People();
  for (const Row& row : kMatrix) {
    for (size_t i = 0; i < people.size(); ++i) {
      EXPECT_EQ(MayIn(people[i], row.action, "algo").allowed, row.in_course[i] == 'y')
          << row.word << ", column " << i;
      EXPECT_EQ(MayIn(people[i], row.action, "").allowed, row.outside[i] == 'y')
          << row.word << " outside, column " << i;
    }
  }
}

// What all tenants share is not for the administrators of any of them.
TEST(Permissions, OperatorsLookAfterTheMachines) {
  Principal operates;
  operates.administrator = operates.operates = true;
  operates.scopes = kAll;
  for (const Action action : {Action::kSetWorker, Action::kMeasure}) {
    EXPECT_TRUE(MayIn(operates, action, "").allowed);
    EXPECT_TRUE(MayEver(operates, action).allowed);
    for (const Principal& who : People()) EXPECT_FALSE(MayEver(who, action).allowed);
  }
  operates.administrator = false;
  EXPECT_FALSE(MayIn(operates, Action::kSetWorker, "").allowed);
}

TEST(Permissions, EveryActionHasItsWord) {
  std::set<std::string_view> words;
  for (const Row& row : kMatrix) {
    EXPECT_EQ(WordOf(row.action), row.word);
    EXPECT_EQ(ActionOf(row.word), row.action);
    words.insert(row.word);
  }
  EXPECT_EQ(words.size(), static_cast<size_t>(kActions));
  EXPECT_EQ(ActionOf("submissions.fly"), std::nullopt);
  EXPECT_EQ(ActionOf(""), std::nullopt);
}

TEST(Permissions, SaysWhy) {
  const auto people = People();
  for (const Row& row : kMatrix) {
    for (const Principal& who : people) {
      for (const char* course : {"algo", ""}) {
        const Verdict verdict = MayIn(who, row.action, course);
        EXPECT_EQ(verdict.allowed, verdict.why.empty());
      }
    }
  }
}

TEST(Permissions, EveryActionNeedsItsScope) {
  for (const Row& row : kMatrix) {
    for (uint8_t scopes = 0; scopes < 32; ++scopes) {
      Principal root;
      root.administrator = root.operates = true;
      root.scopes = scopes;
      const bool admin = (scopes & kAdminScope) != 0 && row.scope != kSessionScope;
      const bool has = row.scope == kNoScope || (scopes & row.scope) != 0 || admin ||
                       (row.scope == kReadScope && (scopes & kManageScope) != 0);
      EXPECT_EQ(MayIn(root, row.action, "algo").allowed, has) << row.word << " " << int{scopes};
      EXPECT_EQ(MayEver(root, row.action).allowed, has) << row.word << " " << int{scopes};
    }
  }
}

TEST(Permissions, ThatSomethingIsPossibleSomewhere) {
  const auto people = People();
  EXPECT_TRUE(MayEver(people[7], Action::kRejudge).allowed);  // in their own course
  EXPECT_FALSE(MayEver(people[5], Action::kRejudge).allowed);
  EXPECT_TRUE(MayEver(people[8], Action::kSubmit).allowed);
}

TEST(Permissions, TheRoleThatAllowsMostCounts) {
  Principal who;
  who.scopes = kAll;
  who.roles = {{"algo", Role::kStudent}, {"algo", Role::kAssistant}, {"bio", Role::kStudent}};
  EXPECT_TRUE(MayIn(who, Action::kReadOthers, "algo").allowed);
  EXPECT_FALSE(MayIn(who, Action::kReadOthers, "bio").allowed);
  EXPECT_THAT(CoursesFor(who, Action::kReadOthers), ElementsAre("algo"));
}

// For each action and each role: allowed beside it, forbidden beside it, both.
TEST(Permissions, WhatIsAllowedOrForbiddenBesideARole) {
  for (const Row& row : kMatrix) {
    for (int role = 0; role < kRoles; ++role) {
      const bool by_role = row.in_course[role + 1] == 'y';
      const bool own = std::string_view(row.word).starts_with("self.");
      const bool of_course =
          !own && std::string_view(row.in_course).find('y', 1) != std::string_view::npos;
      EXPECT_EQ(IsOfCourse(row.action), of_course) << row.word;
      Principal who;
      who.scopes = kAll;
      const auto may = [&](ActionSet allowed, ActionSet forbidden) {
        who.roles = {{"algo", static_cast<Role>(role), allowed, forbidden}};
        const bool in = MayIn(who, row.action, "algo").allowed;
        EXPECT_EQ(!CoursesFor(who, row.action).empty(), in) << row.word;
        EXPECT_FALSE(MayIn(who, row.action, "bio").allowed) << row.word;
        return in;
      };
      const ActionSet bit = BitOf(row.action);
      EXPECT_EQ(may(bit, 0), by_role || of_course) << row.word << " " << role;
      EXPECT_EQ(may(0, bit), by_role && !of_course) << row.word << " " << role;
      EXPECT_EQ(may(bit, bit), by_role && !of_course) << row.word << " " << role;
      EXPECT_EQ(may(~bit, 0), by_role) << row.word << " " << role;
      EXPECT_EQ(may(0, ~bit), by_role) << row.word << " " << role;
    }
  }
}

TEST(Permissions, WhatOneRoleForbidsAnotherDoesNotAllow) {
  Principal who;
  who.scopes = kAll;
  who.roles = {{"algo", Role::kOwner}, {"algo", Role::kObserver, 0, BitOf(Action::kReadOthers)}};
  EXPECT_FALSE(MayIn(who, Action::kReadOthers, "algo").allowed);
  EXPECT_THAT(CoursesFor(who, Action::kReadOthers), IsEmpty());
}

// Rows: an administrator, owner … observer, somebody of another course. Columns: the role given.
TEST(Permissions, WhoGivesWhichRole) {
  const char* const matrix[] = {"yyyyyy", "yyyyyy", "--yyyy", "------", "------",
                                "------", "------", "------", "------"};
  const auto people = People();
  for (size_t i = 0; i < people.size(); ++i) {
    for (int role = 0; role < kRoles; ++role) {
      const Verdict verdict = MayGive(people[i], static_cast<Role>(role), "algo");
      EXPECT_EQ(verdict.allowed, matrix[i][role] == 'y') << i << " gives " << role;
      EXPECT_EQ(verdict.allowed, verdict.why.empty());
    }
  }
  // An assistant who was let to manage the roster gives what stands below assistants.
  Principal anna;
  anna.scopes = kAll;
  anna.roles = {{"algo", Role::kAssistant, BitOf(Action::kManageRoster), 0}};
  EXPECT_TRUE(MayGive(anna, Role::kStudent, "algo").allowed);
  EXPECT_FALSE(MayGive(anna, Role::kAssistant, "algo").allowed);
}

TEST(Permissions, AllThatIsAllowed) {
  Principal sam;
  sam.scopes = kReadScope | kSubmitScope;
  sam.roles = {{"algo", Role::kStudent}};
  EXPECT_THAT(AllowedIn(sam, "algo"),
              ElementsAre(Action::kSubmit, Action::kRead, Action::kCancel, Action::kReadProblem,
                          Action::kReadCourse, Action::kReadGrades, Action::kDiscuss,
                          Action::kJoinLive, Action::kTokens, Action::kExportSelf, Action::kSelf));
}

TEST(Permissions, ScopesOfTokens) {
  EXPECT_EQ(ParseScopes({"read", "submit", "fly"}), kReadScope | kSubmitScope);
  EXPECT_EQ(ParseScopes({}), kNoScope);
}

}  // namespace
}  // namespace assay::permissions
