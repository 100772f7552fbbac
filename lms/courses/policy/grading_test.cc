#include "lms/courses/policy/grading.h"

#include <gtest/gtest.h>

namespace assay::courses {
namespace {

constexpr Micros kNow = 500 * kDay;

AssignmentRules Rules(int64_t id, Micros due) {
  AssignmentRules rules;
  rules.id = id;
  rules.points = 10;
  rules.late.accepted = true;
  rules.late.percent_per_unit = 20;
  rules.dates.due = due;
  return rules;
}
Attempt Done(const std::string& id, Micros at, double score) {
  return {id, at, AttemptState::kGraded, score, 100};
}

Grade One(const AssignmentRules& rules, std::vector<Attempt> attempts, const Manual& manual = {}) {
  return GradeStudent({rules}, {std::move(attempts)}, {manual}, 0, kNow)[0];
}

TEST(GradingTest, BestAndLast) {
  AssignmentRules rules = Rules(1, kNow - kDay);
  const std::vector<Attempt> attempts = {Done("c", kNow - 2 * kDay, 40),
                                         Done("a", kNow - 4 * kDay, 50),
                                         Done("b", kNow - 3 * kDay, 90)};
  EXPECT_EQ(One(rules, attempts).points, 9);
  EXPECT_EQ(One(rules, attempts).submission, "b");
  rules.rule = AttemptRule::kLast;
  EXPECT_EQ(One(rules, attempts).points, 4);
  EXPECT_EQ(One(rules, attempts).submission, "c");
}

TEST(GradingTest, MeanOfWhatCounts) {
  AssignmentRules rules = Rules(1, kNow - 3 * kDay);
  rules.rule = AttemptRule::kMean;
  const std::vector<Attempt> attempts = {Done("a", kNow - 5 * kDay, 40),
                                         Done("b", kNow - 2 * kDay, 100)};
  const Grade grade = One(rules, attempts);
  EXPECT_EQ(grade.raw_points, 7);
  EXPECT_EQ(grade.points, 6) << "4, and 10 of which a day took two";
  EXPECT_EQ(grade.submission, "b");
  rules.attempts = 1;
  EXPECT_EQ(One(rules, attempts).points, 4);
  EXPECT_EQ(One(rules, {}).state, GradeState::kMissing);
}

TEST(GradingTest, APartThatWaitsForPeople) {
  AssignmentRules rules = Rules(1, kNow + kDay);
  Attempt waits = Done("a", kNow - kDay, 40);
  waits.state = AttemptState::kToGrade;
  EXPECT_EQ(One(rules, {waits}).state, GradeState::kNeedsGrading);
  EXPECT_EQ(One(rules, {waits}).points, 4);
  EXPECT_EQ(One(rules, {waits, Done("b", kNow - kHour, 90)}).state, GradeState::kNeedsGrading)
      << "it may become the better one";
}

TEST(GradingTest, BestIsBestAfterLateness) {
  const AssignmentRules rules = Rules(1, kNow - 3 * kDay);
  const Grade grade =
      One(rules, {Done("early", kNow - 4 * kDay, 80), Done("late", kNow - 2 * kDay, 95)});
  EXPECT_EQ(grade.submission, "early");
  EXPECT_EQ(grade.points, 8);
  EXPECT_EQ(grade.late.percent, 0);
}

TEST(GradingTest, AttemptsPastTheNumberAndTooLateDoNotCount) {
  AssignmentRules rules = Rules(1, kNow - 3 * kDay);
  rules.attempts = 2;
  rules.late.last = kDay;
  Attempt broken = Done("0", kNow - 6 * kDay, 100);
  broken.state = AttemptState::kFailed;
  const Grade grade =
      One(rules, {broken, Done("a", kNow - 5 * kDay, 10), Done("b", kNow - 5 * kDay + 1, 20),
                  Done("c", kNow - 4 * kDay, 100), Done("d", kNow - kDay, 100)});
  EXPECT_EQ(grade.points, 2);
  EXPECT_EQ(grade.attempts, 2);
  EXPECT_EQ(grade.not_counted, 2);
}

TEST(GradingTest, BeforeItOpensAndAfterItClosesNothingCounts) {
  AssignmentRules rules = Rules(1, kNow - 5 * kDay);
  rules.dates.opens = kNow - 10 * kDay;
  rules.dates.closes = kNow - 4 * kDay;
  const Grade grade =
      One(rules, {Done("a", kNow - 11 * kDay, 100), Done("b", kNow - 3 * kDay, 100)});
  EXPECT_EQ(grade.state, GradeState::kMissing);
  EXPECT_EQ(grade.points, 0);
}

TEST(GradingTest, LateDaysGoInTheOrderOfDueTimes) {
  AssignmentRules first = Rules(7, kNow - 20 * kDay);
  AssignmentRules second = Rules(3, kNow - 10 * kDay);
  first.late.late_days = second.late.late_days = 2;
  int left = 0;
  const auto grades =
      GradeStudent({second, first},
                   {{Done("s", kNow - 9 * kDay + kHour, 100)}, {Done("f", kNow - 19 * kDay, 100)}},
                   {{}, {}}, 2, kNow, &left);
  EXPECT_EQ(grades[1].late.late_days, 1);
  EXPECT_EQ(grades[1].points, 10);
  EXPECT_EQ(grades[0].late.late_days, 1);
  EXPECT_EQ(grades[0].points, 8) << "two days late, one of them is left";
  EXPECT_EQ(left, 0);
}

TEST(GradingTest, States) {
  AssignmentRules rules = Rules(1, kNow + kDay);
  EXPECT_EQ(One(rules, {}).state, GradeState::kOpen);
  EXPECT_FALSE(One(rules, {}).points.has_value());
  Attempt pending = Done("a", kNow - kDay, 0);
  pending.state = AttemptState::kPending;
  EXPECT_EQ(One(rules, {pending}).state, GradeState::kPending);
  EXPECT_EQ(One(rules, {pending, Done("b", kNow - 2 * kDay, 70)}).points, 7);
  rules.dates.due = kNow - kDay;
  EXPECT_EQ(One(rules, {}).state, GradeState::kMissing);
  EXPECT_EQ(One(rules, {}).points, 0);
}

TEST(GradingTest, RubricAndHands) {
  AssignmentRules rules = Rules(1, kNow + kDay);
  rules.rubric_points = 4;
  const std::vector<Attempt> all = {Done("a", kNow - kDay, 100)};
  EXPECT_EQ(One(rules, all).state, GradeState::kNeedsGrading);
  EXPECT_EQ(One(rules, all).points, 6);
  Manual manual;
  manual.rubric = 3;
  EXPECT_EQ(One(rules, all, manual).state, GradeState::kGraded);
  EXPECT_EQ(One(rules, all, manual).points, 9);
  EXPECT_EQ(One(rules, {}, manual).points, 3) << "on paper";
  manual.delta = -1.5;
  EXPECT_EQ(One(rules, all, manual).points, 7.5);
  manual.override_points = 2;
  EXPECT_EQ(One(rules, all, manual).points, 2);
  EXPECT_EQ(One(rules, all, manual).raw_points, 9);
  manual.excused = true;
  EXPECT_EQ(One(rules, all, manual).state, GradeState::kExcused);
  EXPECT_FALSE(One(rules, all, manual).points.has_value());
}

TEST(GradingTest, OddScores) {
  const AssignmentRules rules = Rules(1, kNow + kDay);
  Attempt odd = Done("a", kNow - kDay, 5);
  odd.max_score = 0;
  EXPECT_EQ(One(rules, {odd}).points, 0);
  odd.max_score = 3;
  EXPECT_EQ(One(rules, {odd}).points, 10) << "never more than all";
  odd.score = 1;
  EXPECT_EQ(One(rules, {odd}).points, 3.333);
}

}  // namespace
}  // namespace assay::courses
