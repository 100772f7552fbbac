// What a quiz asks, and what becomes of what was answered when that changes.
#include <google/protobuf/util/message_differencer.h>

#include <set>

#include "lms/courses/service/content.h"
#include "lms/courses/service/quiz_calls.h"
#include "lms/courses/service/quiz_store.h"
#include "lms/courses/service/reckon.h"
#include "lms/courses/service/rows.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;
using google::protobuf::util::MessageDifferencer;

constexpr Statement kPut = {"quiz_put", R"(
INSERT INTO courses.quizzes AS q (tenant, course, assignment, value, problems, updated_by)
VALUES ($1, $2, $3, $4::jsonb, $5::text[], $6)
ON CONFLICT (tenant, course, assignment) DO UPDATE SET value = excluded.value, problems = excluded.problems,
  version = q.version + 1, updated_at = now(), updated_by = excluded.updated_by
RETURNING version)"};
constexpr Statement kTell = {"quiz_change_add", R"(
INSERT INTO courses.quiz_changes (tenant, course, assignment, by, reason, version, regraded, questions, before)
VALUES ($1, $2, $3, $4, $5, $6, $7, to_jsonb($8::text[]), nullif($9, '')::jsonb))"};
constexpr Statement kHistory = {"quiz_change_list", R"(
SELECT to_jsonb(c) - 'before' FROM courses.quiz_changes c WHERE tenant = $1 AND course = $2 AND assignment = $3
ORDER BY id DESC LIMIT 200)"};

// What only answers have.
v1::Quiz Stored(v1::Quiz quiz) {
  quiz.clear_version();
  quiz.clear_points();
  quiz.clear_updated_at();
  quiz.clear_updated_by();
  quiz.clear_begun();
  return quiz;
}

// Questions that are new, gone or other.
std::vector<std::string> Differences(const v1::Quiz& before, const v1::Quiz& after) {
  std::set<std::string> changed;
  for (const v1::Question& one : before.questions()) {
    const v1::Question* const now = FindQuestion(after, one.id());
    if (now == nullptr || !MessageDifferencer::Equals(one, *now)) changed.insert(one.id());
  }
  for (const v1::Question& one : after.questions())
    if (FindQuestion(before, one.id()) == nullptr) changed.insert(one.id());
  return {changed.begin(), changed.end()};
}

// Grades every attempt that was handed in by `quiz`; with `write` that counts.
Status Regrade(Connection& connection, const v1::PutQuizRequest& request, const v1::Quiz& quiz,
               bool write, v1::QuizChange& change) {
  const std::string& tenant = request.viewer().tenant();
  ASSAY_ASSIGN_OR_RETURN(const auto attempts,
                         ReadAttempts(connection, tenant, request.course(), request.id(), ""));
  std::vector<std::string> people;
  for (const QuizAttempt& attempt : attempts) {
    if (!attempt.submitted) continue;
    ASSAY_ASSIGN_OR_RETURN(const Scored scored,
                           ScoreOf(connection, tenant, request.course(), quiz, attempt));
    if (scored.score == attempt.score && scored.max_score == attempt.max_score &&
        scored.state == attempt.state) {
      change.set_unchanged(change.unchanged() + 1);
      continue;
    }
    v1::ScoreChange& one = *change.add_changes();
    one.set_person(attempt.person);
    one.set_name(attempt.name);
    one.set_number(attempt.number);
    one.set_before(attempt.score);
    one.set_after(scored.score);
    one.set_max_score(scored.max_score);
    if (!write) continue;
    ASSAY_RETURN_IF_ERROR(
        WriteScore(connection, tenant, request.course(), request.id(), attempt, scored));
    people.push_back(attempt.person);
  }
  const std::string why = request.reason().empty() ? "" : ": " + request.reason();
  return MarkStale(connection, tenant, request.course(), people,
                   "the quiz changed" + why + " (" + request.viewer().name() + ")");
}

Status Write(Connection& connection, const v1::PutQuizRequest& request, const v1::Quiz& before,
             v1::QuizChange& change) {
  const auto own = [&] {
    return Params().Add(request.viewer().tenant()).Add(request.course()).Add(request.id());
  };
  const v1::Quiz stored = Stored(change.quiz());
  ASSAY_ASSIGN_OR_RETURN(
      const Rows put,
      connection.Execute(
          kPut,
          own().Add(ToJson(stored)).AddArray(ProblemsOf(stored)).Add(request.viewer().name())));
  return connection
      .Execute(kTell, own()
                          .Add(request.viewer().name())
                          .Add(request.reason())
                          .Add(put.Int(0, 0))
                          .Add(int64_t{change.changes_size()})
                          .AddArray(Differences(before, stored))
                          .Add(before.version() == 0 ? "" : ToJson(Stored(before))))
      .status();
}

Result<v1::QuizChange> Change(Core& core, const v1::PutQuizRequest& request, bool write) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
  ASSAY_RETURN_IF_ERROR(CheckText("reason", request.reason(), 1000));
  v1::QuizChange change;
  *change.mutable_quiz() = Stored(request.value());
  const Status whole = CompleteQuiz(*change.mutable_quiz());
  if (!whole.ok()) return InvalidArgument("value." + whole.message());
  const Status done = connection->InTransaction([&]() -> Status {
    change.clear_changes();
    change.set_unchanged(0);
    ASSAY_RETURN_IF_ERROR(
        ReadQuizAssignment(*connection, viewer.tenant(), request.course(), request.id()).status());
    ASSAY_ASSIGN_OR_RETURN(const QuizLock locked,
                           LockQuiz(*connection, viewer.tenant(), request.course(), request.id()));
    if (request.value().version() != locked.version)
      return Status(StatusCode::kAborted, "value.version: it was changed since, by " +
                                              locked.updated_by + "; fetch that version first");
    ASSAY_ASSIGN_OR_RETURN(const v1::Quiz before,
                           ReadQuiz(*connection, viewer.tenant(), request.course(), request.id()));
    ASSAY_RETURN_IF_ERROR(Regrade(*connection, request, change.quiz(), write, change));
    if (write) ASSAY_RETURN_IF_ERROR(Write(*connection, request, before, change));
    if (!write) {
      change.mutable_quiz()->set_version(before.version());
      change.mutable_quiz()->set_points(PointsOf(change.quiz()));
      return OkStatus();
    }
    ASSAY_ASSIGN_OR_RETURN(*change.mutable_quiz(),
                           ReadQuiz(*connection, viewer.tenant(), request.course(), request.id()));
    return OkStatus();
  });
  if (!done.ok()) return done;
  if (write) core.wake();
  return change;
}

}  // namespace

Status AddQuiz(Connection& connection, const v1::PutQuizRequest& request) {
  v1::QuizChange change;
  *change.mutable_quiz() = request.value();
  return Write(connection, request, v1::Quiz(), change);
}

namespace calls {

Result<v1::Quiz> GetQuiz(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  ASSAY_RETURN_IF_ERROR(
      ReadQuizAssignment(*connection, viewer.tenant(), request.course(), request.id()).status());
  return ReadQuiz(*connection, viewer.tenant(), request.course(), request.id());
}

Result<v1::QuizChange> PutQuiz(Core& core, const v1::PutQuizRequest& request) {
  return Change(core, request, true);
}

Result<v1::QuizChange> PreviewQuiz(Core& core, const v1::PutQuizRequest& request) {
  return Change(core, request, false);
}

Result<v1::QuizHistory> ListQuizChanges(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  v1::QuizHistory history;
  ASSAY_RETURN_IF_ERROR(Each<v1::QuizRevision>(
      *connection, kHistory, Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()),
      history.mutable_changes()));
  return history;
}

}  // namespace calls
}  // namespace assay::courses
