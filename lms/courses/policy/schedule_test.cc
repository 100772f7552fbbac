#include "lms/courses/policy/schedule.h"

#include <gmock/gmock.h>

namespace assay::courses {
namespace {

using ::testing::HasSubstr;

const Dates kDates = {10 * kDay, 20 * kDay, 25 * kDay};

TEST(ScheduleTest, EverybodySectionAccommodationExtension) {
  const std::vector<SectionDates> sections = {{"a", {std::nullopt, 22 * kDay, std::nullopt}},
                                              {"b", {std::nullopt, 21 * kDay, std::nullopt}}};
  Schedule schedule = Resolve(kDates, sections, {}, {}, nullptr);
  EXPECT_EQ(schedule.dates, kDates);
  EXPECT_EQ(schedule.source, "everybody");

  schedule = Resolve(kDates, sections, {"b"}, {}, nullptr);
  EXPECT_EQ(schedule.dates.due, 21 * kDay);
  EXPECT_EQ(schedule.dates.opens, 10 * kDay);
  EXPECT_EQ(schedule.source, "section");
  EXPECT_EQ(Resolve(kDates, sections, {"b", "a"}, {}, nullptr).dates.due, 22 * kDay);

  schedule = Resolve(kDates, sections, {"b"}, {1.5, 1}, nullptr);
  EXPECT_EQ(schedule.dates.due, 21 * kDay + kDay + 11 * kDay / 2);
  EXPECT_EQ(schedule.source, "accommodation");

  const Extension extension{30 * kDay, std::nullopt, 0};
  schedule = Resolve(kDates, sections, {"b"}, {1.5, 1}, &extension);
  EXPECT_EQ(schedule.dates.due, 30 * kDay);
  EXPECT_GE(*schedule.dates.closes, 30 * kDay) << "it closes before it is due";
  EXPECT_EQ(schedule.source, "extension");
}

TEST(ScheduleTest, NoDueTimeIsTheLatest) {
  const Dates open;
  const std::vector<SectionDates> sections = {{"a", {std::nullopt, 22 * kDay, std::nullopt}}};
  EXPECT_EQ(Resolve(open, sections, {"a"}, {}, nullptr).dates.due, 22 * kDay);
  EXPECT_EQ(Resolve(open, sections, {"b"}, {2, 2}, nullptr).dates, open);
}

TEST(ScheduleTest, DatesThatContradict) {
  EXPECT_TRUE(CheckDates(kDates).ok());
  EXPECT_TRUE(CheckDates({}).ok());
  EXPECT_THAT(CheckDates({2, 1, std::nullopt}).message(), HasSubstr("due: before it opens"));
  EXPECT_THAT(CheckDates({std::nullopt, 2, 1}).message(), HasSubstr("closes: before it is due"));
  EXPECT_THAT(CheckDates({2, std::nullopt, 1}).message(), HasSubstr("closes: before it opens"));
}

TEST(ScheduleTest, Exams) {
  EXPECT_EQ(ExamEnd(kDay, 60, {}, std::nullopt), kDay + kHour);
  EXPECT_EQ(ExamEnd(kDay, 60, {1.25, 0}, std::nullopt), kDay + 75 * kMinute);
  EXPECT_EQ(ExamEnd(kDay, 60, {2, 0}, kDay + 90 * kMinute), kDay + 90 * kMinute);
}

TEST(ScheduleTest, Prerequisites) {
  const std::vector<Prerequisite> wanted = {{1, 0}, {2, 50}, {3, 66.67}};
  EXPECT_EQ(Missing(wanted, {}).size(), 3U);
  const auto missing = Missing(wanted, {{1, true, 0}, {2, true, 49.9}, {3, true, 66.67}});
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].assignment, 2);
  EXPECT_EQ(Missing({{1, 0}}, {{1, false, 0}}).size(), 1U);
}

}  // namespace
}  // namespace assay::courses
