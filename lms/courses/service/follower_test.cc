// Grades follow the judge, over restarts and rejudges.
#include "lms/courses/service/test_course.h"

namespace assay::courses {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

TEST_F(CourseTest, SubmissionsBecomeGrades) {
  const int64_t id = Add(Draft("sum"));
  HandIn("s1", "sam", "sum", -1);
  Follow();
  EXPECT_EQ(GradeOf("sam", id).state(), "pending");
  HandIn("s1", "sam", "sum", 0.8);
  Follow();
  EXPECT_EQ(GradeOf("sam", id).state(), "graded");
  EXPECT_EQ(GradeOf("sam", id).points(), 8);
  EXPECT_EQ(GradeOf("sue", id).state(), "open");
  EXPECT_EQ(Must(FollowJudge(*core_, sources_)), 0) << "told once";
}

TEST_F(CourseTest, WhatCameBeforeTheAssignmentCountsToo) {
  HandIn("s1", "sam", "sum", 1);
  Follow();
  const int64_t id = Add(Draft("sum"));
  EXPECT_EQ(GradeOf("sam", id).points(), 10);
}

TEST_F(CourseTest, ARejudgeChangesTheGradeAndItsHistory) {
  const int64_t id = Add(Draft("sum"));
  judge::v1::Submission s = HandIn("s1", "sam", "sum", 0.5);
  Follow();
  s.set_judgement(2);
  s.mutable_result()->set_score(1);
  sources_.Tell(s);
  Follow();
  auto request = Ask<v1::GradeRequest>("ines");
  request.set_id(id);
  request.set_person("sam");
  const v1::GradeDetail detail = Must(calls::GetGrade(*core_, request));
  EXPECT_EQ(detail.grade().points(), 10);
  ASSERT_THAT(detail.history(), SizeIs(2));
  EXPECT_EQ(detail.history(0).before(), 5);
  EXPECT_EQ(detail.history(0).after(), 10);
  EXPECT_EQ(detail.history(0).reason(), "rejudged");
}

TEST_F(CourseTest, NothingIsMissedWhenWritingFails) {
  const int64_t id = Add(Draft("sum"));
  HandIn("s1", "sam", "sum", 1);
  // The transaction with the cursor fails: as if the process died in it.
  ASSERT_TRUE(connection_->ExecuteScript("ALTER TABLE courses.submissions RENAME TO away").ok());
  EXPECT_FALSE(FollowJudge(*core_, sources_).ok());
  ASSERT_TRUE(connection_->ExecuteScript("ALTER TABLE courses.away RENAME TO submissions").ok());
  Follow();
  EXPECT_EQ(GradeOf("sam", id).points(), 10);
}

TEST_F(CourseTest, ManyChangesComeInPages) {
  const int64_t id = Add(Draft("sum"));
  for (int i = 0; i < 450; ++i)
    HandIn("s" + std::to_string(i), i % 2 == 0 ? "sam" : "sue", "sum", i / 450.0);
  Follow();
  EXPECT_EQ(GradeOf("sam", id).attempts(), 225);
  EXPECT_EQ(GradeOf("sue", id).attempts(), 225);
}

TEST_F(CourseTest, FailuresOfTheJudgeAreNoAttempts) {
  v1::Assignment value = Draft("sum");
  value.set_attempts(1);
  const int64_t id = Add(value);
  judge::v1::Submission broken = HandIn("s1", "sam", "sum", 0);
  broken.mutable_result()->set_verdict("JE");
  sources_.Tell(broken);
  judge::v1::Submission cancelled = HandIn("s2", "sam", "sum", -1);
  cancelled.set_state(judge::v1::STATE_CANCELLED);
  sources_.Tell(cancelled);
  HandIn("s3", "sam", "sum", 1);
  Follow();
  EXPECT_EQ(GradeOf("sam", id).points(), 10);
  EXPECT_EQ(GradeOf("sam", id).attempts(), 1);
}

TEST_F(CourseTest, AnotherTenantsSubmissionsAreTheirs) {
  const int64_t id = Add(Draft("sum"));
  HandIn("s1", "sam", "sum", 1, 0, "rival");
  Follow();
  EXPECT_EQ(GradeOf("sam", id).state(), "open");
}

TEST_F(CourseTest, AGroupSharesItsWork) {
  v1::Assignment value = Draft("sum");
  value.set_group_work(true);
  const int64_t id = Add(value);
  auto groups = Ask<v1::PutGroupsRequest>("anna");
  groups.set_id(id);
  v1::Group& group = *groups.add_groups();
  group.set_name("one");
  group.add_members()->set_person("sam");
  v1::GroupMember& half = *group.add_members();
  half.set_person("sue");
  half.set_credit(50);
  Must(calls::PutGroups(*core_, groups));
  Reckon();
  HandIn("s1", "sam", "sum", 1);
  Follow();
  EXPECT_EQ(GradeOf("sam", id).points(), 10);
  EXPECT_EQ(GradeOf("sue", id).points(), 5);
  EXPECT_EQ(GradeOf("kim", id).state(), "open");
  EXPECT_THAT(Must(calls::GetAssignment(*core_, Item("sue", id))).submissions(), SizeIs(1));
  group.add_members()->set_person("sam");
  EXPECT_THAT(calls::PutGroups(*core_, groups).status().message(),
              HasSubstr("groups.0.members.2.person"));
}

TEST_F(CourseTest, PeopleComeAndGo) {
  const int64_t id = Add(Draft("sum"));
  HandIn("s1", "sam", "sum", 1);
  Follow();
  auto& people = sources_.people["acme/algo"];
  std::erase_if(people, [](const auto& person) { return person.id == "sam"; });
  people.push_back({"new", "A. New", "", 5});
  Roster();
  const auto all = [this] {
    return std::string(Must(calls::GetGradebook(*core_, Ask<v1::CourseRequest>("ines"))).data());
  };
  EXPECT_THAT(all(), HasSubstr("\"sam\"")) << "identity has said that nothing changed";
  ++sources_.roster_revision;
  Roster();
  EXPECT_EQ(GradeOf("new", id).state(), "open");
  EXPECT_EQ(GradeOf("sam", id).points(), 10) << "grades of who left stay";
  const v1::Document book = Must(calls::GetGradebook(*core_, Ask<v1::CourseRequest>("ines")));
  EXPECT_THAT(book.data(), ::testing::Not(HasSubstr("\"sam\"")));
  EXPECT_THAT(book.data(), HasSubstr("\"new\""));
}

TEST_F(CourseTest, FailingTestsAreCounted) {
  Add(Draft("sum"));
  const std::string report =
      R"({"parts":[{"tests":[{"name":"t1","verdict":"AC"},{"name":"t2","verdict":"WA"},{"name":"t3","verdict":"SKIP"}]}]})";
  HandIn("s1", "sam", "sum", 0.5);
  HandIn("s2", "sue", "sum", 0.5);
  sources_.reports["s1"] = report;
  sources_.reports["s2"] = report;
  Follow();
  EXPECT_EQ(Must(FollowReports(*core_, sources_, 10)), 2);
  EXPECT_EQ(Must(FollowReports(*core_, sources_, 10)), 0);
  EXPECT_THAT(Must(calls::GetDashboard(*core_, Ask<v1::CourseRequest>("gil"))).data(),
              HasSubstr(R"("test":"t2","students":2,"verdicts":"WA")"));
}

TEST(FailedTestsTest, OfAnyReport) {
  EXPECT_THAT(FailedTests("not json"), IsEmpty());
  EXPECT_THAT(FailedTests("[[[]]]"), IsEmpty());
  EXPECT_THAT(
      FailedTests(
          R"({"parts":[{"tests":[{"name":1,"verdict":"WA"},{"name":"a","verdict":"TLE"},5]}]})"),
      ElementsAre(Pair("a", "TLE")));
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "{\"parts\":";
  EXPECT_THAT(FailedTests(deep), IsEmpty());
}

}  // namespace
}  // namespace assay::courses
