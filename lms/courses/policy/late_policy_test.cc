#include "lms/courses/policy/late_policy.h"

#include <gmock/gmock.h>

namespace assay::courses {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Micros kDue = 1'000 * kDay;

LatePolicy TenADay() {
  LatePolicy policy;
  policy.accepted = true;
  policy.percent_per_unit = 10;
  policy.most_percent = 50;
  return policy;
}

TEST(LatePolicyTest, InTimeAndGrace) {
  LatePolicy policy = TenADay();
  policy.grace = 10 * kMinute;
  EXPECT_EQ(CostOf(policy, kDue, kDue, 0).percent, 0);
  EXPECT_EQ(CostOf(policy, kDue, kDue + 10 * kMinute, 0).late, 0);
  const LateCost past = CostOf(policy, kDue, kDue + 10 * kMinute + 1, 0);
  EXPECT_EQ(past.late, 10 * kMinute + 1);
  EXPECT_EQ(past.percent, 10);
  EXPECT_EQ(CostOf(policy, std::nullopt, kDue + 100 * kDay, 0).percent, 0);
}

TEST(LatePolicyTest, UnitsThatWereBegunCount) {
  const LatePolicy policy = TenADay();
  EXPECT_EQ(CostOf(policy, kDue, kDue + kDay, 0).percent, 10);
  EXPECT_EQ(CostOf(policy, kDue, kDue + kDay + 1, 0).percent, 20);
  EXPECT_EQ(CostOf(policy, kDue, kDue + 30 * kDay, 0).percent, 50);
  LatePolicy hourly = policy;
  hourly.unit = kHour;
  hourly.percent_per_unit = 1;
  EXPECT_EQ(CostOf(hourly, kDue, kDue + 90 * kMinute, 0).percent, 2);
}

TEST(LatePolicyTest, WhatIsTooLateIsNotAccepted) {
  LatePolicy policy = TenADay();
  policy.last = 3 * kDay;
  EXPECT_TRUE(CostOf(policy, kDue, kDue + 3 * kDay, 0).accepted);
  EXPECT_FALSE(CostOf(policy, kDue, kDue + 3 * kDay + 1, 0).accepted);
  EXPECT_FALSE(CostOf(LatePolicy(), kDue, kDue + 1, 5).accepted);
}

TEST(LatePolicyTest, LateDaysAreTakenOnlyWhereTheySave) {
  LatePolicy policy = TenADay();
  policy.late_days = 2;
  const LateCost one = CostOf(policy, kDue, kDue + kHour, 4);
  EXPECT_EQ(one.late_days, 1);
  EXPECT_EQ(one.percent, 0);
  const LateCost three = CostOf(policy, kDue, kDue + 2 * kDay + kHour, 4);
  EXPECT_EQ(three.late_days, 2);
  EXPECT_EQ(three.percent, 10);
  EXPECT_EQ(CostOf(policy, kDue, kDue + 2 * kDay + kHour, 1).percent, 20);
  EXPECT_EQ(CostOf(policy, kDue, kDue + kHour, 0).late_days, 0);
  // Twenty days late costs the most that there is with and without them.
  EXPECT_EQ(CostOf(policy, kDue, kDue + 20 * kDay, 4).late_days, 0);
}

TEST(LatePolicyTest, TheStudentIsToldBefore) {
  LatePolicy policy = TenADay();
  policy.late_days = 2;
  EXPECT_THAT(Explain(policy, kDue, std::nullopt, kDue - 2 * kDay - 3 * kHour, 0),
              HasSubstr("Due in 2 days 3 h."));
  EXPECT_THAT(Explain(policy, kDue, std::nullopt, kDue - 1, 0), HasSubstr("10 %"));
  const std::string now = Explain(policy, kDue, std::nullopt, kDue + 26 * kHour, 1);
  EXPECT_THAT(now, HasSubstr("due 1 day 2 h ago"));
  EXPECT_THAT(
      now,
      HasSubstr("costs 10 % of the points earned and takes 1 late day of the 1 you have left"));
  EXPECT_THAT(now, HasSubstr("In 22 h it costs more"));
  EXPECT_THAT(Explain(policy, kDue, kDue + kDay, kDue + kDay, 0), HasSubstr("It closed 0 s ago"));
  EXPECT_THAT(Explain(LatePolicy(), kDue, std::nullopt, kDue + kHour, 9), HasSubstr("too late"));
  EXPECT_THAT(Explain(policy, kDue, std::nullopt, kDue + 30 * kDay, 0),
              Not(HasSubstr("costs more")));
}

TEST(LatePolicyTest, WrongPoliciesNameTheField) {
  LatePolicy policy = TenADay();
  policy.percent_per_unit = 101;
  EXPECT_THAT(CheckLatePolicy(policy).message(), HasSubstr("late.percent_per_unit"));
  policy = TenADay();
  policy.unit = kMinute;
  EXPECT_THAT(CheckLatePolicy(policy).message(), HasSubstr("late.unit"));
  policy = TenADay();
  policy.grace = -1;
  EXPECT_THAT(CheckLatePolicy(policy).message(), HasSubstr("late.grace_seconds"));
  EXPECT_TRUE(CheckLatePolicy(TenADay()).ok());
}

TEST(LatePolicyTest, Durations) {
  EXPECT_EQ(Duration(0), "0 s");
  EXPECT_EQ(Duration(kDay), "1 day");
  EXPECT_EQ(Duration(2 * kDay + 5 * kMinute), "2 days");
  EXPECT_EQ(Duration(kHour + 5 * kMinute + 3 * kSecond), "1 h 5 min");
}

}  // namespace
}  // namespace assay::courses
