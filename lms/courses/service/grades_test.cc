// Grades by hand, publishing, regrades, the gradebook.
#include <nlohmann/json.hpp>

#include "lms/courses/service/test_course.h"

namespace assay::courses {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename T>
std::string Why(const Result<T>& result) {
  return result.ok() ? "it was taken" : result.status().ToString();
}

class GradesTest : public CourseTest {
 protected:
  v1::PutGradeRequest Put(const std::string& by, int64_t id, const std::string& person) {
    auto request = Ask<v1::PutGradeRequest>(by);
    request.set_id(id);
    request.set_person(person);
    return request;
  }
};

TEST_F(GradesTest, RubricsAddToTests) {
  v1::Assignment value = Draft("sum");
  v1::Criterion& style = *value.add_rubric();
  style.set_id("style");
  style.set_name("Style");
  style.set_points(4);
  const int64_t id = Add(value);
  HandIn("s1", "sam", "sum", 0.5);
  Follow();
  EXPECT_EQ(GradeOf("sam", id).state(), "needs_grading");
  auto put = Put("gil", id, "sam");
  v1::Mark& mark = *put.add_marks();
  mark.set_criterion("style");
  mark.set_points(5);
  EXPECT_THAT(Why(calls::PutGrade(*core_, put)), HasSubstr("marks.0.points"));
  mark.set_points(3);
  mark.set_comment("good names");
  v1::GradeDetail detail = Must(calls::PutGrade(*core_, put));
  EXPECT_EQ(detail.grade().state(), "graded");
  EXPECT_EQ(detail.grade().points(), 6);
  EXPECT_EQ(detail.history(0).by(), "The gil");
  // Another rubric: marks are applied again, and it is in the history.
  value.mutable_rubric(0)->set_points(8);
  auto change = Ask<v1::PutAssignmentRequest>("ines");
  change.set_id(id);
  *change.mutable_value() = value;
  Must(calls::PutAssignment(*core_, change));
  Reckon();
  EXPECT_EQ(GradeOf("sam", id).points(), 4) << "half of 2 from tests, 3 marked";
  EXPECT_EQ(Must(calls::GetAssignment(*core_, Item("sam", id))).marks(0).comment(), "good names");
  put.mutable_marks(0)->set_criterion("tone");
  EXPECT_THAT(Why(calls::PutGrade(*core_, put)), HasSubstr("marks.0.criterion"));
  EXPECT_THAT(Why(calls::PutGrade(*core_, Put("sam", id, "sam"))), HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(Why(calls::PutGrade(*core_, Put("gil", id, "stranger"))), HasSubstr("NOT_FOUND"));
}

TEST_F(GradesTest, HeldGradesAreSeenAfterPublishing) {
  v1::Assignment value = Draft("sum");
  value.set_hold_grades(true);
  const int64_t id = Add(value);
  HandIn("s1", "sam", "sum", 1);
  Follow();
  auto mine = Ask<v1::GradeRequest>("sam");
  mine.set_id(id);
  mine.set_person("sam");
  EXPECT_THAT(Why(calls::GetGrade(*core_, mine)), HasSubstr("NOT_FOUND"));
  EXPECT_FALSE(Must(calls::GetAssignment(*core_, Item("sam", id))).grade().has_points());
  EXPECT_FALSE(
      Must(calls::MyGrades(*core_, Ask<v1::CourseRequest>("sam"))).grades(0).grade().has_points());
  auto publish = Ask<v1::PublishGradesRequest>("ines");
  publish.set_id(id);
  publish.set_published(true);
  EXPECT_TRUE(Must(calls::PublishGrades(*core_, publish)).grades_published());
  EXPECT_EQ(Must(calls::GetGrade(*core_, mine)).grade().points(), 10);
  mine.set_person("sue");
  EXPECT_THAT(Why(calls::GetGrade(*core_, mine)), HasSubstr("NOT_FOUND")) << "somebody else's";
  v1::TenantRequest news;
  *news.mutable_viewer() = As("sam");
  EXPECT_EQ(Must(calls::ListNotifications(*core_, news)).unread(), 1);
}

TEST_F(GradesTest, GradersDoNotSeeWhoseItIs) {
  v1::Assignment value = Draft("sum");
  value.set_anonymous(true);
  const int64_t id = Add(value);
  const v1::Grades blind = Must(calls::ListGrades(*core_, Item("gil", id)));
  EXPECT_THAT(blind.grades(), SizeIs(3));
  for (const v1::Grade& grade : blind.grades()) EXPECT_EQ(grade.name(), "");
  EXPECT_EQ(Must(calls::ListGrades(*core_, Item("ines", id))).grades(0).name(), "The kim");
}

TEST_F(GradesTest, RegradesHaveAHistory) {
  const int64_t id = Add(Draft("sum"));
  auto ask = Ask<v1::RequestRegradeRequest>("sam");
  ask.set_id(id);
  ask.set_reason("Test 3 is wrong");
  EXPECT_THAT(Why(calls::RequestRegrade(*core_, ask)), HasSubstr("FAILED_PRECONDITION"));
  HandIn("s1", "sam", "sum", 0.5);
  Follow();
  const v1::Regrade asked = Must(calls::RequestRegrade(*core_, ask));
  EXPECT_EQ(asked.before(), 5);
  EXPECT_THAT(Why(calls::RequestRegrade(*core_, ask)), HasSubstr("open already"));
  EXPECT_THAT(Must(calls::ListRegrades(*core_, Ask<v1::CourseRequest>("sue"))).regrades(),
              IsEmpty());
  EXPECT_THAT(Must(calls::ListRegrades(*core_, Ask<v1::CourseRequest>("anna"))).regrades(),
              SizeIs(1));
  auto decide = Ask<v1::DecideRegradeRequest>("sam");
  decide.set_id(asked.id());
  decide.set_answer("You are right");
  decide.set_points(8);
  EXPECT_THAT(Why(calls::DecideRegrade(*core_, decide)), HasSubstr("PERMISSION_DENIED"));
  *decide.mutable_viewer() = As("anna");
  const v1::Regrade decided = Must(calls::DecideRegrade(*core_, decide));
  EXPECT_EQ(decided.state(), "changed");
  EXPECT_EQ(decided.after(), 8);
  EXPECT_EQ(GradeOf("sam", id).points(), 8);
  EXPECT_THAT(Why(calls::DecideRegrade(*core_, decide)), HasSubstr("decided already"));
}

TEST_F(GradesTest, ExtensionsByRequestAndInBulk) {
  const int64_t id = Add(Draft("sum", -2));
  HandIn("s1", "sam", "sum", 1, Now() - kDay / 2);
  Follow();
  EXPECT_EQ(GradeOf("sam", id).points(), 8);
  auto ask = Ask<v1::RequestExtensionRequest>("sam");
  ask.set_id(id);
  ask.set_reason("I was ill");
  EXPECT_THAT(Why(calls::RequestExtension(*core_, ask)), HasSubstr("wanted_due: is missing"));
  SetTime(ask.mutable_wanted_due(), Now() + kDay);
  const v1::ExtensionRequest asked = Must(calls::RequestExtension(*core_, ask));
  auto decide = Ask<v1::DecideExtensionRequest>("anna");
  decide.set_id(asked.id());
  decide.set_grant(true);
  EXPECT_EQ(Must(calls::DecideExtension(*core_, decide)).state(), "granted");
  EXPECT_EQ(GradeOf("sam", id).points(), 10);

  auto grant = Ask<v1::GrantExtensionsRequest>("anna");
  grant.add_assignments(id);
  EXPECT_THAT(Why(calls::GrantExtensions(*core_, grant)), HasSubstr("due: say what is granted"));
  grant.set_extra_days(5);
  EXPECT_THAT(Why(calls::GrantExtensions(*core_, grant)), HasSubstr("people: "));
  grant.add_people("sue");
  grant.add_people("kim");
  EXPECT_THAT(Must(calls::GrantExtensions(*core_, grant)).extensions(), SizeIs(3));
  EXPECT_EQ(GradeOf("sue", id).state(), "open");
  grant.add_people("gil");
  EXPECT_THAT(Why(calls::GrantExtensions(*core_, grant)), HasSubstr("people.2: "));
  grant.mutable_people()->RemoveLast();
  grant.set_revoke(true);
  EXPECT_THAT(Must(calls::GrantExtensions(*core_, grant)).extensions(), SizeIs(1));
  EXPECT_EQ(GradeOf("sue", id).state(), "missing");

  auto more = Ask<v1::PutAccommodationRequest>("ines");
  more.set_person("sue");
  more.mutable_value()->set_extra_days(3);
  EXPECT_EQ(Must(calls::PutAccommodation(*core_, more)).accommodation().extra_days(), 3);
  EXPECT_EQ(GradeOf("sue", id).state(), "open");
}

class GradebookTest : public GradesTest {
 protected:
  void SetUp() override {
    GradesTest::SetUp();
    auto scheme = Ask<v1::PutSchemeRequest>("ines");
    for (const auto& [name, weight, drop] :
         {std::tuple{"homework", 40.0, 1}, std::tuple{"exam", 60.0, 0}}) {
      v1::Category& category = *scheme.mutable_value()->add_categories();
      category.set_name(name);
      category.set_weight(weight);
      category.set_drop_lowest(drop);
    }
    v1::Letter& a = *scheme.mutable_value()->add_letters();
    a.set_name("A");
    a.set_from(90);
    Must(calls::PutScheme(*core_, scheme));
    for (const auto& [problem, category] :
         {std::pair{"h1", "homework"}, std::pair{"h2", "homework"}, std::pair{"ex", "exam"}}) {
      v1::Assignment value = Draft(problem);
      value.set_category(category);
      ids_[problem] = Add(value);
    }
    HandIn("s1", "sam", "h1", 0.5);
    HandIn("s2", "sam", "h2", 1);
    HandIn("s3", "sam", "ex", 0.9);
    HandIn("s4", "sue", "h1", 1.0 / 3);
    Follow();
  }
  std::string Export() {
    return Must(calls::ExportGradebook(*core_, Ask<v1::CourseRequest>("ines"))).data();
  }
  v1::ImportResult Import(const std::string& text, bool apply) {
    auto request = Ask<v1::ImportGradebookRequest>("ines");
    request.set_data(text);
    request.set_apply(apply);
    v1::ImportResult result = Must(calls::ImportGradebook(*core_, request));
    Reckon();
    return result;
  }
  std::map<std::string, int64_t> ids_;
};

TEST_F(GradebookTest, TotalsForStudentsAndStaff) {
  const v1::StudentGrades mine = Must(calls::MyGrades(*core_, Ask<v1::CourseRequest>("sam")));
  EXPECT_EQ(mine.percent(), 94) << "40 % of 100 with h1 dropped, 60 % of 90";
  EXPECT_EQ(mine.letter(), "A");
  EXPECT_TRUE(mine.grades(0).dropped());
  auto what_if = Ask<v1::WhatIfRequest>("sam");
  what_if.add_grades()->set_assignment(ids_["ex"]);
  what_if.mutable_grades(0)->set_points(5);
  EXPECT_EQ(Must(calls::WhatIf(*core_, what_if)).percent(), 70);
  EXPECT_EQ(Must(calls::MyGrades(*core_, Ask<v1::CourseRequest>("sam"))).percent(), 94);
  what_if.mutable_grades(0)->set_assignment(12345);
  EXPECT_THAT(Why(calls::WhatIf(*core_, what_if)), HasSubstr("grades: "));

  const auto book = nlohmann::json::parse(
      Must(calls::GetGradebook(*core_, Ask<v1::CourseRequest>("anna"))).data());
  ASSERT_EQ(book["students"].size(), 3U);
  EXPECT_EQ(book["students"][1]["person"], "sam");
  EXPECT_EQ(book["students"][1]["percent"], 94);
  EXPECT_EQ(book["students"][1]["points"], nlohmann::json::parse("[5.0, 10.0, 9.0]"));
  EXPECT_EQ(book["students"][0]["points"][0], nullptr);
  EXPECT_EQ(book["assignments"][0]["title"], "Task h1");
}

TEST_F(GradebookTest, TheTableComesBackWithoutLoss) {
  const std::string text = Export();
  EXPECT_THAT(text, HasSubstr("3.333"));
  const v1::ImportResult same = Import(text, true);
  EXPECT_TRUE(same.applied());
  EXPECT_EQ(same.unchanged(), 3);
  EXPECT_THAT(same.changes(), IsEmpty());
  EXPECT_EQ(Export(), text);

  const std::string column = "Task ex #" + std::to_string(ids_["ex"]);
  const std::string change = "person," + column + "\r\nsue,7.5\r\nkim,EX\r\n";
  v1::ImportResult preview = Import(change, false);
  EXPECT_FALSE(preview.applied());
  ASSERT_THAT(preview.changes(), SizeIs(2));
  EXPECT_EQ(preview.changes(0).after(), 7.5);
  EXPECT_EQ(GradeOf("sue", ids_["ex"]).state(), "open") << "a preview changes nothing";
  EXPECT_TRUE(Import(change, true).applied());
  EXPECT_EQ(GradeOf("sue", ids_["ex"]).points(), 7.5);
  EXPECT_EQ(GradeOf("kim", ids_["ex"]).state(), "excused");
  const std::string changed = Export();
  EXPECT_THAT(Import(changed, true).changes(), IsEmpty());
  EXPECT_EQ(Export(), changed);
  // What was set by hand is taken away again.
  EXPECT_TRUE(Import("person," + column + "\r\nsue,-\r\nkim,-\r\n", true).applied());
  EXPECT_EQ(Export(), text);
}

TEST_F(GradebookTest, ABadRowStopsAllOfIt) {
  const std::string column = "Task ex #" + std::to_string(ids_["ex"]);
  const v1::ImportResult result = Import("person," + column + "\nsue,7\nghost,3\nkim,many\n", true);
  EXPECT_FALSE(result.applied());
  ASSERT_THAT(result.errors(), SizeIs(2));
  EXPECT_EQ(result.errors(0).line(), 3);
  EXPECT_EQ(result.errors(1).column(), column);
  EXPECT_EQ(GradeOf("sue", ids_["ex"]).state(), "open");
}

TEST_F(GradebookTest, Curves) {
  auto change = Ask<v1::PutAssignmentRequest>("ines");
  change.set_id(ids_["ex"]);
  *change.mutable_value() = Draft("ex");
  change.mutable_value()->set_category("exam");
  change.mutable_value()->set_curve("top");
  Must(calls::PutAssignment(*core_, change));
  Reckon();
  EXPECT_EQ(Must(calls::MyGrades(*core_, Ask<v1::CourseRequest>("sam"))).percent(), 100);
}

TEST_F(GradebookTest, TheDashboardSumsItUp) {
  for (int i = 0; i < 5; ++i) HandIn("t" + std::to_string(i), "kim", "h1", 0.1);
  Follow();
  const auto board = nlohmann::json::parse(
      Must(calls::GetDashboard(*core_, Ask<v1::CourseRequest>("gil"))).data());
  EXPECT_EQ(board["students"], 3);
  EXPECT_EQ(board["assignments"][0]["graded"], 3);
  EXPECT_EQ(board["assignments"][0]["points"]["most"], 5);
  EXPECT_EQ(board["assignments"][0]["distribution"][5], 1);
  EXPECT_TRUE(board["assignments"][0].contains("due"));
  ASSERT_EQ(board["stuck"].size(), 1U);
  EXPECT_EQ(board["stuck"][0]["person"], "kim");
  EXPECT_EQ(board["stuck"][0]["attempts"], 5);
  EXPECT_GE(board["at_risk_total"], 1);
}

}  // namespace
}  // namespace assay::courses
