#include "lms/courses/service/second_marks.h"

#include "lms/courses/policy/mark_statistics.h"
#include "lms/courses/service/allocation_store.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kBlind = {"second_blind", R"(
SELECT al.assignment, al.person FROM courses.allocations al
LEFT JOIN courses.moderation_items i USING (tenant, course, assignment, person)
JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (al.tenant, al.course, al.assignment)
WHERE al.tenant = $1 AND al.course = $2 AND al.second = $3 AND coalesce(i.state, '') <> 'settled'
  AND NOT (a.hold_grades AND a.grades_published) AND ($4::bigint = 0 OR al.assignment = $4::bigint) AND ($5 = '' OR al.person = $5))"};
constexpr Statement kSecondMarks = {"second_get", R"(
SELECT to_jsonb(s) FROM courses.second_marks s WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};
constexpr Statement kPut = {"second_put", R"(
INSERT INTO courses.second_marks AS s (tenant, course, assignment, person, grader, marks, comment)
VALUES ($1, $2, $3, $4, $5, $6::jsonb->'marks', $7)
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET grader = excluded.grader, marks = excluded.marks,
  comment = excluded.comment, graded_at = now())"};
constexpr Statement kDrop = {"second_drop", R"(
DELETE FROM courses.second_marks WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};
constexpr Statement kState = {"moderation_state", R"(
SELECT state FROM courses.moderation_items WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};
constexpr Statement kFirst = {"moderation_first", R"(
SELECT to_jsonb(g) FROM courses.manual_grades g WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};
constexpr Statement kOpen = {"moderation_open", R"(
INSERT INTO courses.moderation_items AS i (tenant, course, assignment, person, first_grader, first_name, first_marks, first_comment, first_at)
SELECT tenant, course, assignment, person, coalesce(nullif(grader, ''), graded_by), graded_by, marks, comment, graded_at
FROM courses.manual_grades WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET first_grader = excluded.first_grader,
  first_name = excluded.first_name, first_marks = excluded.first_marks, first_comment = excluded.first_comment, first_at = excluded.first_at
WHERE i.state = 'open')"};
constexpr Statement kClose = {"moderation_close", R"(
DELETE FROM courses.moderation_items WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 AND state = 'open')"};
constexpr Statement kCount = {"moderation_count", R"(
SELECT count(*) FROM courses.moderation_items WHERE tenant = $1 AND course = $2 AND assignment = $3 AND state = 'open')"};

Result<Rows> Blind(Connection& connection, const v1::Viewer& viewer, const std::string& course,
                   int64_t assignment, const std::string& person) {
  return connection.Execute(
      kBlind,
      Params().Add(viewer.tenant()).Add(course).Add(viewer.person()).Add(assignment).Add(person));
}

Params Which(const std::string& tenant, const std::string& course, int64_t assignment,
             const std::string& person) {
  return Params().Add(tenant).Add(course).Add(assignment).Add(person);
}

}  // namespace

Result<bool> IsBlindSecond(Connection& connection, const v1::Viewer& viewer,
                           const std::string& course, int64_t assignment,
                           const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, Blind(connection, viewer, course, assignment, person));
  return !rows.empty();
}

Result<Cells> BlindCells(Connection& connection, const v1::Viewer& viewer,
                         const std::string& course) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, Blind(connection, viewer, course, 0, ""));
  Cells cells;
  for (size_t i = 0; i < rows.size(); ++i)
    cells.emplace(rows.Int(i, 0), std::string(rows.Text(i, 1)));
  return cells;
}

void HideFirst(bool marked, v1::Grade& grade) {
  grade.clear_points();
  grade.clear_raw_points();
  grade.clear_updated_at();
  grade.set_state(marked ? "graded" : "needs_grading");
  grade.set_second(true);
}

Result<v1::GradeDetail> SecondDetail(Connection& connection, const v1::Viewer& viewer,
                                     const std::string& course, int64_t assignment,
                                     const std::string& person, v1::GradeDetail detail) {
  v1::GradeDetail mine;
  const auto marked = One<v1::GradeDetail>(connection, kSecondMarks,
                                           Which(viewer.tenant(), course, assignment, person));
  if (marked.ok()) mine = *marked;
  *mine.mutable_grade() = std::move(*detail.mutable_grade());
  *mine.mutable_submissions() = std::move(*detail.mutable_submissions());
  HideFirst(marked.ok(), *mine.mutable_grade());
  mine.mutable_grade()->set_grader(viewer.person());
  return mine;
}

Status PutSecond(Connection& connection, const v1::PutGradeRequest& request) {
  const char* const alone = ": a second grader gives marks and a comment alone";
  if (request.has_override_points()) return InvalidArgument(std::string("override_points") + alone);
  if (request.delta() != 0) return InvalidArgument(std::string("delta") + alone);
  if (request.excused()) return InvalidArgument(std::string("excused") + alone);
  const v1::Viewer& viewer = request.viewer();
  const Params which = Which(viewer.tenant(), request.course(), request.id(), request.person());
  if (request.marks().empty() && request.comment().empty())
    return connection.Execute(kDrop, which).status();
  return connection
      .Execute(kPut, Params(which).Add(viewer.person()).Add(ToJson(request)).Add(request.comment()))
      .status();
}

Status CheckSettled(Connection& connection, const v1::Viewer& viewer, const std::string& course,
                    int64_t assignment, const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kState, Which(viewer.tenant(), course,
                                                                           assignment, person)));
  if (rows.empty()) return OkStatus();
  if (rows.Text(0, 0) == "open")
    return FailedPrecondition(
        "two graders differ over this work: an instructor settles it under Moderation, and until "
        "then the grade stays as it is");
  if (May(viewer, Action::kModerateGrades)) return OkStatus();
  return FailedPrecondition(
      "two graders differed over this work and it was settled: only an instructor changes it now");
}

Status CompareMarks(Connection& connection, const std::string& tenant, const std::string& course,
                    const v1::Assignment& assignment, const std::string& person) {
  const Params which = Which(tenant, course, assignment.id(), person);
  const auto first = One<v1::GradeDetail>(connection, kFirst, which);
  const auto second = One<v1::GradeDetail>(connection, kSecondMarks, which);
  ASSAY_ASSIGN_OR_RETURN(const v1::AllocationPlan plan,
                         ReadPlan(connection, tenant, course, assignment.id()));
  // What one of them has marked in part says nothing yet.
  const int criteria = CriteriaOf(assignment);
  const bool both = first.ok() && second.ok() && criteria > 0 && first->marks_size() == criteria &&
                    second->marks_size() == criteria;
  const bool differ = both && marks::Differ(PointsOf(first->marks()), PointsOf(second->marks()),
                                            TolerancePoints(plan, assignment));
  return connection.Execute(differ ? kOpen : kClose, which).status();
}

Result<int> CountOpen(Connection& connection, const std::string& tenant, const std::string& course,
                      int64_t assignment) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kCount, Params().Add(tenant).Add(course).Add(assignment)));
  return static_cast<int>(rows.Int(0, 0));
}

}  // namespace assay::courses
