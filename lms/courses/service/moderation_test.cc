// Who grades what, marking twice, and what counts where two graders differ; on a real database.
#include "lms/courses/service/moderation_calls.h"

#include <algorithm>

#include "lms/courses/service/test_course.h"

namespace assay::courses {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

template <typename T>
std::string Why(const Result<T>& result) {
  return result.ok() ? "it was taken" : result.status().ToString();
}

// Half of the ten points are tests', half are people's: "style" 4, "names" 1.
class ModerationTest : public CourseTest {
 protected:
  void SetUp() override {
    CourseTest::SetUp();
    id_ = Add(Essay());
    HandIn("s1", "sam", "sum", 1);
    HandIn("s2", "sue", "sum", 0.5);
    Follow();
  }

  v1::Assignment Essay() {
    v1::Assignment value = Draft("sum");
    for (const auto& [name, points] : {std::pair{"style", 4.0}, std::pair{"names", 1.0}}) {
      v1::Criterion& one = *value.add_rubric();
      one.set_id(name);
      one.set_name(name);
      one.set_points(points);
    }
    return value;
  }

  v1::PutAllocationRequest Plan(const std::vector<std::string>& graders, double second = 0) {
    auto request = Ask<v1::PutAllocationRequest>("ines");
    request.set_id(id_);
    request.set_apply(true);
    for (const std::string& grader : graders)
      request.mutable_plan()->add_graders()->set_person(grader);
    request.mutable_plan()->set_second_percent(second);
    request.mutable_plan()->set_tolerance(1);
    return request;
  }
  v1::Allocation Allocated() { return Must(calls::GetAllocation(*core_, Item("ines", id_))); }
  static const v1::AllocatedWork& WorkOf(const v1::Allocation& all, const std::string& person) {
    for (const v1::AllocatedWork& one : all.works())
      if (one.person() == person) return one;
    static const v1::AllocatedWork none;
    return none;
  }
  static const v1::AllocationGrader& GraderOf(const v1::Allocation& all, const std::string& who) {
    for (const v1::AllocationGrader& one : all.plan().graders())
      if (one.person() == who) return one;
    static const v1::AllocationGrader none;
    return none;
  }

  v1::PutGradeRequest Marks(const std::string& by, const std::string& person, double style,
                            double names, const std::string& comment = "") {
    auto request = Ask<v1::PutGradeRequest>(by);
    request.set_id(id_);
    request.set_person(person);
    request.set_comment(comment);
    for (const auto& [name, points] : {std::pair{"style", style}, std::pair{"names", names}}) {
      v1::Mark& mark = *request.add_marks();
      mark.set_criterion(name);
      mark.set_points(points);
    }
    return request;
  }
  v1::GradeRequest See(const std::string& who, const std::string& person) {
    auto request = Ask<v1::GradeRequest>(who);
    request.set_id(id_);
    request.set_person(person);
    return request;
  }
  v1::SettleModerationRequest Settle(const std::string& by, const std::string& person,
                                     const std::string& take, int seen = 0) {
    auto request = Ask<v1::SettleModerationRequest>(by);
    request.set_id(id_);
    request.set_person(person);
    request.set_take(take);
    request.set_reason("both were read again");
    request.set_seen(seen);
    return request;
  }
  v1::Moderation Moderated() { return Must(calls::GetModeration(*core_, Item("ines", id_))); }
  v1::Grade RowOf(const std::string& who, const std::string& person) {
    const v1::Grades all = Must(calls::ListGrades(*core_, Item(who, id_)));
    for (const v1::Grade& one : all.grades())
      if (one.person() == person) return one;
    return {};
  }

  // Sam's work is anna's first and gil's second.
  void MarkTwice() {
    auto plan = Plan({"anna", "gil"}, 100);
    for (int seed = 0; seed < 20; ++seed) {
      plan.mutable_plan()->set_seed(seed);
      if (WorkOf(Must(calls::PutAllocation(*core_, plan)), "sam").grader() == "anna") return;
    }
    FAIL() << "no seed gives sam's work to anna";
  }

  int64_t id_ = 0;
};

TEST_F(ModerationTest, APreviewChangesNothing) {
  auto plan = Plan({"anna", "gil"});
  plan.set_apply(false);
  const v1::Allocation coming = Must(calls::PutAllocation(*core_, plan));
  EXPECT_FALSE(coming.applied());
  EXPECT_EQ(coming.moved(), 2);
  EXPECT_THAT(coming.works(), SizeIs(2)) << "kim has handed in nothing";
  EXPECT_THAT(Allocated().plan().graders(), IsEmpty());
  plan.set_apply(true);
  plan.set_reason("term begins");
  const v1::Allocation done = Must(calls::PutAllocation(*core_, plan));
  EXPECT_EQ(WorkOf(done, "sam").grader(), WorkOf(coming, "sam").grader());
  const v1::Allocation now = Allocated();
  EXPECT_EQ(WorkOf(now, "sam").grader(), WorkOf(coming, "sam").grader());
  EXPECT_EQ(GraderOf(now, "anna").allocated(), 1);
  EXPECT_EQ(GraderOf(now, "gil").allocated(), 1);
  EXPECT_EQ(GraderOf(now, "gil").name(), "The gil");
  EXPECT_EQ(GraderOf(now, "gil").role(), "grader");
  ASSERT_THAT(now.history(), SizeIs(1));
  EXPECT_EQ(now.history(0).by(), "The ines");
  EXPECT_EQ(now.history(0).reason(), "term begins");
  EXPECT_EQ(now.history(0).moved(), 2);
}

TEST_F(ModerationTest, APlanIsChecked) {
  EXPECT_THAT(Why(calls::PutAllocation(*core_, Plan({}))), HasSubstr("plan.graders: "));
  EXPECT_THAT(Why(calls::PutAllocation(*core_, Plan({"anna", "sam"}))),
              HasSubstr("plan.graders[1].person: \"sam\" is no grader"));
  EXPECT_THAT(Why(calls::PutAllocation(*core_, Plan({"anna", "rita"}))),
              HasSubstr("plan.graders[1].person: \"rita\""));
  EXPECT_THAT(Why(calls::PutAllocation(*core_, Plan({"anna", "anna"}))), HasSubstr("stands twice"));
  EXPECT_THAT(Why(calls::PutAllocation(*core_, Plan({"anna"}, 10))),
              HasSubstr("plan.second_percent: to mark twice takes at least two"));
  EXPECT_THAT(Why(calls::PutAllocation(*core_, Plan({"anna", "gil"}, 101))),
              HasSubstr("plan.second_percent: 0 to 100"));
  auto plan = Plan({"anna"});
  plan.mutable_plan()->set_method("fair");
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("plan.method: "));
  plan.mutable_plan()->set_method("weights");
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("a weight above 0"));
  plan = Plan({"anna"});
  plan.mutable_plan()->mutable_graders(0)->add_sections("monday");
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("plan.graders[0].sections[0]: "));
  plan = Plan({"anna"});
  plan.mutable_plan()->mutable_graders(0)->add_conflicts("stranger");
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("plan.graders[0].conflicts[0]: "));
  plan = Plan({"anna"});
  plan.mutable_plan()->set_tolerance(-1);
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("plan.tolerance: "));
  for (const char* who : {"anna", "gil"}) {
    plan = Plan({"anna"});
    *plan.mutable_viewer() = As(who);
    EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("PERMISSION_DENIED"));
    EXPECT_THAT(Why(calls::GetAllocation(*core_, Item(who, id_))), HasSubstr("PERMISSION_DENIED"));
  }
  *plan.mutable_viewer() = As("rita");
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("NOT_FOUND"))
      << "of another organisation";
}

TEST_F(ModerationTest, LateWorkIsAllocatedWhenItIsLookedAt) {
  Must(calls::PutAllocation(*core_, Plan({"anna", "gil"})));
  const v1::Allocation before = Allocated();
  HandIn("s3", "kim", "sum", 1);
  Follow();
  const v1::Grade kim = RowOf("gil", "kim");
  EXPECT_THAT(kim.grader(), ::testing::AnyOf("anna", "gil"));
  const v1::Allocation after = Allocated();
  EXPECT_EQ(WorkOf(after, "kim").grader(), kim.grader());
  for (const char* person : {"sam", "sue"})
    EXPECT_EQ(WorkOf(after, person).grader(), WorkOf(before, person).grader()) << "it stays";
  EXPECT_THAT(after.history(), SizeIs(1)) << "nobody changed the plan";
}

TEST_F(ModerationTest, ConflictsHoldInTheWholeCourse) {
  auto plan = Plan({"anna", "gil"});
  plan.mutable_plan()->mutable_graders(0)->add_conflicts("sam");
  plan.mutable_plan()->mutable_graders(0)->add_conflicts("sue");
  const v1::Allocation made = Must(calls::PutAllocation(*core_, plan));
  EXPECT_EQ(GraderOf(made, "gil").allocated(), 2);
  EXPECT_EQ(GraderOf(Allocated(), "anna").conflicts_size(), 2);
  // Late work is no exception, nor is a group with somebody of them in it.
  auto groups = Ask<v1::PutGroupsRequest>("ines");
  v1::Assignment together = Draft("team");
  together.set_group_work(true);
  const int64_t team = Add(together);
  groups.set_id(team);
  v1::Group& group = *groups.add_groups();
  group.set_name("one");
  group.add_members()->set_person("kim");
  group.add_members()->set_person("sam");
  Must(calls::PutGroups(*core_, groups));
  HandIn("t1", "kim", "team", 1);
  Follow();
  plan = Plan({"anna", "gil"});
  plan.set_id(team);
  plan.mutable_plan()->mutable_graders(0)->add_conflicts("sam");
  const v1::Allocation teams = Must(calls::PutAllocation(*core_, plan));
  EXPECT_EQ(WorkOf(teams, "kim").grader(), "gil");
  EXPECT_EQ(WorkOf(teams, "sam").grader(), "gil") << "a group has one grader";
  EXPECT_EQ(WorkOf(teams, "kim").group(), "one");
}

TEST_F(ModerationTest, WhatIsGradedStaysWithWhoeverGradedIt) {
  Must(calls::PutAllocation(*core_, Plan({"anna", "gil"})));
  const std::string grader = WorkOf(Allocated(), "sam").grader();
  Must(calls::PutGrade(*core_, Marks(grader, "sam", 3, 1)));
  EXPECT_EQ(GraderOf(Allocated(), grader).graded(), 1);
  const std::string other = grader == "anna" ? "gil" : "anna";
  auto plan = Plan({other});
  plan.set_apply(false);
  const v1::Allocation coming = Must(calls::PutAllocation(*core_, plan));
  EXPECT_EQ(WorkOf(coming, "sam").grader(), grader);
  EXPECT_TRUE(WorkOf(coming, "sam").graded());
  EXPECT_EQ(WorkOf(coming, "sue").grader(), other);
}

TEST_F(ModerationTest, WhoGradesNoMoreGetsNothingNew) {
  Must(calls::PutAllocation(*core_, Plan({"anna", "gil"})));
  std::erase_if(sources_.people["acme/algo"], [](const auto& one) { return one.id == "gil"; });
  ++sources_.roster_revision;
  Roster();
  HandIn("s3", "kim", "sum", 1);
  Follow();
  const v1::Allocation all = Allocated();
  EXPECT_EQ(WorkOf(all, "kim").grader(), "anna");
  EXPECT_EQ(GraderOf(all, "gil").role(), "");
  EXPECT_EQ(GraderOf(all, "gil").allocated(), 1) << "until it is allocated anew";
}

TEST_F(ModerationTest, AnonymousWorkStaysSo) {
  v1::PutAssignmentRequest change = Ask<v1::PutAssignmentRequest>("ines");
  change.set_id(id_);
  *change.mutable_value() = Essay();
  change.mutable_value()->set_anonymous(true);
  Must(calls::PutAssignment(*core_, change));
  Must(calls::PutAllocation(*core_, Plan({"anna", "gil"}, 100)));
  for (const char* who : {"anna", "gil"}) {
    const v1::Grades all = Must(calls::ListGrades(*core_, Item(who, id_)));
    for (const v1::Grade& one : all.grades()) {
      EXPECT_EQ(one.name(), "");
      EXPECT_THAT(one.grader(), ::testing::AnyOf("", who)) << "nor who grades what of others";
    }
    for (const char* person : {"sam", "sue"}) {
      const auto detail = Must(calls::GetGrade(*core_, See(who, person)));
      EXPECT_EQ(detail.grade().name(), "");
      EXPECT_THAT(detail.ShortDebugString(), Not(HasSubstr("The ")));
    }
  }
  EXPECT_EQ(RowOf("ines", "sam").name(), "The sam") << "instructors may look behind it";
}

TEST_F(ModerationTest, TheSecondGraderIsBlindToTheFirst) {
  MarkTwice();
  auto first = Marks("anna", "sam", 4, 1, "Well done");
  Must(calls::PutGrade(*core_, first));
  EXPECT_EQ(GradeOf("sam", id_).points(), 10);
  const v1::Grade row = RowOf("gil", "sam");
  EXPECT_TRUE(row.second());
  EXPECT_EQ(row.grader(), "gil");
  EXPECT_EQ(row.state(), "needs_grading");
  EXPECT_FALSE(row.has_points());
  v1::GradeDetail seen = Must(calls::GetGrade(*core_, See("gil", "sam")));
  EXPECT_TRUE(seen.grade().second());
  EXPECT_THAT(seen.marks(), IsEmpty());
  EXPECT_THAT(seen.history(), IsEmpty());
  EXPECT_EQ(seen.comment(), "");
  EXPECT_FALSE(seen.grade().has_points());
  EXPECT_EQ(seen.grade().raw_points(), 0);
  EXPECT_THAT(seen.submissions(), SizeIs(1)) << "the work itself is there";
  // Nor by other doors: remarks in the code, the gradebook and its table.
  auto remark = Ask<v1::PutAnnotationRequest>("anna");
  remark.set_submission("s1");
  remark.mutable_value()->set_path("a.py");
  remark.mutable_value()->set_line(1);
  remark.mutable_value()->set_body("lovely");
  Must(calls::PutAnnotation(*core_, remark));
  auto remarks = Ask<v1::SubmissionRequest>("gil");
  remarks.set_submission("s1");
  EXPECT_THAT(Must(calls::ListAnnotations(*core_, remarks)).annotations(), IsEmpty());
  *remarks.mutable_viewer() = As("ines");
  EXPECT_THAT(Must(calls::ListAnnotations(*core_, remarks)).annotations(), SizeIs(1));
  EXPECT_THAT(Must(calls::ExportGradebook(*core_, Ask<v1::CourseRequest>("ines"))).data(),
              HasSubstr("sam@example.org,,10"));
  EXPECT_THAT(Must(calls::ExportGradebook(*core_, Ask<v1::CourseRequest>("gil"))).data(),
              Not(HasSubstr("sam@example.org,,10")));
  EXPECT_THAT(Must(calls::GetGradebook(*core_, Ask<v1::CourseRequest>("gil"))).data(),
              HasSubstr(R"("points":[null],"states":["needs_grading"])"));

  // What the second gives changes no grade, and the first does not see it.
  seen = Must(calls::PutGrade(*core_, Marks("gil", "sam", 3.5, 1, "Good")));
  EXPECT_EQ(seen.comment(), "Good");
  EXPECT_EQ(seen.grade().state(), "graded");
  EXPECT_FALSE(seen.grade().has_points()) << "still blind: it could be changed";
  EXPECT_EQ(GradeOf("sam", id_).points(), 10);
  EXPECT_EQ(Must(calls::GetGrade(*core_, See("anna", "sam"))).comment(), "Well done");
  auto bad = Marks("gil", "sam", 3.5, 1);
  bad.set_override_points(2);
  EXPECT_THAT(Why(calls::PutGrade(*core_, bad)), HasSubstr("override_points: a second grader"));
  EXPECT_THAT(Moderated().items(), IsEmpty()) << "half a point is within the tolerance";
  EXPECT_EQ(Moderated().marked_twice(), 1);
  EXPECT_EQ(Moderated().second_missing(), 1);
  EXPECT_EQ(GraderOf(Allocated(), "gil").second_graded(), 1);
}

TEST_F(ModerationTest, AnInstructorSettlesWhereTwoDiffer) {
  MarkTwice();
  Must(calls::PutGrade(*core_, Marks("gil", "sam", 1, 0, "Poor")));
  EXPECT_THAT(Moderated().items(), IsEmpty()) << "the first has not marked it yet";
  Must(calls::PutGrade(*core_, Marks("anna", "sam", 4, 1, "Well done")));
  v1::Moderation all = Moderated();
  EXPECT_EQ(all.open(), 1);
  ASSERT_THAT(all.items(), SizeIs(1));
  EXPECT_EQ(all.items(0).first().name(), "The anna");
  EXPECT_EQ(all.items(0).first().points(), 5);
  EXPECT_EQ(all.items(0).second().points(), 1);
  EXPECT_EQ(all.items(0).difference(), 4);
  EXPECT_EQ(GradeOf("sam", id_).points(), 10) << "what students see stays the first's";

  // Until it is settled nobody changes it by the back door.
  EXPECT_THAT(Why(calls::PutGrade(*core_, Marks("anna", "sam", 1, 0))),
              HasSubstr("two graders differ over this work"));
  EXPECT_THAT(Why(calls::SettleModeration(*core_, Settle("anna", "sam", "first"))),
              HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(Why(calls::SettleModeration(*core_, Settle("ines", "sam", "best"))),
              HasSubstr("take: "));
  auto silent = Settle("ines", "sam", "first");
  silent.set_reason(" ");
  EXPECT_THAT(Why(calls::SettleModeration(*core_, silent)), HasSubstr("reason: is missing"));
  EXPECT_THAT(Why(calls::SettleModeration(*core_, Settle("ines", "sue", "first"))),
              HasSubstr("NOT_FOUND"));

  v1::ModerationItem item = Must(calls::SettleModeration(*core_, Settle("ines", "sam", "mean")));
  EXPECT_EQ(item.state(), "settled");
  ASSERT_THAT(item.decisions(), SizeIs(1));
  EXPECT_EQ(item.decisions(0).before(), 5);
  EXPECT_EQ(item.decisions(0).after(), 3);
  EXPECT_EQ(item.decisions(0).by(), "The ines");
  EXPECT_EQ(item.first().points(), 5) << "what was given is kept";
  EXPECT_EQ(GradeOf("sam", id_).points(), 8);
  const auto detail = Must(calls::GetGrade(*core_, See("ines", "sam")));
  EXPECT_EQ(detail.marks(0).points(), 2.5);
  EXPECT_EQ(detail.comment(), "Well done");
  EXPECT_EQ(detail.history(0).reason(), "moderation: both were read again");
  EXPECT_EQ(Moderated().open(), 0);
  EXPECT_THAT(Why(calls::PutGrade(*core_, Marks("anna", "sam", 4, 1))),
              HasSubstr("only an instructor changes it now"));

  // Somebody who looked before that is told; who knows of it may settle it anew.
  EXPECT_EQ(calls::SettleModeration(*core_, Settle("ines", "sam", "second")).status().code(),
            StatusCode::kAborted);
  item = Must(calls::SettleModeration(*core_, Settle("ines", "sam", "second", 1)));
  EXPECT_EQ(GradeOf("sam", id_).points(), 6);
  ASSERT_THAT(item.decisions(), SizeIs(2));
  EXPECT_EQ(item.decisions(0).take(), "second");
  EXPECT_EQ(item.decisions(1).take(), "mean");
  EXPECT_EQ(Must(calls::GetGrade(*core_, See("ines", "sam"))).comment(), "Poor");
  auto own = Settle("ines", "sam", "own", 2);
  own.add_marks()->set_criterion("style");
  EXPECT_THAT(Why(calls::SettleModeration(*core_, own)), HasSubstr("marks: mark each of the 2"));
  own.mutable_marks(0)->set_points(9);
  EXPECT_THAT(Why(calls::SettleModeration(*core_, own)), HasSubstr("marks.0.points"));
  own.mutable_marks(0)->set_points(2);
  own.add_marks()->set_criterion("names");
  Must(calls::SettleModeration(*core_, own));
  EXPECT_EQ(GradeOf("sam", id_).points(), 7);
  Must(calls::SettleModeration(*core_, Settle("ines", "sam", "first", 3)));
  EXPECT_EQ(GradeOf("sam", id_).points(), 10) << "the first marks were kept";
}

TEST_F(ModerationTest, AnotherToleranceOpensAndCloses) {
  MarkTwice();
  Must(calls::PutGrade(*core_, Marks("anna", "sam", 4, 1)));
  Must(calls::PutGrade(*core_, Marks("gil", "sam", 3, 0)));
  EXPECT_EQ(Moderated().open(), 1);
  auto plan = Plan({"anna", "gil"}, 100);
  plan.mutable_plan()->set_seed(Allocated().plan().seed());
  plan.mutable_plan()->set_tolerance(40);
  plan.mutable_plan()->set_tolerance_unit("percent");
  Must(calls::PutAllocation(*core_, plan));
  EXPECT_EQ(Moderated().tolerance_points(), 2);
  EXPECT_EQ(Moderated().open(), 0);
  plan.mutable_plan()->set_tolerance(20);
  Must(calls::PutAllocation(*core_, plan));
  EXPECT_EQ(Moderated().open(), 1);
}

TEST_F(ModerationTest, PublishingSaysThatSomethingIsOpen) {
  v1::PutAssignmentRequest change = Ask<v1::PutAssignmentRequest>("ines");
  change.set_id(id_);
  *change.mutable_value() = Essay();
  change.mutable_value()->set_hold_grades(true);
  Must(calls::PutAssignment(*core_, change));
  MarkTwice();
  Must(calls::PutGrade(*core_, Marks("anna", "sam", 4, 1)));
  Must(calls::PutGrade(*core_, Marks("gil", "sam", 0, 0)));
  auto publish = Ask<v1::PublishGradesRequest>("ines");
  publish.set_id(id_);
  publish.set_published(true);
  EXPECT_THAT(Why(calls::PublishGrades(*core_, publish)),
              HasSubstr("graders differ over 1 piece of work"));
  EXPECT_THAT(Why(calls::GetGrade(*core_, See("sam", "sam"))), HasSubstr("NOT_FOUND"));
  publish.set_despite_open(true);
  EXPECT_TRUE(Must(calls::PublishGrades(*core_, publish)).grades_published());
  EXPECT_EQ(Must(calls::GetGrade(*core_, See("sam", "sam"))).grade().points(), 10);
  Must(calls::SettleModeration(*core_, Settle("ines", "sam", "second")));
  EXPECT_EQ(Must(calls::GetGrade(*core_, See("sam", "sam"))).grade().points(), 5);
  EXPECT_EQ(Must(calls::GetGrade(*core_, See("sam", "sam"))).grade().second(), false);
}

TEST_F(ModerationTest, WhatStandsOut) {
  v1::Moderation all = Moderated();
  EXPECT_EQ(all.outliers_are(), "too_few");
  EXPECT_THAT(all.graders(), IsEmpty());
  EXPECT_EQ(all.points(), 5);
  for (int i = 0; i < 24; ++i)
    sources_.people["acme/algo"].push_back(
        {"p" + std::to_string(i), "Person " + std::to_string(i), "", RoleNumber("student")});
  ++sources_.roster_revision;
  Roster();
  for (int i = 0; i < 24; ++i)
    HandIn("p" + std::to_string(i), "p" + std::to_string(i), "sum", (i % 8) / 7.0);
  Follow();
  // Anna marks as the tests do; gil gives each a point and a half less, and one of hers is odd.
  for (int i = 0; i < 24; ++i) {
    const double fair = 1.5 + (i % 8) / 7.0 * 2.5;
    const double given = i == 22 ? 0 : i % 2 == 0 ? fair : fair - 1.5;
    Must(calls::PutGrade(*core_,
                         Marks(i % 2 == 0 ? "anna" : "gil", "p" + std::to_string(i), given, 1)));
  }
  all = Moderated();
  ASSERT_THAT(all.graders(), SizeIs(2));
  EXPECT_EQ(all.graders(0).name(), "The anna");
  EXPECT_EQ(all.graders(0).marks(), 12);
  EXPECT_GT(all.graders(0).median(), all.graders(1).median());
  EXPECT_TRUE(all.graders(1).has_z());
  EXPECT_THAT(all.graders(1).severity(), ::testing::AnyOf("usual", "severe"));
  EXPECT_EQ(all.outliers_are(), "found");
}

TEST_F(ModerationTest, OneOddMarkIsFound) {
  for (int i = 0; i < 16; ++i)
    sources_.people["acme/algo"].push_back(
        {"p" + std::to_string(i), "Person " + std::to_string(i), "", RoleNumber("student")});
  ++sources_.roster_revision;
  Roster();
  for (int i = 0; i < 16; ++i)
    HandIn("p" + std::to_string(i), "p" + std::to_string(i), "sum", (i % 8) / 7.0);
  Follow();
  for (int i = 0; i < 16; ++i)
    Must(calls::PutGrade(
        *core_, Marks("anna", "p" + std::to_string(i), i == 15 ? 0 : 1 + (i % 8) / 7.0 * 3, 0)));
  const v1::Moderation all = Moderated();
  ASSERT_THAT(all.outliers(), SizeIs(1));
  EXPECT_EQ(all.outliers(0).person(), "p15");
  EXPECT_EQ(all.outliers(0).grader(), "The anna");
  EXPECT_EQ(all.outliers(0).tests(), 1);
  EXPECT_EQ(all.outliers(0).mark(), 0);
  EXPECT_NEAR(all.outliers(0).predicted(), 0.8, 0.01);
  ASSERT_THAT(all.graders(), SizeIs(1));
  EXPECT_EQ(all.graders(0).severity(), "too_few") << "there are no others";
}

TEST_F(ModerationTest, QuizzesAndWorkWithoutMarksAreRefused) {
  auto plan = Plan({"anna", "gil"}, 50);
  plan.set_id(Add(Draft("tests")));
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("people give no points"));
  v1::Assignment quiz = Draft("");
  quiz.set_kind("quiz");
  plan.set_id(Add(quiz));
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("FAILED_PRECONDITION"));
  plan.set_id(123456);
  EXPECT_THAT(Why(calls::PutAllocation(*core_, plan)), HasSubstr("NOT_FOUND"));
}

}  // namespace
}  // namespace assay::courses
