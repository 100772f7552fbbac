#include "lms/courses/service/rows.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kAssignment = {"rows_assignment", R"(
SELECT to_jsonb(a) FROM courses.assignments a WHERE tenant = $1 AND course = $2 AND id = $3)"};

constexpr Statement kGrade = {"rows_grade", R"(
SELECT jsonb_build_object('assignment', g.assignment, 'person', g.person, 'name', m.name, 'points',
         CASE WHEN g.state = 1 AND g.missing_from < now() THEN coalesce(g.points, 0) ELSE g.points END,
         'raw_points', g.raw_points, 'submission', g.submission, 'attempts', g.attempts, 'not_counted', g.not_counted,
         'late_seconds', g.late_seconds, 'late_percent', g.late_percent, 'late_days', g.late_days, 'updated_at', g.updated_at),
       CASE WHEN g.state = 1 AND g.missing_from < now() THEN 0 ELSE g.state END
FROM courses.grades g LEFT JOIN courses.members m USING (tenant, course, person)
WHERE g.tenant = $1 AND g.course = $2 AND g.assignment = $3 AND g.person = $4)"};

constexpr Statement kSubmissions = {"rows_submissions", R"(
SELECT jsonb_build_object('id', id, 'person', person, 'at', at, 'state', (ARRAY['pending', 'graded', 'failed'])[state + 1],
         'verdict', verdict, 'score', score, 'max_score', max_score, 'language', language, 'tests_passed', tests_passed,
         'tests_total', tests_total, 'counts', id = $5)
FROM courses.submissions WHERE tenant = $1 AND course = $2 AND problem = $3 AND person = ANY($4::text[])
ORDER BY at DESC LIMIT 200)"};

constexpr Statement kExam = {"rows_exam", R"(
SELECT (extract(epoch FROM e.begun_at) * 1000000)::bigint, coalesce(a.time_multiplier, 1), coalesce(a.extra_days, 0)
FROM (SELECT 1) one
LEFT JOIN courses.exams e ON e.tenant = $1 AND e.course = $2 AND e.assignment = $3 AND e.person = $4
LEFT JOIN courses.accommodations a ON a.tenant = $1 AND a.course = $2 AND a.person = $4)"};
constexpr Statement kCloses = {"rows_closes", R"(
SELECT (extract(epoch FROM closes) * 1000000)::bigint FROM courses.grades
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 AND closes IS NOT NULL)"};

constexpr Statement kNotify = {"rows_notify", R"(
INSERT INTO courses.notifications (tenant, person, course, kind, title, link)
SELECT $1, p, $2, $4, $5, $6 FROM unnest($3::text[]) p)"};
constexpr Statement kNotifyStaff = {"rows_notify_staff", R"(
INSERT INTO courses.notifications (tenant, person, course, kind, title, link)
SELECT $1, person, $2, $3, $4, $5 FROM courses.members WHERE tenant = $1 AND course = $2 AND role BETWEEN 1 AND 3)"};

}  // namespace

Result<v1::Assignment> ReadAssignment(Connection& connection, const std::string& tenant,
                                      const std::string& course, int64_t id) {
  return One<v1::Assignment>(connection, kAssignment, Params().Add(tenant).Add(course).Add(id),
                             kNoAssignment);
}

Result<v1::Grade> ReadGrade(Connection& connection, const std::string& tenant,
                            const std::string& course, int64_t assignment,
                            const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kGrade, Params().Add(tenant).Add(course).Add(assignment).Add(person)));
  if (rows.empty()) return NotFound("there is no grade of \"" + person + "\"");
  v1::Grade grade;
  ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(0, 0), grade));
  grade.set_state(StateWord(rows.Int(0, 1)));
  return grade;
}

Status ReadSubmissions(Connection& connection, const std::string& tenant, const std::string& course,
                       const std::string& problem, const std::vector<std::string>& people,
                       const std::string& counts,
                       google::protobuf::RepeatedPtrField<v1::SubmissionCard>* into) {
  if (problem.empty()) return OkStatus();
  return Each<v1::SubmissionCard>(
      connection, kSubmissions,
      Params().Add(tenant).Add(course).Add(problem).AddArray(people).Add(counts), into);
}

Result<v1::ExamState> ReadExam(Core& core, Connection& connection, const v1::Viewer& viewer,
                               const std::string& course, const v1::Assignment& assignment) {
  (void)core;
  const Params own =
      Params().Add(viewer.tenant()).Add(course).Add(assignment.id()).Add(viewer.person());
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kExam, own));
  const Accommodation more{rows.Double(0, 1), static_cast<int>(rows.Int(0, 2))};
  v1::ExamState state;
  state.set_minutes(static_cast<int32_t>(
      (ExamEnd(0, assignment.exam().minutes(), more, std::nullopt)) / kMinute));
  if (rows.IsNull(0, 0)) return state;
  ASSAY_ASSIGN_OR_RETURN(const Rows closes, connection.Execute(kCloses, own));
  const auto end = closes.empty() ? std::optional<Micros>() : closes.Int(0, 0);
  state.set_begun(true);
  SetTime(state.mutable_begun_at(), rows.Int(0, 0));
  if (assignment.exam().minutes() > 0) {
    SetTime(state.mutable_ends_at(),
            ExamEnd(rows.Int(0, 0), assignment.exam().minutes(), more, end));
  } else if (end) {
    SetTime(state.mutable_ends_at(), *end);
  }
  return state;
}

Status Notify(Connection& connection, const std::string& tenant, const std::string& course,
              const std::vector<std::string>& people, const std::string& kind,
              const std::string& title, const std::string& link) {
  return connection
      .Execute(kNotify,
               Params().Add(tenant).Add(course).AddArray(people).Add(kind).Add(title).Add(link))
      .status();
}
Status NotifyStaff(Connection& connection, const std::string& tenant, const std::string& course,
                   const std::string& kind, const std::string& title, const std::string& link) {
  return connection
      .Execute(kNotifyStaff, Params().Add(tenant).Add(course).Add(kind).Add(title).Add(link))
      .status();
}
std::string AssignmentLink(const std::string& course, int64_t assignment) {
  return "/courses/" + course + "/assignments/" + std::to_string(assignment);
}

}  // namespace assay::courses
