// Courses and their parts, as each role meets them.
#include "lms/courses/service/test_course.h"

namespace assay::courses {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename T>
std::string Why(const Result<T>& result) {
  return result.ok() ? "it was taken" : result.status().ToString();
}

TEST_F(CourseTest, OthersSeeNothing) {
  EXPECT_EQ(Must(calls::GetCourse(*core_, Ask<v1::CourseRequest>("sam"))).course().title(),
            "Algorithms");
  EXPECT_THAT(Why(calls::GetCourse(*core_, Ask<v1::CourseRequest>("nobody"))),
              HasSubstr("NOT_FOUND"));
  const int64_t id = Add(Draft("sum"));
  auto other = Ask<v1::ItemRequest>("rita");
  other.set_id(id);
  EXPECT_THAT(Why(calls::GetAssignment(*core_, other)), HasSubstr("NOT_FOUND"))
      << "another tenant's";
  auto change = Ask<v1::PutAssignmentRequest>("rita");
  change.set_id(id);
  *change.mutable_value() = Draft("sum");
  EXPECT_THAT(Why(calls::PutAssignment(*core_, change)), HasSubstr("NOT_FOUND"));
  EXPECT_THAT(Why(calls::DeleteAssignment(*core_, other)), HasSubstr("NOT_FOUND"));
  EXPECT_THAT(Must(calls::ListAssignments(*core_, Ask<v1::CourseRequest>("rita"))).assignments(),
              IsEmpty());
}

TEST_F(CourseTest, NobodyDoesMoreThanTheirRole) {
  auto assignment = Ask<v1::PutAssignmentRequest>("sam");
  *assignment.mutable_value() = Draft("sum");
  EXPECT_THAT(Why(calls::PutAssignment(*core_, assignment)), HasSubstr("PERMISSION_DENIED"));
  *assignment.mutable_viewer() = As("anna");
  EXPECT_THAT(Why(calls::PutAssignment(*core_, assignment)), HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(Why(calls::GetGradebook(*core_, Ask<v1::CourseRequest>("sam"))),
              HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(Why(calls::GetDashboard(*core_, Ask<v1::CourseRequest>("olga"))),
              HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(Why(calls::ImportGradebook(*core_, Ask<v1::ImportGradebookRequest>("gil"))),
              HasSubstr("PERMISSION_DENIED"));
  auto topic = Ask<v1::PutTopicRequest>("olga");
  EXPECT_THAT(Why(calls::PutTopic(*core_, topic)), HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(Why(calls::ListPeople(*core_, Ask<v1::CourseRequest>("sam"))),
              HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(Must(calls::ListPeople(*core_, Ask<v1::CourseRequest>("gil"))).people(), SizeIs(7));
}

TEST_F(CourseTest, AnUnpublishedCourseIsNoCourseForStudents) {
  auto request = Ask<v1::PutCourseRequest>("ines");
  request.mutable_value()->set_title("Algorithms");
  Must(calls::PutCourse(*core_, request));
  EXPECT_THAT(Why(calls::GetCourse(*core_, Ask<v1::CourseRequest>("sam"))), HasSubstr("NOT_FOUND"));
  EXPECT_TRUE(calls::GetCourse(*core_, Ask<v1::CourseRequest>("gil")).ok());
  v1::ListCoursesRequest mine;
  *mine.mutable_viewer() = As("sam");
  EXPECT_THAT(Must(calls::ListCourses(*core_, mine)).courses(), IsEmpty());
}

TEST_F(CourseTest, WrongFieldsAreNamed) {
  auto request = Ask<v1::PutAssignmentRequest>("ines");
  const auto wrong = [&](const std::function<void(v1::Assignment&)>& change) {
    *request.mutable_value() = Draft("sum");
    change(*request.mutable_value());
    return Why(calls::PutAssignment(*core_, request));
  };
  EXPECT_THAT(wrong([](auto& a) { a.clear_title(); }), HasSubstr("INVALID_ARGUMENT: title: "));
  EXPECT_THAT(wrong([](auto& a) { a.set_points(-1); }), HasSubstr("points: "));
  EXPECT_THAT(wrong([](auto& a) { a.set_category("exams"); }), HasSubstr("category: "));
  EXPECT_THAT(wrong([](auto& a) { a.set_module(99); }), HasSubstr("module: "));
  EXPECT_THAT(wrong([](auto& a) { a.add_sections()->set_section("x"); }),
              HasSubstr("sections.0.section: "));
  EXPECT_THAT(wrong([](auto& a) { a.add_prerequisites()->set_assignment(99); }),
              HasSubstr("prerequisites.0.assignment: "));
  EXPECT_THAT(wrong([](auto& a) { a.mutable_late()->set_unit("week"); }), HasSubstr("late.unit: "));
  EXPECT_THAT(wrong([](auto& a) {
                *a.mutable_opens() = a.due();
                a.mutable_opens()->set_seconds(a.due().seconds() + 1);
              }),
              HasSubstr("due: before it opens"));
  EXPECT_THAT(wrong([](auto& a) { a.mutable_exam()->add_networks("10.0.0.0/40"); }),
              HasSubstr("exam.networks.0: "));
  EXPECT_THAT(wrong([](auto& a) {
                v1::Criterion& one = *a.add_rubric();
                one.set_id("style");
                one.set_name("Style");
                one.set_points(11);
              }),
              HasSubstr("rubric: "));
  Add(Draft("sum"));
  EXPECT_THAT(wrong([](auto&) {}), HasSubstr("problem: assignment \"Task sum\""));
  auto course = Ask<v1::PutCourseRequest>("ines");
  course.mutable_value()->set_title("x");
  course.mutable_value()->set_term("never");
  EXPECT_THAT(Why(calls::PutCourse(*core_, course)), HasSubstr("term: "));
}

TEST_F(CourseTest, ModulesAreReleasedInTheirTime) {
  const int64_t first = Add(Draft("sum"));
  const auto add = [&](const std::string& title, const std::function<void(v1::Module&)>& change) {
    auto request = Ask<v1::PutModuleRequest>("ines");
    request.mutable_value()->set_title(title);
    request.mutable_value()->set_published(true);
    change(*request.mutable_value());
    return Must(calls::PutModule(*core_, request)).id();
  };
  const int64_t open = add("now", [](auto&) {});
  const int64_t later = add("later", [&](auto& m) { SetTime(m.mutable_opens(), Now() + kDay); });
  const int64_t gated = add("after sum", [&](auto& m) {
    m.add_prerequisites()->set_assignment(first);
    m.mutable_prerequisites(0)->set_percent(50);
  });
  add("draft", [](auto& m) { m.set_published(false); });
  std::map<int64_t, int64_t> pages;
  for (const int64_t module : {open, later, gated}) {
    auto page = Ask<v1::PutPageRequest>("ines");
    page.mutable_value()->set_title("Read this");
    page.mutable_value()->set_body("# $x^2$\n```c\nint x;\n```");
    page.mutable_value()->set_module(module);
    page.mutable_value()->set_published(true);
    pages[module] = Must(calls::PutPage(*core_, page)).id();
  }
  const v1::Modules seen = Must(calls::ListModules(*core_, Ask<v1::CourseRequest>("sam")));
  ASSERT_THAT(seen.modules(), SizeIs(3));
  EXPECT_THAT(seen.modules(0).items(), SizeIs(1));
  EXPECT_FALSE(seen.modules(1).open());
  EXPECT_THAT(seen.modules(1).items(), IsEmpty());
  ASSERT_THAT(seen.modules(2).missing(), SizeIs(1));
  EXPECT_EQ(seen.modules(2).missing(0).title(), "Task sum");
  EXPECT_THAT(Must(calls::ListModules(*core_, Ask<v1::CourseRequest>("ines"))).modules(),
              SizeIs(4));
  auto as_student = Ask<v1::CourseRequest>("ines");
  as_student.set_as("student");
  EXPECT_THAT(Must(calls::ListModules(*core_, as_student)).modules(), SizeIs(3));

  EXPECT_TRUE(calls::GetPage(*core_, Item("sam", pages[open])).ok());
  EXPECT_THAT(Why(calls::GetPage(*core_, Item("sam", pages[later]))), HasSubstr("NOT_FOUND"));
  EXPECT_THAT(Why(calls::GetPage(*core_, Item("sam", pages[gated]))), HasSubstr("NOT_FOUND"));
  HandIn("s1", "sam", "sum", 0.6);
  Follow();
  EXPECT_TRUE(calls::GetPage(*core_, Item("sam", pages[gated])).ok());
  EXPECT_FALSE(calls::GetPage(*core_, Item("sue", pages[gated])).ok());
}

TEST_F(CourseTest, AnAssignmentsPageSaysWhatHandingInCosts) {
  v1::Assignment value = Draft("sum", -0.5);
  value.set_attempts(2);
  const int64_t id = Add(value);
  v1::AssignmentPage page = Must(calls::GetAssignment(*core_, Item("sam", id)));
  EXPECT_TRUE(page.may_submit());
  EXPECT_EQ(page.attempts_left(), 2);
  EXPECT_THAT(page.late_now(), HasSubstr("costs 10 % of the points earned"));
  EXPECT_EQ(page.grade().state(), "missing");
  HandIn("s1", "sam", "sum", 0.5);
  HandIn("s2", "sam", "sum", 1);
  Follow();
  page = Must(calls::GetAssignment(*core_, Item("sam", id)));
  EXPECT_EQ(page.grade().points(), 9);
  EXPECT_FALSE(page.may_submit());
  EXPECT_THAT(page.why_not(), HasSubstr("all attempts"));
  ASSERT_THAT(page.submissions(), SizeIs(2));
  EXPECT_TRUE(page.submissions(0).counts());
  auto check = Ask<v1::CheckSubmissionRequest>("sam");
  check.set_problem("sum");
  EXPECT_THAT(Why(calls::CheckSubmission(*core_, check)),
              HasSubstr("FAILED_PRECONDITION: all attempts"));
  check.set_reading(true);
  EXPECT_EQ(Must(calls::CheckSubmission(*core_, check)).assignment(), id) << "it may still be read";
  check.set_reading(false);
  check.set_problem("free");
  EXPECT_EQ(Must(calls::CheckSubmission(*core_, check)).assignment(), 0);
}

TEST_F(CourseTest, SectionsHaveDatesOfTheirOwn) {
  auto section = Ask<v1::PutSectionRequest>("ines");
  section.set_section("monday");
  section.mutable_value()->set_name("Monday");
  section.mutable_value()->add_people("sue");
  EXPECT_EQ(Must(calls::PutSection(*core_, section)).size(), 1);
  section.mutable_value()->add_people("stranger");
  EXPECT_THAT(Why(calls::PutSection(*core_, section)), HasSubstr("people: \"stranger\""));
  v1::Assignment value = Draft("sum", 1);
  v1::SectionDates& dates = *value.add_sections();
  dates.set_section("monday");
  SetTime(dates.mutable_due(), Now() + 3 * kDay);
  const int64_t id = Add(value);
  EXPECT_EQ(Must(calls::GetAssignment(*core_, Item("sue", id))).schedule().source(), "section");
  EXPECT_EQ(Must(calls::GetAssignment(*core_, Item("sam", id))).schedule().source(), "everybody");
}

TEST_F(CourseTest, MyCoursesAndWhatIsDue) {
  Add(Draft("later", 5));
  Add(Draft("soon", 2));
  Add(Draft("overdue", -1));
  Add(Draft("done", 3));
  HandIn("s1", "sam", "done", 1);
  Follow();
  v1::ListCoursesRequest request;
  *request.mutable_viewer() = As("sam");
  const v1::MyCourses mine = Must(calls::ListCourses(*core_, request));
  ASSERT_THAT(mine.courses(), SizeIs(1));
  EXPECT_EQ(mine.courses(0).role(), "student");
  EXPECT_EQ(mine.courses(0).assignments(), 4);
  EXPECT_EQ(mine.courses(0).done(), 1);
  ASSERT_THAT(mine.due(), SizeIs(3));
  EXPECT_EQ(mine.due(0).title(), "Task overdue");
  EXPECT_TRUE(mine.due(0).overdue());
  EXPECT_THAT(mine.due(0).late(), HasSubstr("costs"));
  EXPECT_EQ(mine.due(1).title(), "Task soon");
}

TEST_F(CourseTest, ACourseIsCopiedToANewTerm) {
  auto module = Ask<v1::PutModuleRequest>("ines");
  module.mutable_value()->set_title("One");
  v1::Assignment value = Draft("sum");
  value.set_module(Must(calls::PutModule(*core_, module)).id());
  const int64_t first = Add(value);
  v1::Assignment second = Draft("max");
  second.add_prerequisites()->set_assignment(first);
  Add(second);
  HandIn("s1", "sam", "sum", 1);
  Follow();
  auto copy = Ask<v1::CopyCourseRequest>("ines");
  copy.set_to("algo-2");
  copy.set_shift_days(100);
  EXPECT_THAT(Why(calls::CopyCourse(*core_, copy)), HasSubstr("PERMISSION_DENIED: to: "));
  (*copy.mutable_viewer()->mutable_roles())["algo-2"] = "owner";
  EXPECT_EQ(Must(calls::CopyCourse(*core_, copy)).id(), "algo-2");
  EXPECT_THAT(Why(calls::CopyCourse(*core_, copy)), HasSubstr("ALREADY_EXISTS"));
  auto list = Ask<v1::CourseRequest>("ines");
  list.set_course("algo-2");
  const v1::Assignments all = Must(calls::ListAssignments(*core_, list));
  ASSERT_THAT(all.assignments(), SizeIs(2));
  const v1::Assignment& sum =
      all.assignments(0).problem() == "sum" ? all.assignments(0) : all.assignments(1);
  const v1::Assignment& max =
      all.assignments(0).problem() == "sum" ? all.assignments(1) : all.assignments(0);
  EXPECT_NE(sum.id(), first);
  EXPECT_NE(sum.module(), 0);
  EXPECT_EQ(max.prerequisites(0).assignment(), sum.id());
  EXPECT_EQ(sum.due().seconds() - value.due().seconds(), 100 * 86'400);
}

TEST_F(CourseTest, TermsAreForAdministrators) {
  v1::PutTermRequest put;
  *put.mutable_viewer() = As("ines");
  put.set_term("2027-spring");
  put.mutable_value()->set_name("Spring 2027");
  EXPECT_THAT(Why(calls::PutTerm(*core_, put)), HasSubstr("PERMISSION_DENIED"));
  put.mutable_viewer()->set_administrator(true);
  EXPECT_EQ(Must(calls::PutTerm(*core_, put)).name(), "Spring 2027");
  auto course = Ask<v1::PutCourseRequest>("ines");
  course.mutable_value()->set_title("Algorithms");
  course.mutable_value()->set_term("2027-spring");
  EXPECT_EQ(Must(calls::PutCourse(*core_, course)).term(), "2027-spring");
  v1::TermRequest drop;
  *drop.mutable_viewer() = put.viewer();
  drop.set_term("2027-spring");
  EXPECT_THAT(Why(calls::DeleteTerm(*core_, drop)), HasSubstr("has 1 courses"));
}

}  // namespace
}  // namespace assay::courses
