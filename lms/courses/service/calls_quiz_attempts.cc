// Answering a quiz.
#include "lms/courses/service/exam_gate.h"
#include "lms/courses/service/quiz_calls.h"
#include "lms/courses/service/quiz_show.h"
#include "lms/courses/service/rows.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// What is on its way when the time ends still counts.
constexpr Micros kOnItsWay = 5 * kSecond;

constexpr Statement kBegin = {"quiz_begin", R"(
INSERT INTO courses.quiz_attempts (tenant, course, assignment, person, number, sheet, begun_at, ends_at, max_score)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, to_timestamp($7::bigint / 1000000.0), to_timestamp(nullif($8::bigint, 0) / 1000000.0),
        $9::text::float8)
ON CONFLICT DO NOTHING RETURNING number)"};
constexpr Statement kSave = {"quiz_save", R"(
UPDATE courses.quiz_attempts SET sheet = $7::jsonb, version = version + 1, saved_at = to_timestamp($8::bigint / 1000000.0),
  ends_at = to_timestamp(nullif($9::bigint, 0) / 1000000.0)
WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4 AND number = $5 AND version = $6 AND submitted_at IS NULL
RETURNING version)"};
constexpr Statement kLatestDue = {"quiz_latest_due", R"(
SELECT (extract(epoch FROM greatest(max(due), (SELECT due FROM courses.assignments WHERE tenant = $1 AND course = $2 AND id = $3)))
  * 1000000)::bigint
FROM courses.grades WHERE tenant = $1 AND course = $2 AND assignment = $3)"};

// Everything that says what a student may do with a quiz.
struct Quizzing {
  Access access;
  v1::Assignment assignment;
  v1::Quiz quiz;
  Personal personal;
  Standing standing;
  std::vector<QuizAttempt> attempts;
  int attempts_left = -1;

  std::optional<Micros> EndOf(Micros begun) const {
    return AttemptEnd(PolicyOf(assignment), standing.schedule.dates, quiz.minutes(),
                      personal.accommodation, begun);
  }
};

template <typename Request>
Result<Quizzing> ReadQuizzing(Core& core, Connection& connection, const Request& request,
                              Action action, const std::string& as = "") {
  const v1::Viewer& viewer = request.viewer();
  Quizzing q;
  ASSAY_ASSIGN_OR_RETURN(q.access, Enter(connection, viewer, request.course(), action, as));
  ASSAY_ASSIGN_OR_RETURN(q.assignment, ReadQuizAssignment(connection, viewer.tenant(),
                                                          request.course(), request.id()));
  if (!q.assignment.published() && !q.access.staff) return NotFound(kNoAssignment);
  ASSAY_ASSIGN_OR_RETURN(q.quiz,
                         ReadQuiz(connection, viewer.tenant(), request.course(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(q.personal, ReadPersonal(connection, viewer.tenant(), request.course(),
                                                  viewer.person(), q.access.course.late_days()));
  q.standing = StandingOf(q.assignment, q.access.course, q.personal, core.now());
  ASSAY_ASSIGN_OR_RETURN(q.attempts, ReadAttempts(connection, viewer.tenant(), request.course(),
                                                  request.id(), viewer.person()));
  if (q.assignment.attempts() > 0) {
    const auto extension = q.personal.extensions.find(request.id());
    const int more =
        extension == q.personal.extensions.end() ? 0 : extension->second.extra_attempts;
    q.attempts_left =
        std::max(0, q.assignment.attempts() + more - static_cast<int>(q.attempts.size()));
  }
  return q;
}

// Whether a new attempt may begin: as work is handed in, but for the count of attempts, which is
// that of those that were begun.
std::string WhyNotStart(const Quizzing& q) {
  if (q.quiz.questions().empty()) return "the quiz has no questions yet";
  if (q.access.staff) return "";
  if (!q.standing.may_submit && q.standing.attempts_left != 0) return q.standing.why_not;
  return q.attempts_left == 0 ? "all attempts were used" : "";
}

Result<v1::QuizAttempt> Show(Core& core, Connection& connection, const v1::Viewer& viewer,
                             const std::string& course, const Quizzing& q,
                             const QuizAttempt& attempt) {
  ASSAY_ASSIGN_OR_RETURN(
      const Rows due,
      connection.Execute(kLatestDue,
                         Params().Add(viewer.tenant()).Add(course).Add(q.assignment.id())));
  const auto latest = due.empty() || due.IsNull(0, 0) ? std::optional<Micros>() : due.Int(0, 0);
  const Sight sight = SightOf(q.quiz, q.assignment, attempt, latest, q.attempts_left, core.now());
  ASSAY_ASSIGN_OR_RETURN(const Scored scored,
                         ScoreOf(connection, viewer.tenant(), course, q.quiz, attempt));
  return ShowAttempt(q.assignment.id(), q.quiz, attempt, scored, sight);
}

v1::Sheet NewSheet(const v1::Viewer& viewer, const std::string& course, const Quizzing& q,
                   int64_t number) {
  v1::Sheet sheet;
  const uint64_t seed = SeedOf(viewer.tenant(), course, q.assignment.id(), viewer.person(), number);
  for (quiz::Drawn& one : quiz::Draw(QuestionsOf(q.quiz), PoolsOf(q.quiz),
                                     q.quiz.shuffle_questions(), q.quiz.shuffle_choices(), seed)) {
    v1::DrawnQuestion& drawn = *sheet.add_drawn();
    drawn.set_question(one.question);
    for (std::string& choice : one.choices) drawn.add_choices(std::move(choice));
  }
  return sheet;
}

QuizAttempt* Open(Quizzing& q) {
  for (QuizAttempt& one : q.attempts)
    if (!one.submitted) return &one;
  return nullptr;
}

QuizAttempt* Find(Quizzing& q, int64_t number) {
  for (QuizAttempt& one : q.attempts)
    if (one.number == number) return &one;
  return nullptr;
}

// An open attempt whose time is over is handed in as it stands.
Status CloseIfOver(Core& core, Connection& connection, const v1::Viewer& viewer,
                   const std::string& course, const Quizzing& q, QuizAttempt& attempt) {
  if (attempt.submitted) return OkStatus();
  attempt.ends = q.EndOf(attempt.begun);
  if (!attempt.ends || core.now() <= *attempt.ends + kOnItsWay) return OkStatus();
  return FinishAttempt(connection, viewer.tenant(), course, q.assignment.id(), q.quiz, attempt,
                       *attempt.ends);
}

Result<int> Save(Core& core, Connection& connection, const v1::SaveAttemptRequest& request,
                 QuizAttempt& attempt) {
  ASSAY_RETURN_IF_ERROR(TakeAnswers(request.answers(), attempt.sheet));
  ASSAY_ASSIGN_OR_RETURN(const Rows saved,
                         connection.Execute(kSave, Params()
                                                       .Add(request.viewer().tenant())
                                                       .Add(request.course())
                                                       .Add(request.id())
                                                       .Add(request.viewer().person())
                                                       .Add(request.number())
                                                       .Add(int64_t{request.version()})
                                                       .Add(ToJson(attempt.sheet))
                                                       .Add(core.now())
                                                       .Add(attempt.ends.value_or(0))));
  if (saved.empty())
    return Status(StatusCode::kAborted,
                  "version: it was saved elsewhere since; fetch that version first");
  attempt.version = static_cast<int>(saved.Int(0, 0));
  attempt.saved = core.now();
  return attempt.version;
}

// The attempt, which is open still.
Result<QuizAttempt*> OpenOne(Core& core, Connection& connection,
                             const v1::SaveAttemptRequest& request, Quizzing& q) {
  const v1::Viewer& viewer = request.viewer();
  QuizAttempt* const attempt = Find(q, request.number());
  if (attempt == nullptr) return NotFound("there is no such attempt");
  if (!q.access.staff)
    ASSAY_RETURN_IF_ERROR(
        CheckExam(core, connection, viewer, request.course(), q.assignment, request.session()));
  ASSAY_RETURN_IF_ERROR(CloseIfOver(core, connection, viewer, request.course(), q, *attempt));
  return attempt;
}

}  // namespace

Result<v1::QuizAttempts> ListAttempts(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_ASSIGN_OR_RETURN(
      Quizzing q, ReadQuizzing(core, *connection, request, Action::kReadCourse, request.as()));
  v1::QuizAttempts list;
  for (const QuizAttempt& attempt : q.attempts) {
    ASSAY_ASSIGN_OR_RETURN(v1::QuizAttempt shown,
                           Show(core, *connection, request.viewer(), request.course(), q, attempt));
    shown.clear_questions();
    shown.clear_answers();
    *list.add_attempts() = std::move(shown);
  }
  list.set_attempts_left(q.attempts_left);
  list.set_why_not(WhyNotStart(q));
  list.set_may_start(list.why_not().empty());
  list.set_minutes(
      q.quiz.minutes() > 0
          ? static_cast<int32_t>(
                ExamEnd(0, q.quiz.minutes(), q.personal.accommodation, std::nullopt) / kMinute)
          : 0);
  list.set_questions(AskedOf(q.quiz));
  list.set_points(q.quiz.points());
  list.set_feedback(q.quiz.feedback().empty() ? "due" : q.quiz.feedback());
  return list;
}

Result<v1::QuizAttempt> StartAttempt(Core& core, const v1::StartAttemptRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  v1::QuizAttempt shown;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(Quizzing q, ReadQuizzing(core, *connection, request, Action::kSubmit));
    if (!q.access.staff)
      ASSAY_RETURN_IF_ERROR(
          CheckExam(core, *connection, viewer, request.course(), q.assignment, request.session()));
    if (QuizAttempt* const open = Open(q); open != nullptr) {
      ASSAY_RETURN_IF_ERROR(CloseIfOver(core, *connection, viewer, request.course(), q, *open));
      ASSAY_ASSIGN_OR_RETURN(shown, Show(core, *connection, viewer, request.course(), q, *open));
      return OkStatus();
    }
    const std::string why_not = WhyNotStart(q);
    if (!why_not.empty()) return FailedPrecondition(why_not);
    const int64_t number = q.attempts.empty() ? 1 : q.attempts.back().number + 1;
    const Micros begun = core.now();
    ASSAY_RETURN_IF_ERROR(
        connection
            ->Execute(kBegin, Params()
                                  .Add(viewer.tenant())
                                  .Add(request.course())
                                  .Add(request.id())
                                  .Add(viewer.person())
                                  .Add(number)
                                  .Add(ToJson(NewSheet(viewer, request.course(), q, number)))
                                  .Add(begun)
                                  .Add(q.EndOf(begun).value_or(0))
                                  .Add(std::to_string(q.quiz.points())))
            .status());
    // Another window may have been faster: it is the same attempt.
    ASSAY_ASSIGN_OR_RETURN(const QuizAttempt attempt,
                           ReadAttempt(*connection, viewer.tenant(), request.course(), request.id(),
                                       viewer.person(), number));
    ASSAY_ASSIGN_OR_RETURN(shown, Show(core, *connection, viewer, request.course(), q, attempt));
    return OkStatus();
  });
  if (!done.ok()) return done;
  core.wake();
  return shown;
}

Result<v1::QuizAttempt> GetAttempt(Core& core, const v1::AttemptRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  const bool others = !request.person().empty();
  ASSAY_ASSIGN_OR_RETURN(Quizzing q,
                         ReadQuizzing(core, *connection, request,
                                      others ? Action::kReadAllGrades : Action::kReadCourse));
  if (others) {
    ASSAY_ASSIGN_OR_RETURN(const QuizAttempt attempt,
                           ReadAttempt(*connection, viewer.tenant(), request.course(), request.id(),
                                       request.person(), request.number()));
    ASSAY_ASSIGN_OR_RETURN(const Scored scored, ScoreOf(*connection, viewer.tenant(),
                                                        request.course(), q.quiz, attempt));
    return ShowAttempt(request.id(), q.quiz, attempt, scored, Sight{true, true, true});
  }
  QuizAttempt* const attempt = Find(q, request.number());
  if (attempt == nullptr) return NotFound("there is no such attempt");
  const Status done = connection->InTransaction(
      [&] { return CloseIfOver(core, *connection, viewer, request.course(), q, *attempt); });
  if (!done.ok()) return done;
  return Show(core, *connection, viewer, request.course(), q, *attempt);
}

Result<v1::SavedAttempt> SaveAttempt(Core& core, const v1::SaveAttemptRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  ASSAY_ASSIGN_OR_RETURN(Quizzing q, ReadQuizzing(core, *connection, request, Action::kSubmit));
  ASSAY_ASSIGN_OR_RETURN(QuizAttempt* const attempt, OpenOne(core, *connection, request, q));
  if (attempt->submitted) return FailedPrecondition("the attempt is handed in");
  ASSAY_ASSIGN_OR_RETURN(const int version, Save(core, *connection, request, *attempt));
  v1::SavedAttempt saved;
  saved.set_version(version);
  SetTime(saved.mutable_saved_at(), *attempt->saved);
  if (attempt->ends) SetTime(saved.mutable_ends_at(), *attempt->ends);
  return saved;
}

Result<v1::QuizAttempt> SubmitAttempt(Core& core, const v1::SaveAttemptRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  v1::QuizAttempt shown;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(Quizzing q, ReadQuizzing(core, *connection, request, Action::kSubmit));
    ASSAY_ASSIGN_OR_RETURN(QuizAttempt* const attempt, OpenOne(core, *connection, request, q));
    if (!attempt->submitted) {
      ASSAY_RETURN_IF_ERROR(Save(core, *connection, request, *attempt).status());
      const Micros at = std::min(core.now(), attempt->ends.value_or(core.now()));
      ASSAY_RETURN_IF_ERROR(FinishAttempt(*connection, viewer.tenant(), request.course(),
                                          request.id(), q.quiz, *attempt, at));
    }
    ASSAY_ASSIGN_OR_RETURN(shown, Show(core, *connection, viewer, request.course(), q, *attempt));
    return OkStatus();
  });
  if (!done.ok()) return done;
  core.wake();
  return shown;
}

}  // namespace assay::courses::calls
