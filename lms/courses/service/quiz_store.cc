#include "lms/courses/service/quiz_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "lms/courses/service/reckon.h"
#include "lms/courses/service/rows.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

#define ASSAY_US(column) "(extract(epoch FROM " column ") * 1000000)::bigint"
#define ASSAY_TIME(param) "to_timestamp(nullif(" param "::bigint, 0) / 1000000.0)"
#define ASSAY_ATTEMPT \
  "SELECT a.person, coalesce(m.name, a.person), a.number, a.sheet, a.version, "          \
  ASSAY_US("a.begun_at") ", " ASSAY_US("a.ends_at") ", " ASSAY_US("a.saved_at") ", "     \
  ASSAY_US("a.submitted_at") ", a.state, a.score, a.max_score "                          \
  "FROM courses.quiz_attempts a LEFT JOIN courses.members m "                            \
  "ON (m.tenant, m.course, m.person) = (a.tenant, a.course, a.person) "                  \
  "WHERE a.tenant = $1 AND a.course = $2 AND a.assignment = $3 "

constexpr Statement kQuiz = {"quiz_get", R"(
SELECT value || jsonb_build_object('version', version, 'updated_at', updated_at, 'updated_by', updated_by, 'begun',
  (SELECT count(*) FROM courses.quiz_attempts a WHERE (a.tenant, a.course, a.assignment) = (q.tenant, q.course, q.assignment)))
FROM courses.quizzes q WHERE tenant = $1 AND course = $2 AND assignment = $3)"};
constexpr Statement kOwn = {"quiz_attempts_own",
                            ASSAY_ATTEMPT "AND a.person = $4 ORDER BY a.number"};
constexpr Statement kAll = {"quiz_attempts_all",
                            ASSAY_ATTEMPT "AND m.role IN (0, 5) ORDER BY 2, 1, a.number"};
constexpr Statement kOne = {"quiz_attempt", ASSAY_ATTEMPT "AND a.person = $4 AND a.number = $5"};
constexpr Statement kJudged = {"quiz_judged", R"(
SELECT problem, bool_or(state = 0), max(CASE WHEN state = 1 AND max_score > 0 THEN score / max_score WHEN state = 1 THEN 0 END)
FROM courses.submissions WHERE tenant = $1 AND course = $2 AND person = $3 AND problem = ANY($4::text[])
AND at >= )" ASSAY_TIME("$5") " AND ($6::bigint = 0 OR at <= " ASSAY_TIME("$6") R"()
GROUP BY problem)"};
constexpr Statement kWrite = {"quiz_attempt_write", R"(
UPDATE courses.quiz_attempts SET sheet = $6::jsonb, state = $7, score = $8::text::float8, max_score = $9::text::float8, ends_at = )" ASSAY_TIME(
                                                        "$10") R"(,
  submitted_at = )" ASSAY_TIME("$11") R"(
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 AND number = $5)"};
constexpr Statement kScore = {"quiz_attempt_score", R"(
UPDATE courses.quiz_attempts SET state = $6, score = $7::text::float8, max_score = $8::text::float8
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 AND number = $5)"};
constexpr Statement kLockQuiz = {"quiz_store_lock", R"(
SELECT version, updated_by FROM courses.quizzes WHERE tenant = $1 AND course = $2 AND assignment = $3 FOR UPDATE)"};
constexpr Statement kOverdue = {"quiz_overdue", R"(
SELECT tenant, course, assignment, person, number FROM courses.quiz_attempts
WHERE submitted_at IS NULL AND ends_at < )" ASSAY_TIME("$1") R"( ORDER BY ends_at LIMIT 50)"};
constexpr Statement kLock = {"quiz_attempt_lock", R"(
SELECT 1 FROM courses.quiz_attempts WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 AND number = $5
AND submitted_at IS NULL FOR UPDATE)"};
constexpr Statement kLateDays = {
    "quiz_late_days", "SELECT late_days FROM courses.courses WHERE tenant = $1 AND id = $2"};
constexpr Statement kWithCode = {"quiz_with_code", R"(
SELECT a.assignment, a.person, a.number FROM courses.quizzes q
JOIN courses.quiz_attempts a USING (tenant, course, assignment)
WHERE q.tenant = $1 AND q.course = $2 AND cardinality(q.problems) > 0 AND a.person = ANY($3::text[]) AND a.submitted_at IS NOT NULL)"};
constexpr Statement kOfProblem = {"quiz_of_problem", R"(
SELECT CASE WHEN bool_or(a.person IS NOT NULL AND a.submitted_at IS NULL) THEN 'open' WHEN bool_or(a.person IS NOT NULL) THEN 'past'
  ELSE 'closed' END
FROM courses.quizzes q LEFT JOIN courses.quiz_attempts a
  ON (a.tenant, a.course, a.assignment) = (q.tenant, q.course, q.assignment) AND a.person = $4
WHERE q.tenant = $1 AND q.course = $2 AND q.problems @> ARRAY[$3::text] HAVING count(*) > 0)"};

std::optional<Micros> TimeAt(const Rows& rows, size_t row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Int(row, column);
}

Result<QuizAttempt> AttemptOf(const Rows& rows, size_t row) {
  QuizAttempt attempt;
  attempt.person = rows.Text(row, 0);
  attempt.name = rows.Text(row, 1);
  attempt.number = rows.Int(row, 2);
  ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(row, 3), attempt.sheet));
  attempt.version = static_cast<int>(rows.Int(row, 4));
  attempt.begun = rows.Int(row, 5);
  attempt.ends = TimeAt(rows, row, 6);
  attempt.saved = TimeAt(rows, row, 7);
  attempt.submitted = TimeAt(rows, row, 8);
  attempt.state = static_cast<AttemptState>(rows.Int(row, 9));
  attempt.score = rows.Double(row, 10);
  attempt.max_score = rows.Double(row, 11);
  return attempt;
}

struct Key {
  std::string tenant, course, person;
  int64_t assignment = 0, number = 0;
};

// Somebody may have been given more time since.
Status FinishOne(Core& core, Connection& connection, const Key& key) {
  ASSAY_ASSIGN_OR_RETURN(const Rows locked, connection.Execute(kLock, Params()
                                                                          .Add(key.tenant)
                                                                          .Add(key.course)
                                                                          .Add(key.assignment)
                                                                          .Add(key.person)
                                                                          .Add(key.number)));
  if (locked.empty()) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const v1::Assignment assignment,
                         ReadAssignment(connection, key.tenant, key.course, key.assignment));
  ASSAY_ASSIGN_OR_RETURN(const v1::Quiz quiz,
                         ReadQuiz(connection, key.tenant, key.course, key.assignment));
  ASSAY_ASSIGN_OR_RETURN(QuizAttempt attempt, ReadAttempt(connection, key.tenant, key.course,
                                                          key.assignment, key.person, key.number));
  ASSAY_ASSIGN_OR_RETURN(const Rows course,
                         connection.Execute(kLateDays, Params().Add(key.tenant).Add(key.course)));
  ASSAY_ASSIGN_OR_RETURN(const Personal personal,
                         ReadPersonal(connection, key.tenant, key.course, key.person,
                                      course.empty() ? 0 : static_cast<int>(course.Int(0, 0))));
  attempt.ends =
      AttemptEnd(PolicyOf(assignment),
                 StandingOf(assignment, v1::Course(), personal, core.now()).schedule.dates,
                 quiz.minutes(), personal.accommodation, attempt.begun);
  if (attempt.ends && *attempt.ends < core.now())
    return FinishAttempt(connection, key.tenant, key.course, key.assignment, quiz, attempt,
                         *attempt.ends);
  return WriteAttempt(connection, key.tenant, key.course, key.assignment, attempt);
}

}  // namespace

Result<v1::Assignment> ReadQuizAssignment(Connection& connection, const std::string& tenant,
                                          const std::string& course, int64_t id) {
  ASSAY_ASSIGN_OR_RETURN(v1::Assignment assignment, ReadAssignment(connection, tenant, course, id));
  if (assignment.kind() != "quiz") return NotFound("this assignment is no quiz");
  return assignment;
}

Result<v1::Quiz> ReadQuiz(Connection& connection, const std::string& tenant,
                          const std::string& course, int64_t id) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kQuiz, Params().Add(tenant).Add(course).Add(id)));
  v1::Quiz quiz;
  if (!rows.empty()) ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(0, 0), quiz));
  quiz.set_points(PointsOf(quiz));
  return quiz;
}

Result<std::vector<QuizAttempt>> ReadAttempts(Connection& connection, const std::string& tenant,
                                              const std::string& course, int64_t assignment,
                                              const std::string& person) {
  Params params = Params().Add(tenant).Add(course).Add(assignment);
  if (!person.empty()) params.Add(person);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(person.empty() ? kAll : kOwn, params));
  std::vector<QuizAttempt> attempts;
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(QuizAttempt attempt, AttemptOf(rows, i));
    attempts.push_back(std::move(attempt));
  }
  return attempts;
}

Result<QuizAttempt> ReadAttempt(Connection& connection, const std::string& tenant,
                                const std::string& course, int64_t assignment,
                                const std::string& person, int64_t number) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kOne,
                         Params().Add(tenant).Add(course).Add(assignment).Add(person).Add(number)));
  if (rows.empty()) return NotFound("there is no such attempt");
  return AttemptOf(rows, 0);
}

Result<std::map<std::string, quiz::Judged>> ReadJudged(Connection& connection,
                                                       const std::string& tenant,
                                                       const std::string& course,
                                                       const QuizAttempt& attempt,
                                                       const std::vector<std::string>& problems) {
  std::map<std::string, quiz::Judged> judged;
  if (problems.empty()) return judged;
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kJudged, Params()
                                                         .Add(tenant)
                                                         .Add(course)
                                                         .Add(attempt.person)
                                                         .AddArray(problems)
                                                         .Add(attempt.begun)
                                                         .Add(attempt.submitted.value_or(0))));
  for (size_t i = 0; i < rows.size(); ++i) {
    quiz::Judged& one = judged[std::string(rows.Text(i, 0))];
    one.pending = rows.Bool(i, 1);
    if (!rows.IsNull(i, 2)) one.share = rows.Double(i, 2);
  }
  return judged;
}

Result<Scored> ScoreOf(Connection& connection, const std::string& tenant, const std::string& course,
                       const v1::Quiz& quiz, const QuizAttempt& attempt) {
  ASSAY_ASSIGN_OR_RETURN(const auto judged,
                         ReadJudged(connection, tenant, course, attempt, ProblemsOf(quiz)));
  return ScoreSheet(quiz, attempt.sheet, judged);
}

Status WriteAttempt(Connection& connection, const std::string& tenant, const std::string& course,
                    int64_t assignment, const QuizAttempt& attempt) {
  return connection
      .Execute(kWrite, Params()
                           .Add(tenant)
                           .Add(course)
                           .Add(assignment)
                           .Add(attempt.person)
                           .Add(attempt.number)
                           .Add(ToJson(attempt.sheet))
                           .Add(static_cast<int64_t>(attempt.state))
                           .Add(fmt::format("{}", attempt.score))
                           .Add(fmt::format("{}", attempt.max_score))
                           .Add(attempt.ends.value_or(0))
                           .Add(attempt.submitted.value_or(0)))
      .status();
}

Status WriteScore(Connection& connection, const std::string& tenant, const std::string& course,
                  int64_t assignment, const QuizAttempt& attempt, const Scored& scored) {
  return connection
      .Execute(kScore, Params()
                           .Add(tenant)
                           .Add(course)
                           .Add(assignment)
                           .Add(attempt.person)
                           .Add(attempt.number)
                           .Add(static_cast<int64_t>(scored.state))
                           .Add(fmt::format("{}", scored.score))
                           .Add(fmt::format("{}", scored.max_score)))
      .status();
}

Result<QuizLock> LockQuiz(Connection& connection, const std::string& tenant,
                          const std::string& course, int64_t assignment) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows locked,
      connection.Execute(kLockQuiz, Params().Add(tenant).Add(course).Add(assignment)));
  if (locked.empty()) return QuizLock{};
  return QuizLock{locked.Int(0, 0), std::string(locked.Text(0, 1))};
}

Status FinishAttempt(Connection& connection, const std::string& tenant, const std::string& course,
                     int64_t assignment, const v1::Quiz& quiz, QuizAttempt& attempt, Micros at) {
  attempt.submitted = at;
  ASSAY_ASSIGN_OR_RETURN(const Scored scored, ScoreOf(connection, tenant, course, quiz, attempt));
  attempt.score = scored.score;
  attempt.max_score = scored.max_score;
  attempt.state = scored.state;
  ASSAY_RETURN_IF_ERROR(WriteAttempt(connection, tenant, course, assignment, attempt));
  return MarkStale(connection, tenant, course, {attempt.person}, "a quiz was handed in");
}

Result<int> FinishOverdue(Core& core) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kOverdue, Params().Add(core.now())));
  for (size_t i = 0; i < rows.size(); ++i) {
    const Key key{std::string(rows.Text(i, 0)), std::string(rows.Text(i, 1)),
                  std::string(rows.Text(i, 3)), rows.Int(i, 2), rows.Int(i, 4)};
    ASSAY_RETURN_IF_ERROR(
        connection->InTransaction([&] { return FinishOne(core, *connection, key); }));
  }
  if (!rows.empty()) core.wake();
  return static_cast<int>(rows.size());
}

Status ScoreCode(Connection& connection, const std::string& tenant, const std::string& course,
                 const std::vector<std::string>& people) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kWithCode, Params().Add(tenant).Add(course).AddArray(people)));
  std::map<int64_t, v1::Quiz> quizzes;
  for (size_t i = 0; i < rows.size(); ++i) {
    const int64_t assignment = rows.Int(i, 0);
    if (!quizzes.contains(assignment)) {
      ASSAY_ASSIGN_OR_RETURN(quizzes[assignment], ReadQuiz(connection, tenant, course, assignment));
    }
    ASSAY_ASSIGN_OR_RETURN(const QuizAttempt attempt,
                           ReadAttempt(connection, tenant, course, assignment,
                                       std::string(rows.Text(i, 1)), rows.Int(i, 2)));
    ASSAY_ASSIGN_OR_RETURN(const Scored scored,
                           ScoreOf(connection, tenant, course, quizzes[assignment], attempt));
    if (scored.score == attempt.score && scored.state == attempt.state) continue;
    ASSAY_RETURN_IF_ERROR(WriteScore(connection, tenant, course, assignment, attempt, scored));
  }
  return OkStatus();
}

Result<std::string> QuizOfProblem(Connection& connection, const std::string& tenant,
                                  const std::string& course, const std::string& problem,
                                  const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kOfProblem, Params().Add(tenant).Add(course).Add(problem).Add(person)));
  return rows.empty() ? std::string() : std::string(rows.Text(0, 0));
}

}  // namespace assay::courses
