// Grades, by tests and by people; regrade requests.
#include <algorithm>
#include <map>

#include "lms/courses/service/allocation_store.h"
#include "lms/courses/service/book.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/reckon.h"
#include "lms/courses/service/second_marks.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kList = {"grade_list", R"(
SELECT jsonb_build_object('assignment', $3::bigint, 'person', m.person, 'name', m.name, 'points',
         CASE WHEN g.state = 1 AND g.missing_from < now() THEN coalesce(g.points, 0) ELSE g.points END,
         'raw_points', coalesce(g.raw_points, 0), 'submission', coalesce(g.submission, ''), 'attempts', coalesce(g.attempts, 0),
         'not_counted', coalesce(g.not_counted, 0), 'late_seconds', coalesce(g.late_seconds, 0),
         'late_percent', coalesce(g.late_percent, 0), 'late_days', coalesce(g.late_days, 0), 'updated_at', g.updated_at),
       CASE WHEN g.state = 1 AND g.missing_from < now() THEN 0 ELSE coalesce(g.state, 1) END
FROM courses.members m
LEFT JOIN courses.grades g ON (g.tenant, g.course, g.person) = (m.tenant, m.course, m.person) AND g.assignment = $3::bigint
WHERE m.tenant = $1 AND m.course = $2 AND m.role = 5 ORDER BY m.name, m.person)"};
constexpr Statement kManual = {"grade_manual", R"(
SELECT to_jsonb(g) FROM courses.manual_grades g WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};
constexpr Statement kHistory = {"grade_history", R"(
SELECT jsonb_build_object('at', at, 'by', by, 'before', before, 'after', after, 'reason', reason)
FROM courses.grade_changes WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 ORDER BY id DESC LIMIT 200)"};
constexpr Statement kPut = {"grade_put", R"(
INSERT INTO courses.manual_grades AS g (tenant, course, assignment, person, override_points, delta, excused, marks, comment, graded_by, grader)
VALUES ($1, $2, $3, $4, nullif($5, '')::float8, $6::float8, $7 = 1, $8::jsonb->'marks', $9, $10, $11)
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET override_points = excluded.override_points, delta = excluded.delta,
  excused = excluded.excused, marks = excluded.marks, comment = excluded.comment, graded_by = excluded.graded_by,
  grader = excluded.grader, graded_at = now())"};
constexpr Statement kOverride = {"grade_override", R"(
INSERT INTO courses.manual_grades AS g (tenant, course, assignment, person, override_points, graded_by)
VALUES ($1, $2, $3, $4, $5::float8, $6)
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET override_points = excluded.override_points,
  graded_by = excluded.graded_by, graded_at = now())"};
constexpr Statement kAllocated = {"grade_allocated", R"(
SELECT a.person, a.grader, s.grader IS NOT NULL FROM courses.allocations a
LEFT JOIN courses.second_marks s USING (tenant, course, assignment, person)
WHERE a.tenant = $1 AND a.course = $2 AND a.assignment = $3)"};
constexpr Statement kMember = {"grade_member", R"(
SELECT name FROM courses.members WHERE tenant = $1 AND course = $2 AND person = $3 AND role IN (0, 5))"};
constexpr Statement kPublish = {"grade_publish", R"(
UPDATE courses.assignments a SET grades_published = $4 = 1 WHERE tenant = $1 AND course = $2 AND id = $3
RETURNING to_jsonb(a))"};
constexpr Statement kTell = {"grade_tell", R"(
INSERT INTO courses.notifications (tenant, person, course, kind, title, link)
SELECT $1, m.person, $2, 'grades', $3, $4 FROM courses.members m WHERE m.tenant = $1 AND m.course = $2 AND m.role = 5)"};

constexpr Statement kAsk = {"regrade_ask", R"(
INSERT INTO courses.regrades AS r (tenant, course, assignment, person, criterion, reason, before)
VALUES ($1, $2, $3, $4, $5, $6, nullif($7, '')::float8) ON CONFLICT DO NOTHING RETURNING to_jsonb(r))"};
#define ASSAY_REGRADE                                                                              \
  "SELECT to_jsonb(r) || jsonb_build_object('title', a.title, 'name', coalesce(m.name, "           \
  "r.person)) "                                                                                    \
  "FROM courses.regrades r "                                                                       \
  "JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (r.tenant, r.course, r.assignment) " \
  "LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = (r.tenant, r.course, "          \
  "r.person) "                                                                                     \
  "WHERE r.tenant = $1 AND r.course = $2 "
constexpr Statement kRegrade = {"regrade_get", ASSAY_REGRADE "AND r.id = $3"};
constexpr Statement kRegrades = {
    "regrade_list", ASSAY_REGRADE
    "AND ($3 = '' OR r.person = $3) ORDER BY r.state <> 'open', r.id DESC LIMIT 1000"};
constexpr Statement kDecide = {"regrade_decide", R"(
UPDATE courses.regrades SET state = $4, after = nullif($5, '')::float8, answer = $6, decided_by = $7, decided_at = now()
WHERE tenant = $1 AND course = $2 AND id = $3 AND state = 'open' RETURNING 1)"};

Result<v1::GradeDetail> Detail(Connection& connection, const v1::Viewer& viewer,
                               const std::string& course, const v1::Assignment& assignment,
                               const std::string& person) {
  const Params which = Params().Add(viewer.tenant()).Add(course).Add(assignment.id()).Add(person);
  v1::GradeDetail detail;
  const auto manual = One<v1::GradeDetail>(connection, kManual, which);
  if (manual.ok()) detail = *manual;
  ASSAY_ASSIGN_OR_RETURN(*detail.mutable_grade(),
                         ReadGrade(connection, viewer.tenant(), course, assignment.id(), person));
  detail.mutable_grade()->set_published(!assignment.hold_grades() || assignment.grades_published());
  ASSAY_RETURN_IF_ERROR(
      Each<v1::GradeChange>(connection, kHistory, which, detail.mutable_history()));
  for (v1::GradeChange& change : *detail.mutable_history())
    if (change.by().empty()) change.set_by("grading");
  ASSAY_RETURN_IF_ERROR(ReadSubmissions(connection, viewer.tenant(), course, assignment.problem(),
                                        {person}, detail.grade().submission(),
                                        detail.mutable_submissions()));
  return detail;
}

// Whoever grades does not see whose it is; instructors may look behind it.
bool IsAnonymous(const Access& access, const v1::Assignment& assignment) {
  return assignment.anonymous() && !assignment.grades_published() && access.staff &&
         !access.teacher;
}

// As the viewer may see it.
Result<v1::GradeDetail> ShownDetail(Connection& connection, const Access& access,
                                    const v1::Viewer& viewer, const std::string& course,
                                    const v1::Assignment& assignment, const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(v1::GradeDetail detail,
                         Detail(connection, viewer, course, assignment, person));
  ASSAY_ASSIGN_OR_RETURN(const bool second,
                         IsBlindSecond(connection, viewer, course, assignment.id(), person));
  if (second) {
    ASSAY_ASSIGN_OR_RETURN(detail, SecondDetail(connection, viewer, course, assignment.id(), person,
                                                std::move(detail)));
  }
  if (IsAnonymous(access, assignment)) detail.mutable_grade()->set_name("");
  return detail;
}

// To whom each is allocated, as far as the viewer may know it.
Status AddGraders(Connection& connection, const Access& access, const v1::Viewer& viewer,
                  const std::string& course, v1::Grades& grades) {
  const v1::Assignment& assignment = grades.assignment();
  ASSAY_RETURN_IF_ERROR(AllocateLate(connection, viewer.tenant(), course, assignment));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kAllocated,
                         Params().Add(viewer.tenant()).Add(course).Add(assignment.id())));
  if (rows.empty()) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const Cells blind, BlindCells(connection, viewer, course));
  std::map<std::string, size_t> by_person;
  for (size_t i = 0; i < rows.size(); ++i) by_person[std::string(rows.Text(i, 0))] = i;
  for (v1::Grade& grade : *grades.mutable_grades()) {
    const auto found = by_person.find(grade.person());
    if (found == by_person.end()) continue;
    const std::string grader(rows.Text(found->second, 1));
    if (blind.contains({assignment.id(), grade.person()})) {
      HideFirst(rows.Bool(found->second, 2), grade);
      grade.set_grader(viewer.person());
    } else if (!IsAnonymous(access, assignment) || grader == viewer.person()) {
      grade.set_grader(grader);
    }
  }
  return OkStatus();
}

}  // namespace

Result<v1::Grades> ListGrades(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kReadAllGrades));
  v1::Grades grades;
  ASSAY_ASSIGN_OR_RETURN(
      *grades.mutable_assignment(),
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection->Execute(kList,
                          Params().Add(viewer.tenant()).Add(request.course()).Add(request.id())));
  const v1::Assignment& assignment = grades.assignment();
  const bool blind = IsAnonymous(access, assignment);
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::Grade& grade = *grades.add_grades();
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), grade));
    grade.set_state(StateWord(rows.Int(i, 1)));
    grade.set_published(!assignment.hold_grades() || assignment.grades_published());
    if (blind) grade.set_name("");
  }
  if (blind) {
    auto& all = *grades.mutable_grades();
    std::sort(all.begin(), all.end(), [](const v1::Grade& a, const v1::Grade& b) {
      return a.submission() < b.submission();
    });
  }
  ASSAY_RETURN_IF_ERROR(AddGraders(*connection, access, viewer, request.course(), grades));
  return grades;
}

Result<v1::GradeDetail> GetGrade(Core& core, const v1::GradeRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kReadGrades));
  const std::string missing = "there is no grade of \"" + request.person() + "\"";
  if (!access.staff && request.person() != viewer.person()) return NotFound(missing);
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  const bool shown = access.staff || (assignment.published() &&
                                      (!assignment.hold_grades() || assignment.grades_published()));
  if (!shown) return NotFound(missing);
  ASSAY_ASSIGN_OR_RETURN(
      v1::GradeDetail detail,
      ShownDetail(*connection, access, viewer, request.course(), assignment, request.person()));
  // Double-blind: nor does the student see who graded it.
  if (assignment.anonymous() && !access.staff)
    for (v1::GradeChange& change : *detail.mutable_history()) change.set_by("staff");
  return detail;
}

Result<v1::GradeDetail> PutGrade(Core& core, const v1::PutGradeRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kWriteGrades));
  ASSAY_RETURN_IF_ERROR(CheckText("comment", request.comment(), 16 << 10));
  ASSAY_RETURN_IF_ERROR(CheckText("reason", request.reason(), 1000));
  ASSAY_RETURN_IF_ERROR(CheckPoints("override_points", request.override_points()));
  ASSAY_RETURN_IF_ERROR(CheckPoints("delta", request.delta()));
  v1::GradeDetail detail;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const v1::Assignment assignment,
        ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
    ASSAY_RETURN_IF_ERROR(CheckMarks(assignment, request.marks()));
    const auto with = [&] { return Params().Add(viewer.tenant()).Add(request.course()); };
    ASSAY_ASSIGN_OR_RETURN(const Rows member,
                           connection->Execute(kMember, with().Add(request.person())));
    if (member.empty()) return NotFound("\"" + request.person() + "\" is no student of the course");
    ASSAY_ASSIGN_OR_RETURN(const bool second, IsBlindSecond(*connection, viewer, request.course(),
                                                            request.id(), request.person()));
    if (second) {
      ASSAY_RETURN_IF_ERROR(PutSecond(*connection, request));
      ASSAY_RETURN_IF_ERROR(CompareMarks(*connection, viewer.tenant(), request.course(), assignment,
                                         request.person()));
      ASSAY_ASSIGN_OR_RETURN(detail, ShownDetail(*connection, access, viewer, request.course(),
                                                 assignment, request.person()));
      return OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(
        CheckSettled(*connection, viewer, request.course(), request.id(), request.person()));
    ASSAY_RETURN_IF_ERROR(connection
                              ->Execute(kPut, with()
                                                  .Add(request.id())
                                                  .Add(request.person())
                                                  .Add(NumberText(request.has_override_points(),
                                                                  request.override_points()))
                                                  .Add(NumberText(true, request.delta()))
                                                  .Add(int64_t{request.excused()})
                                                  .Add(ToJson(request))
                                                  .Add(request.comment())
                                                  .Add(viewer.name())
                                                  .Add(viewer.person()))
                              .status());
    ASSAY_RETURN_IF_ERROR(Reckon(core, *connection, viewer.tenant(), request.course(),
                                 {request.person()}, viewer.name(),
                                 request.reason().empty() ? "graded" : request.reason()));
    ASSAY_RETURN_IF_ERROR(
        CompareMarks(*connection, viewer.tenant(), request.course(), assignment, request.person()));
    ASSAY_ASSIGN_OR_RETURN(detail, ShownDetail(*connection, access, viewer, request.course(),
                                               assignment, request.person()));
    return OkStatus();
  });
  if (!done.ok()) return done;
  return detail;
}

Result<v1::Assignment> PublishGrades(Core& core, const v1::PublishGradesRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReleaseGrades).status());
  v1::Assignment assignment;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const v1::Assignment before,
        ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
    ASSAY_ASSIGN_OR_RETURN(const int open,
                           CountOpen(*connection, viewer.tenant(), request.course(), request.id()));
    if (open > 0 && request.published() && !before.grades_published() && !request.despite_open())
      return FailedPrecondition(
          "despite_open: graders differ over " + std::to_string(open) +
          (open == 1 ? " piece" : " pieces") +
          " of work; settle that under Moderation, or say \"despite_open\": true to publish the "
          "first marks");
    ASSAY_ASSIGN_OR_RETURN(assignment, One<v1::Assignment>(*connection, kPublish,
                                                           Params()
                                                               .Add(viewer.tenant())
                                                               .Add(request.course())
                                                               .Add(request.id())
                                                               .Add(int64_t{request.published()}),
                                                           kNoAssignment));
    if (!request.published() || before.grades_published()) return OkStatus();
    return connection
        ->Execute(kTell, Params()
                             .Add(viewer.tenant())
                             .Add(request.course())
                             .Add("Grades are there: " + assignment.title())
                             .Add(AssignmentLink(request.course(), request.id())))
        .status();
  });
  if (!done.ok()) return done;
  return assignment;
}

Result<v1::Regrade> RequestRegrade(Core& core, const v1::RequestRegradeRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kSubmit).status());
  ASSAY_RETURN_IF_ERROR(CheckText("reason", request.reason(), 4000, false));
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  if (!assignment.published()) return NotFound(kNoAssignment);
  if (!request.criterion().empty() &&
      std::none_of(assignment.rubric().begin(), assignment.rubric().end(),
                   [&](const v1::Criterion& one) { return one.id() == request.criterion(); }))
    return InvalidArgument("criterion: the rubric has no \"" + request.criterion() + "\"");
  const auto grade =
      ReadGrade(*connection, viewer.tenant(), request.course(), request.id(), viewer.person());
  const bool shown = !assignment.hold_grades() || assignment.grades_published();
  if (!grade.ok() || !grade->has_points() || !shown)
    return FailedPrecondition("there is no grade yet that could be looked at again");
  v1::Regrade made;
  const Status done = connection->InTransaction([&]() -> Status {
    const auto asked = One<v1::Regrade>(*connection, kAsk,
                                        Params()
                                            .Add(viewer.tenant())
                                            .Add(request.course())
                                            .Add(request.id())
                                            .Add(viewer.person())
                                            .Add(request.criterion())
                                            .Add(request.reason())
                                            .Add(NumberText(true, grade->points())));
    if (asked.status().code() == StatusCode::kNotFound)
      return FailedPrecondition("a request of yours for this assignment is open already");
    ASSAY_ASSIGN_OR_RETURN(made, asked);
    return NotifyStaff(*connection, viewer.tenant(), request.course(), "regrade",
                       viewer.name() + " asks for a regrade: " + assignment.title(),
                       "/courses/" + request.course() + "/regrades");
  });
  if (!done.ok()) return done;
  made.set_title(assignment.title());
  made.set_name(viewer.name());
  return made;
}

Result<v1::Regrades> ListRegrades(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  v1::Regrades regrades;
  ASSAY_RETURN_IF_ERROR(Each<v1::Regrade>(
      *connection, kRegrades,
      Params().Add(viewer.tenant()).Add(request.course()).Add(access.all ? "" : viewer.person()),
      regrades.mutable_regrades()));
  return regrades;
}

Result<v1::Regrade> DecideRegrade(Core& core, const v1::DecideRegradeRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteGrades).status());
  ASSAY_RETURN_IF_ERROR(CheckText("answer", request.answer(), 4000, false));
  ASSAY_RETURN_IF_ERROR(CheckPoints("points", request.points()));
  const auto which = [&] {
    return Params().Add(viewer.tenant()).Add(request.course()).Add(request.id());
  };
  const std::string missing = "there is no such request in the course";
  v1::Regrade decided;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const v1::Regrade asked,
                           One<v1::Regrade>(*connection, kRegrade, which(), missing));
    ASSAY_ASSIGN_OR_RETURN(
        const Rows changed,
        connection->Execute(kDecide, which()
                                         .Add(request.has_points() ? "changed" : "kept")
                                         .Add(NumberText(request.has_points(), request.points()))
                                         .Add(request.answer())
                                         .Add(viewer.name())));
    if (changed.empty())
      return FailedPrecondition("it was decided already: " + asked.state() + " by " +
                                asked.decided_by());
    if (request.has_points()) {
      ASSAY_RETURN_IF_ERROR(connection
                                ->Execute(kOverride, Params()
                                                         .Add(viewer.tenant())
                                                         .Add(request.course())
                                                         .Add(asked.assignment())
                                                         .Add(asked.person())
                                                         .Add(NumberText(true, request.points()))
                                                         .Add(viewer.name()))
                                .status());
      ASSAY_RETURN_IF_ERROR(Reckon(core, *connection, viewer.tenant(), request.course(),
                                   {asked.person()}, viewer.name(),
                                   "regrade: " + request.answer()));
    }
    ASSAY_RETURN_IF_ERROR(Notify(
        *connection, viewer.tenant(), request.course(), {asked.person()}, "regrade",
        std::string(request.has_points() ? "Your grade was changed: " : "Your grade stays: ") +
            asked.title(),
        AssignmentLink(request.course(), asked.assignment())));
    ASSAY_ASSIGN_OR_RETURN(decided, One<v1::Regrade>(*connection, kRegrade, which(), missing));
    return OkStatus();
  });
  if (!done.ok()) return done;
  return decided;
}

Result<v1::StudentGrades> MyGrades(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kReadGrades).status());
  return ReadStudent(*connection, viewer.tenant(), request.course(), viewer.person(), false);
}

Result<v1::StudentGrades> WhatIf(Core& core, const v1::WhatIfRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kReadGrades).status());
  if (request.grades_size() > 2000) return InvalidArgument("grades: at most 2000");
  std::vector<std::pair<int64_t, double>> what_if;
  for (int i = 0; i < request.grades_size(); ++i) {
    ASSAY_RETURN_IF_ERROR(
        CheckPoints("grades." + std::to_string(i) + ".points", request.grades(i).points()));
    what_if.emplace_back(request.grades(i).assignment(), request.grades(i).points());
  }
  return ReadStudent(*connection, viewer.tenant(), request.course(), viewer.person(), false,
                     what_if);
}

}  // namespace assay::courses::calls
