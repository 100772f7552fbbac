#include "judge/queue/line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/queue/arrivals.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int64_t> Ids(const std::vector<Line::Entry>& entries) {
  std::vector<int64_t> ids;
  for (const Line::Entry& entry : entries) ids.push_back(entry.id);
  return ids;
}

TEST(Line, ClassesComeOneAfterAnother) {
  Line line;
  line.Add({1, JobClass::kBackground, "a"});
  line.Add({2, JobClass::kBatch, "a"});
  line.Add({3, JobClass::kExam, "a"});
  line.Add({4, JobClass::kInteractive, "a"});
  EXPECT_EQ(line.size(), 4U);
  EXPECT_THAT(Ids(line.Take(3)), ElementsAre(4, 3, 2));
  EXPECT_THAT(Ids(line.Take(3)), ElementsAre(1));
  EXPECT_THAT(Ids(line.Take(3)), IsEmpty());
}

TEST(Line, NoClassStarves) {
  Line line;
  for (int64_t id = 1; id <= 1000; ++id) line.Add({id, JobClass::kInteractive, "a"});
  for (int64_t id = 2001; id <= 2100; ++id) line.Add({id, JobClass::kBackground, "a"});
  for (int64_t id = 3001; id <= 3100; ++id) line.Add({id, JobClass::kExam, "a"});
  std::array<int, kJobClasses> taken{};
  for (int i = 0; i < 10 * Line::kShare; ++i) ++taken[Index(line.Take(1).at(0).job_class)];
  EXPECT_GE(taken[Index(JobClass::kBackground)], 9);
  EXPECT_GE(taken[Index(JobClass::kExam)], 9);
  EXPECT_GE(taken[Index(JobClass::kInteractive)], 10 * (Line::kShare - 2));
}

TEST(Line, CountsWhatStandsBefore) {
  Line line;
  for (int64_t id = 1; id <= 10; ++id)
    line.Add({id, JobClass::kExam, id % 2 == 0 ? "even" : "odd"});
  EXPECT_EQ(line.Before(1, JobClass::kExam), 0);
  EXPECT_EQ(line.Before(8, JobClass::kExam), 7);
  EXPECT_EQ(line.Before(8, JobClass::kBatch), -1);
  EXPECT_EQ(line.Before(11, JobClass::kExam), -1);
}

TEST(Line, CoursesTakeTurns) {
  Line line;
  for (int64_t id = 1; id <= 1000; ++id) line.Add({id, JobClass::kBatch, "flood"});
  line.Add({2001, JobClass::kBatch, "small"});
  line.Add({2002, JobClass::kBatch, "small"});
  EXPECT_THAT(Ids(line.Take(5)), ElementsAre(1, 2001, 2, 2002, 3));
  line.Add({3001, JobClass::kBatch, "new"});
  EXPECT_THAT(Ids(line.Take(2)), ElementsAre(4, 3001));
}

TEST(Line, WhatIsPutBackIsFirstAgain) {
  Line line;
  for (int64_t id = 1; id <= 6; ++id) line.Add({id, JobClass::kExam, id % 2 == 0 ? "even" : "odd"});
  line.Add({7, JobClass::kBatch, "odd"});
  const auto taken = line.Take(7);
  EXPECT_THAT(Ids(taken), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  line.PutBack(std::span(taken).subspan(1));
  EXPECT_EQ(line.size(), 6U);
  const auto again = line.Take(3);
  EXPECT_THAT(Ids(again), ElementsAre(2, 3, 4));
  line.PutBack(std::span(again).subspan(1));
  EXPECT_THAT(Ids(line.Take(9)), ElementsAre(3, 4, 5, 6, 7));
}

TEST(Line, ReplaceKeepsTurnsAndWhatCameSince) {
  Line line;
  for (int64_t id = 1; id <= 4; ++id) line.Add({id, JobClass::kExam, id % 2 == 0 ? "even" : "odd"});
  ASSERT_THAT(Ids(line.Take(1)), ElementsAre(1));  // now it is the turn of "even"
  line.Add({9, JobClass::kExam, "late"});
  const std::vector<Line::Entry> waiting = {
      {3, JobClass::kExam, "odd"}, {4, JobClass::kExam, "even"}, {5, JobClass::kExam, "found"}};
  line.Replace(waiting, 8);
  EXPECT_EQ(line.size(JobClass::kExam), 4U);
  EXPECT_THAT(Ids(line.Take(9)), ElementsAre(4, 3, 9, 5));
}

TEST(Arrivals, GapsAreAskedForAgainForAWhile) {
  const Arrivals::Time start{};
  Arrivals arrivals(10);
  EXPECT_TRUE(arrivals.See(11, start));
  EXPECT_TRUE(arrivals.See(14, start));
  EXPECT_EQ(arrivals.seen(), 14);
  EXPECT_THAT(arrivals.Gaps(start), ElementsAre(12, 13));
  EXPECT_TRUE(arrivals.See(12, start));
  EXPECT_FALSE(arrivals.See(12, start));
  EXPECT_FALSE(arrivals.See(11, start));
  EXPECT_THAT(arrivals.Gaps(start + milliseconds(1)), ElementsAre(13));
  EXPECT_THAT(arrivals.Gaps(start + Arrivals::kGapLife), IsEmpty());
}

TEST(Arrivals, AHugeGapIsBounded) {
  Arrivals arrivals(0);
  EXPECT_TRUE(arrivals.See(1'000'000'000'000, Arrivals::Time{}));
  EXPECT_LE(arrivals.Gaps(Arrivals::Time{}).size(), Arrivals::kMaxGaps);
}

}  // namespace
}  // namespace assay::judge
