// Assignments, as staff write them and as students meet them.
#include "lms/courses/service/calls.h"
#include "lms/courses/service/content.h"
#include "lms/courses/service/reckon.h"
#include "lms/courses/service/rows.h"
#include "lms/courses/service/standing.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

#define ASSAY_COLUMNS                                                                         \
  "module, title, description, problem, points, category, extra_credit, curve, curve_value, " \
  "opens, due, closes, "                                                                      \
  "sections, late, attempts, rule, group_work, published, hold_grades, anonymous, rubric, "   \
  "prerequisites, exam, position"
#define ASSAY_VALUES                                                                             \
  "nullif(r.module, 0), r.title, coalesce(r.description, ''), nullif(r.problem, ''), r.points, " \
  "nullif(r.category, ''), r.extra_credit, r.curve, r.curve_value, r.opens, r.due, r.closes, "   \
  "coalesce(r.sections, '[]'), coalesce(r.late, '{}'), r.attempts, r.rule, r.group_work, "       \
  "r.published, "                                                                                \
  "r.hold_grades, r.anonymous, coalesce(r.rubric, '[]'), coalesce(r.prerequisites, '[]'), "      \
  "r.exam, r.position "
constexpr Statement kAdd = {
    "assignment_add",
    "INSERT INTO courses.assignments AS a (tenant, course, kind, " ASSAY_COLUMNS
    ") SELECT $1, $2, coalesce(r.kind, ''), " ASSAY_VALUES
    "FROM jsonb_populate_record(null::courses.assignments, $3::jsonb) r RETURNING to_jsonb(a)"};
constexpr Statement kChange = {
    "assignment_change",
    "UPDATE courses.assignments a SET (" ASSAY_COLUMNS ") = (SELECT " ASSAY_VALUES
    "FROM jsonb_populate_record(null::courses.assignments, $3::jsonb) r) "
    "WHERE a.tenant = $1 AND a.course = $2 AND a.id = $4 RETURNING to_jsonb(a)"};
constexpr Statement kDrop = {"assignment_drop", R"(
DELETE FROM courses.assignments WHERE tenant = $1 AND course = $2 AND id = $3 RETURNING 1)"};
constexpr Statement kList = {"assignment_list", R"(
SELECT CASE WHEN a.kind = 'quiz' THEN to_jsonb(a) || jsonb_build_object('problems', coalesce((
  SELECT to_jsonb(q.problems) FROM courses.quizzes q WHERE (q.tenant, q.course, q.assignment) = (a.tenant, a.course, a.id)
  AND ($3 = 1 OR EXISTS (SELECT 1 FROM courses.quiz_attempts t
    WHERE (t.tenant, t.course, t.assignment) = (q.tenant, q.course, q.assignment) AND t.person = $4))), '[]'))
  ELSE to_jsonb(a) END
FROM courses.assignments a WHERE tenant = $1 AND course = $2 AND (published OR $3 = 1)
ORDER BY position, due NULLS LAST, id)"};
constexpr Statement kHasModule = {
    "assignment_module",
    "SELECT 1 FROM courses.modules WHERE tenant = $1 AND course = $2 AND id = $3"};
constexpr Statement kHasCategory = {
    "assignment_category",
    "SELECT 1 FROM courses.categories WHERE tenant = $1 AND course = $2 AND name = $3"};
constexpr Statement kHasSection = {
    "assignment_section",
    "SELECT 1 FROM courses.sections WHERE tenant = $1 AND course = $2 AND id = $3"};
constexpr Statement kByProblem = {"assignment_problem", R"(
SELECT title FROM courses.assignments WHERE tenant = $1 AND course = $2 AND problem = $3 AND id <> $4)"};

constexpr Statement kGate = {
    "assignment_gate",
    "SELECT to_jsonb(m) FROM courses.modules m WHERE tenant = $1 AND course = $2 AND id = $3"};
constexpr Statement kGroup = {"assignment_group", R"(
SELECT jsonb_build_object('person', o.person, 'name', coalesce(p.name, o.person))
FROM courses.group_members me JOIN courses.group_members o USING (tenant, course, assignment, group_id)
LEFT JOIN courses.members p ON (p.tenant, p.course, p.person) = (o.tenant, o.course, o.person)
WHERE me.tenant = $1 AND me.course = $2 AND me.assignment = $3 AND me.person = $4 ORDER BY 1)"};
constexpr Statement kMarks = {"assignment_marks", R"(
SELECT jsonb_build_object('marks', marks, 'comment', comment) FROM courses.manual_grades
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};
constexpr Statement kRequests = {"assignment_requests", R"(
SELECT to_jsonb(r) FROM courses.extension_requests r
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 ORDER BY id DESC LIMIT 20)"};
constexpr Statement kRegrades = {"assignment_regrades", R"(
SELECT to_jsonb(r) FROM courses.regrades r
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 ORDER BY id DESC LIMIT 20)"};

Status CheckReferences(Connection& connection, const v1::Viewer& viewer,
                       const v1::PutAssignmentRequest& request) {
  const v1::Assignment& value = request.value();
  const auto with = [&] { return Params().Add(viewer.tenant()).Add(request.course()); };
  const auto has = [&](const Statement& statement, Params params) -> Result<bool> {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(statement, params));
    return !rows.empty();
  };
  if (value.module() != 0) {
    ASSAY_ASSIGN_OR_RETURN(const bool module, has(kHasModule, with().Add(value.module())));
    if (!module) return InvalidArgument("module: there is no such module in the course");
  }
  if (!value.category().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const bool category, has(kHasCategory, with().Add(value.category())));
    if (!category)
      return InvalidArgument("category: there is no category \"" + value.category() +
                             "\" in the gradebook's scheme");
  }
  for (int i = 0; i < value.sections_size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const bool section,
                           has(kHasSection, with().Add(value.sections(i).section())));
    if (!section)
      return InvalidArgument("sections." + std::to_string(i) +
                             ".section: there is no such section");
  }
  if (!value.problem().empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows other,
        connection.Execute(kByProblem, with().Add(value.problem()).Add(request.id())));
    if (!other.empty())
      return InvalidArgument("problem: assignment \"" + std::string(other.Text(0, 0)) +
                             "\" of the course has it already");
  }
  if (value.prerequisites().empty()) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const Personal known,
                         ReadPersonal(connection, viewer.tenant(), request.course(), "", 0));
  for (int i = 0; i < value.prerequisites_size(); ++i) {
    const int64_t id = value.prerequisites(i).assignment();
    if (!known.titles.contains(id) || id == request.id())
      return InvalidArgument("prerequisites." + std::to_string(i) +
                             ".assignment: no other assignment of the course");
  }
  return OkStatus();
}

Status AddOwn(Core& core, Connection& connection, const v1::Viewer& viewer,
              const v1::ItemRequest& request, const Access& access, v1::AssignmentPage& page) {
  const v1::Assignment& assignment = page.assignment();
  const Params own =
      Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()).Add(viewer.person());
  ASSAY_ASSIGN_OR_RETURN(const Personal personal,
                         ReadPersonal(connection, viewer.tenant(), request.course(),
                                      viewer.person(), access.course.late_days()));
  const Standing standing = StandingOf(assignment, access.course, personal, core.now());
  const Dates& dates = standing.schedule.dates;
  if (dates.opens) SetTime(page.mutable_schedule()->mutable_opens(), *dates.opens);
  if (dates.due) SetTime(page.mutable_schedule()->mutable_due(), *dates.due);
  if (dates.closes) SetTime(page.mutable_schedule()->mutable_closes(), *dates.closes);
  page.mutable_schedule()->set_source(standing.schedule.source);
  const LatePolicy policy = PolicyOf(assignment);
  page.set_late_policy(Describe(policy));
  page.set_late_now(Explain(policy, dates.due, dates.closes, core.now(), standing.late_days_left));
  page.set_late_days_left(standing.late_days_left);
  page.set_may_submit(standing.may_submit);
  page.set_why_not(standing.why_not);
  page.set_attempts_left(standing.attempts_left);
  AddPrerequisites(standing.missing, personal, page.mutable_missing());
  ASSAY_RETURN_IF_ERROR(Each<v1::Member>(connection, kGroup, own, page.mutable_group()));
  ASSAY_RETURN_IF_ERROR(
      Each<v1::ExtensionRequest>(connection, kRequests, own, page.mutable_extension_requests()));
  ASSAY_RETURN_IF_ERROR(Each<v1::Regrade>(connection, kRegrades, own, page.mutable_regrades()));
  const bool shown = !assignment.hold_grades() || assignment.grades_published();
  const auto grade =
      ReadGrade(connection, viewer.tenant(), request.course(), request.id(), viewer.person());
  if (grade.ok()) {
    *page.mutable_grade() = *grade;
    page.mutable_grade()->set_published(shown);
    if (!shown) {
      page.mutable_grade()->clear_points();
      page.mutable_grade()->clear_raw_points();
    }
  }
  if (shown) {
    const auto marks = One<v1::GradeDetail>(connection, kMarks, own);
    if (marks.ok()) {
      *page.mutable_marks() = marks->marks();
      page.set_comment(marks->comment());
    }
  }
  std::vector<std::string> people = {viewer.person()};
  if (assignment.group_work())
    for (const v1::Member& member : page.group()) people.push_back(member.person());
  return ReadSubmissions(connection, viewer.tenant(), request.course(), assignment.problem(),
                         people, page.grade().submission(), page.mutable_submissions());
}

}  // namespace

Result<v1::Assignment> AddAssignment(Connection& connection, const v1::Viewer& viewer,
                                     const std::string& course, const v1::Assignment& value) {
  return One<v1::Assignment>(connection, kAdd,
                             Params().Add(viewer.tenant()).Add(course).Add(ToJson(value)));
}

namespace calls {

Result<v1::Assignments> ListAssignments(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  v1::Assignments all;
  ASSAY_RETURN_IF_ERROR(Each<v1::Assignment>(*connection, kList,
                                             Params()
                                                 .Add(viewer.tenant())
                                                 .Add(request.course())
                                                 .Add(int64_t{access.all})
                                                 .Add(viewer.person()),
                                             all.mutable_assignments()));
  if (access.all) return all;
  for (v1::Assignment& one : *all.mutable_assignments()) one.clear_sections();
  return all;
}

Result<v1::Assignment> PutAssignment(Core& core, const v1::PutAssignmentRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
  ASSAY_RETURN_IF_ERROR(CheckAssignment(request.value()));
  v1::Assignment made;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(CheckReferences(*connection, viewer, request));
    auto put = request.id() == 0
                   ? AddAssignment(*connection, viewer, request.course(), request.value())
                   : One<v1::Assignment>(*connection, kChange,
                                         Params()
                                             .Add(viewer.tenant())
                                             .Add(request.course())
                                             .Add(ToJson(request.value()))
                                             .Add(request.id()),
                                         kNoAssignment);
    ASSAY_ASSIGN_OR_RETURN(made, std::move(put));
    return MarkAllStale(*connection, viewer.tenant(), request.course(),
                        request.id() == 0 ? "a new assignment" : "the assignment changed");
  });
  if (!done.ok()) return done;
  core.wake();
  return made;
}

Result<v1::Empty> DeleteAssignment(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows gone,
        connection->Execute(kDrop,
                            Params().Add(viewer.tenant()).Add(request.course()).Add(request.id())));
    if (gone.empty()) return NotFound(kNoAssignment);
    return MarkAllStale(*connection, viewer.tenant(), request.course(), "an assignment is gone");
  });
  if (!done.ok()) return done;
  core.wake();
  return v1::Empty();
}

Result<v1::AssignmentPage> GetAssignment(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  v1::AssignmentPage page;
  ASSAY_ASSIGN_OR_RETURN(
      *page.mutable_assignment(),
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  if (!access.all) {
    v1::Assignment& assignment = *page.mutable_assignment();
    if (!assignment.published()) return NotFound(kNoAssignment);
    if (assignment.module() != 0) {
      ASSAY_ASSIGN_OR_RETURN(
          const v1::Module module,
          One<v1::Module>(
              *connection, kGate,
              Params().Add(viewer.tenant()).Add(request.course()).Add(assignment.module())));
      const auto opens = TimeOf(module.has_opens(), module.opens());
      if (!module.published() || (opens && *opens > core.now())) return NotFound(kNoAssignment);
    }
  }
  ASSAY_RETURN_IF_ERROR(AddOwn(core, *connection, viewer, request, access, page));
  if (page.assignment().has_exam()) {
    ASSAY_ASSIGN_OR_RETURN(*page.mutable_exam(), ReadExam(core, *connection, viewer,
                                                          request.course(), page.assignment()));
  }
  if (access.all) return page;
  v1::Assignment& assignment = *page.mutable_assignment();
  // Before it opens there is a title and a date and nothing more; networks are for staff.
  const auto opens = TimeOf(page.schedule().has_opens(), page.schedule().opens());
  const bool exam_waits =
      assignment.has_exam() && assignment.exam().minutes() > 0 && !page.exam().begun();
  if ((opens && core.now() < *opens) || exam_waits) {
    assignment.clear_description();
    assignment.clear_problem();
  }
  assignment.clear_sections();
  if (assignment.has_exam()) assignment.mutable_exam()->clear_networks();
  return page;
}

}  // namespace calls
}  // namespace assay::courses
