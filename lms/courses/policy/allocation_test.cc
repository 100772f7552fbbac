#include "lms/courses/policy/allocation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace assay::courses::allocation {
namespace {

std::vector<Work> Works(int count, int from = 0) {
  std::vector<Work> works;
  for (int i = from; i < from + count; ++i) {
    const std::string person = "p" + std::to_string(i);
    works.push_back({person, {person}, {}, "", "", "", false, false});
  }
  return works;
}

Plan Of(std::vector<std::string> graders, uint64_t seed = 1) {
  Plan plan;
  plan.seed = seed;
  for (const std::string& grader : graders) plan.graders.push_back({grader, 1, {}, {}});
  return plan;
}

// As it would be stored.
void Take(std::vector<Work>& works, const std::vector<Allocated>& made) {
  for (size_t i = 0; i < works.size(); ++i) {
    works[i].grader = made[i].grader;
    works[i].second = made[i].second;
  }
}

std::map<std::string, int> Count(const std::vector<Allocated>& made, bool second = false) {
  std::map<std::string, int> count;
  for (const Allocated& one : made) ++count[second ? one.second : one.grader];
  return count;
}
using Counts = std::map<std::string, int>;

int Moved(const std::vector<Work>& works, const std::vector<Allocated>& made) {
  int moved = 0;
  for (size_t i = 0; i < works.size(); ++i) moved += works[i].grader != made[i].grader ? 1 : 0;
  return moved;
}

TEST(AllocationTest, EvenAndByWeights) {
  EXPECT_EQ(Count(Allocate(Of({"a", "b", "c"}), Works(9), Keep::kNone)),
            (Counts{{"a", 3}, {"b", 3}, {"c", 3}}));
  const Counts ten = Count(Allocate(Of({"a", "b", "c"}), Works(10), Keep::kNone));
  for (const auto& [grader, count] : ten) EXPECT_TRUE(count == 3 || count == 4) << grader;
  Plan plan = Of({"a", "b", "c"});
  plan.method = Method::kWeights;
  plan.graders[0].weight = 3;
  plan.graders[2].weight = 0;
  EXPECT_EQ(Count(Allocate(plan, Works(12), Keep::kNone)), (Counts{{"a", 9}, {"b", 3}}));
}

TEST(AllocationTest, TheSameSeedDrawsTheSameInAnyOrder) {
  std::vector<Work> works = Works(40);
  std::map<std::string, std::string> first;
  const auto made = Allocate(Of({"a", "b", "c"}), works, Keep::kNone);
  for (size_t i = 0; i < works.size(); ++i) first[works[i].id] = made[i].grader;
  std::reverse(works.begin(), works.end());
  const auto again = Allocate(Of({"a", "b", "c"}), works, Keep::kNone);
  for (size_t i = 0; i < works.size(); ++i) EXPECT_EQ(again[i].grader, first[works[i].id]);
  Take(works, again);
  EXPECT_GT(Moved(works, Allocate(Of({"a", "b", "c"}, 2), works, Keep::kNone)), 10);
}

TEST(AllocationTest, LateWorkGoesToWhoeverHasTheLeast) {
  std::vector<Work> works = Works(7);
  const Plan plan = Of({"a", "b"});
  Take(works, Allocate(plan, works, Keep::kNone));
  const std::string least = Count(Allocate(plan, works, Keep::kAll))["a"] == 3 ? "a" : "b";
  for (const Work& late : Works(1, 7)) works.push_back(late);
  const auto made = Allocate(plan, works, Keep::kAll);
  EXPECT_EQ(made.back().grader, least);
  for (size_t i = 0; i < 7; ++i) EXPECT_EQ(made[i].grader, works[i].grader) << "it stays";
  EXPECT_EQ(Count(made), (Counts{{"a", 4}, {"b", 4}}));
}

TEST(AllocationTest, NobodyGradesThemselvesTheirGroupOrAConflict) {
  std::vector<Work> works = Works(20);
  works[0].people = {"p0", "a"};
  Plan plan = Of({"a", "b", "p1"});
  plan.graders[1].conflicts = {"p2", "p3"};
  plan.second_percent = 100;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    plan.seed = seed;
    const auto made = Allocate(plan, works, Keep::kNone);
    for (const std::string& one : {made[0].grader, made[0].second}) EXPECT_NE(one, "a");
    for (const std::string& one : {made[1].grader, made[1].second}) EXPECT_NE(one, "p1");
    for (const size_t i : {2U, 3U}) {
      EXPECT_NE(made[i].grader, "b");
      EXPECT_NE(made[i].second, "b");
    }
    for (const Allocated& one : made) {
      EXPECT_NE(one.grader, one.second);
      EXPECT_EQ(one.why_not, WhyNot::kNone);
    }
    for (const auto& [grader, count] : Count(made)) EXPECT_NEAR(count, 20 / 3.0, 1) << grader;
  }
}

TEST(AllocationTest, WhatFewestMayGradeDoesNotUnsettleTheSpread) {
  std::vector<Work> works = Works(10);
  Plan plan = Of({"a", "b"});
  for (int i = 0; i < 5; ++i) plan.graders[0].conflicts.insert("p" + std::to_string(i));
  for (uint64_t seed = 0; seed < 20; ++seed) {
    plan.seed = seed;
    EXPECT_EQ(Count(Allocate(plan, works, Keep::kNone)), (Counts{{"a", 5}, {"b", 5}}));
  }
}

TEST(AllocationTest, SaysWhyNobodyGetsIt) {
  std::vector<Work> works = Works(2);
  works[1].people = {"p1", "a"};
  Plan plan = Of({"a"});
  plan.second_percent = 100;
  const auto made = Allocate(plan, works, Keep::kNone);
  EXPECT_EQ(made[0].grader, "a");
  EXPECT_EQ(made[0].why_not, WhyNot::kNoSecond);
  EXPECT_EQ(made[1].grader, "");
  EXPECT_EQ(made[1].why_not, WhyNot::kNoGrader);
}

TEST(AllocationTest, BySection) {
  std::vector<Work> works = Works(8);
  for (size_t i = 0; i < 4; ++i) works[i].sections = {"mon"};
  for (size_t i = 4; i < 7; ++i) works[i].sections = {"tue", "lab"};
  Plan plan = Of({"a", "b", "c"});
  plan.method = Method::kSections;
  plan.graders[0].sections = plan.graders[1].sections = {"mon"};
  plan.graders[2].sections = {"tue"};
  auto made = Allocate(plan, works, Keep::kNone);
  EXPECT_EQ(Count(made), (Counts{{"a", 2}, {"b", 2}, {"c", 3}, {"", 1}}));
  EXPECT_EQ(made[7].why_not, WhyNot::kNoSection);
  plan.graders.push_back({"rest", 1, {}, {}});
  made = Allocate(plan, works, Keep::kNone);
  EXPECT_EQ(made[7].grader, "rest");
  EXPECT_EQ(Count(made)["c"], 3) << "whoever has no section gets only what is left";
}

TEST(AllocationTest, AnotherPlanMovesNoMoreThanItMust) {
  std::vector<Work> works = Works(30);
  Take(works, Allocate(Of({"a", "b"}), works, Keep::kNone));
  for (size_t i = 0; i < 6; ++i) works[i].graded = true;
  const auto made = Allocate(Of({"a", "b", "c"}), works, Keep::kMost);
  EXPECT_EQ(Count(made), (Counts{{"a", 10}, {"b", 10}, {"c", 10}}));
  EXPECT_EQ(Moved(works, made), 10) << "what the new one gets";
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(made[i].grader, works[i].grader) << "it is graded";
  Take(works, made);
  EXPECT_EQ(Moved(works, Allocate(Of({"a", "b", "c"}), works, Keep::kMost)), 0);
  const auto left = Allocate(Of({"b", "c"}), works, Keep::kMost);
  const int graded = static_cast<int>(std::count_if(
      works.begin(), works.end(), [](const Work& one) { return one.graded && one.grader == "a"; }));
  EXPECT_EQ(Count(left)["a"], graded);
  EXPECT_EQ(Moved(works, left), 10 - graded);
}

TEST(AllocationTest, AShareIsMarkedTwice) {
  std::vector<Work> works = Works(30);
  Plan plan = Of({"a", "b", "c"});
  plan.second_percent = 10;
  auto made = Allocate(plan, works, Keep::kNone);
  EXPECT_EQ(Count(made, true)[""], 27);
  Take(works, made);
  for (const Work& late : Works(20, 30)) works.push_back(late);
  made = Allocate(plan, works, Keep::kAll);
  EXPECT_EQ(Count(made, true)[""], 45);
  for (size_t i = 0; i < 30; ++i)
    if (!works[i].second.empty()) {
      EXPECT_EQ(made[i].second, works[i].second) << "it stays";
    }
  plan.second_percent = 100;
  EXPECT_EQ(Count(Allocate(plan, works, Keep::kMost), true).contains(""), false);
  for (const auto& [grader, count] : Count(Allocate(plan, works, Keep::kNone), true))
    EXPECT_NEAR(count, 50 / 3.0, 2) << grader;
  // What is marked twice already stays so.
  Take(works, made);
  for (Work& work : works) work.second_graded = !work.second.empty();
  plan.second_percent = 0;
  EXPECT_EQ(Count(Allocate(plan, works, Keep::kMost), true)[""], 45);
}

TEST(AllocationTest, WhoeverMarkedItFirstIsNeverItsSecond) {
  std::vector<Work> works = Works(12);
  Plan plan = Of({"a", "b", "c"});
  plan.second_percent = 100;
  for (Work& work : works) {
    work.grader = "a";
    work.marker = "b";  // who took it though it was another's
    work.graded = true;
  }
  for (const Allocated& one : Allocate(plan, works, Keep::kMost)) EXPECT_EQ(one.second, "c");
}

TEST(AllocationTest, WhoeverMarkedItSecondIsNeverItsFirst) {
  std::vector<Work> works = Works(12);
  Plan plan = Of({"a", "b", "c"});
  plan.second_percent = 100;
  Take(works, Allocate(plan, works, Keep::kNone));
  for (Work& work : works) work.second_graded = true;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    plan.seed = seed;
    const auto made = Allocate(plan, works, Keep::kNone);
    for (size_t i = 0; i < works.size(); ++i) {
      EXPECT_NE(made[i].grader, works[i].second);
      EXPECT_EQ(made[i].second, works[i].second) << "it is marked";
    }
  }
}

}  // namespace
}  // namespace assay::courses::allocation
