#include "lms/gateway/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace assay::gateway {
namespace {

using ::testing::ElementsAre;

constexpr uint8_t kAll = kSubmitScope | kReadScope | kManageScope | kAdminScope;

// Columns: an administrator; in the course: owner, instructor, assistant, grader, student,
// observer; somebody with a role in another course only; somebody without any role. "y": yes.
struct Row {
  Action action;
  const char* in_course;
  const char* outside;  // what belongs to no course
};

const std::vector<Row> kMatrix = {
    //                       A OIAGSO x -      A OIAGSO x -
    {Action::kSubmit, "yyyyyy---", "yyyyyyyyy"},
    {Action::kSubmitExam, "yyyyy----", "y--------"},
    {Action::kRead, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kReadOthers, "yyyyy----", "y--------"},
    {Action::kCancel, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kCancelOthers, "yyyy-----", "y--------"},
    {Action::kReadProblem, "yyyyyyy--", "yyyyyyyyy"},
    {Action::kWriteProblem, "yyy------", "y--------"},
    {Action::kRejudge, "yyy------", "y--------"},
    {Action::kWatchCourse, "yyyyy----", "y--------"},
    {Action::kSeeQueue, "yyyyy----", "y--------"},
    {Action::kSeeWorkers, "y--------", "y--------"},
    {Action::kSetWorker, "y--------", "y--------"},
    {Action::kDeadLetters, "y--------", "y--------"},
    {Action::kWebhooks, "yyy------", "y--------"},
    {Action::kMeasure, "y--------", "y--------"},
    {Action::kSelf, "yyyyyyy--", "yyyyyyyyy"},
};

std::vector<Principal> People() {
  std::vector<Principal> people(9);
  people[0].administrator = true;
  for (size_t i = 0; i < 6; ++i) people[i + 1].roles = {{"algo", static_cast<Role>(i)}};
  people[7].roles = {{"other", Role::kOwner}};
  for (Principal& person : people) person.scopes = kAll;
  return people;
}

TEST(Access, Matrix) {
  EXPECT_EQ(kMatrix.size(), static_cast<size_t>(Action::kSelf) + 1) << "an action has no row";
  const auto people = People();
  for (const Row& row : kMatrix) {
    for (size_t i = 0; i < people.size(); ++i) {
      EXPECT_EQ(MayIn(people[i], row.action, "algo").allowed, row.in_course[i] == 'y')
          << "action " << static_cast<int>(row.action) << ", column " << i;
      EXPECT_EQ(MayIn(people[i], row.action, "").allowed, row.outside[i] == 'y')
          << "action " << static_cast<int>(row.action) << " outside, column " << i;
    }
  }
}

TEST(Access, SaysWhy) {
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

TEST(Access, EveryActionNeedsItsScope) {
  const std::map<Action, uint8_t> needed = {
      {Action::kSubmit, kSubmitScope},    {Action::kSubmitExam, kSubmitScope},
      {Action::kRead, kReadScope},        {Action::kReadOthers, kReadScope},
      {Action::kCancel, kSubmitScope},    {Action::kCancelOthers, kSubmitScope},
      {Action::kReadProblem, kReadScope}, {Action::kWriteProblem, kManageScope},
      {Action::kRejudge, kManageScope},   {Action::kWatchCourse, kReadScope},
      {Action::kSeeQueue, kReadScope},    {Action::kSeeWorkers, kManageScope},
      {Action::kSetWorker, kAdminScope},  {Action::kDeadLetters, kManageScope},
      {Action::kWebhooks, kManageScope},  {Action::kMeasure, kAdminScope},
      {Action::kSelf, kNoScope},
  };
  for (const Row& row : kMatrix) {
    ASSERT_TRUE(needed.contains(row.action));
    const uint8_t scope = needed.at(row.action);
    for (uint8_t scopes = 0; scopes < 16; ++scopes) {
      Principal root;
      root.administrator = true;
      root.scopes = scopes;
      const bool has = scope == kNoScope || (scopes & scope) != 0 || (scopes & kAdminScope) != 0 ||
                       (scope == kReadScope && (scopes & kManageScope) != 0);
      EXPECT_EQ(MayIn(root, row.action, "algo").allowed, has);
      EXPECT_EQ(MayEver(root, row.action).allowed, has);
    }
  }
}

TEST(Access, ThatSomethingIsPossibleSomewhere) {
  const auto people = People();
  EXPECT_TRUE(MayEver(people[7], Action::kRejudge).allowed);  // in their own course
  EXPECT_FALSE(MayEver(people[5], Action::kRejudge).allowed);
  EXPECT_TRUE(MayEver(people[8], Action::kSubmit).allowed);
}

TEST(Access, TheRoleThatAllowsMostCounts) {
  Principal who;
  who.scopes = kAll;
  who.roles = {{"algo", Role::kStudent}, {"algo", Role::kAssistant}, {"bio", Role::kStudent}};
  EXPECT_TRUE(MayIn(who, Action::kReadOthers, "algo").allowed);
  EXPECT_FALSE(MayIn(who, Action::kReadOthers, "bio").allowed);
  EXPECT_THAT(CoursesFor(who, Action::kReadOthers), ElementsAre("algo"));
}

TEST(Access, ScopesOfTokens) {
  EXPECT_EQ(ParseScopes({"read", "submit", "fly"}), kReadScope | kSubmitScope);
  EXPECT_EQ(ParseScopes({}), kNoScope);
}

}  // namespace
}  // namespace assay::gateway
