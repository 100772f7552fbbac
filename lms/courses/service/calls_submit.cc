// Whether something may be handed in, exams, what editors save by themselves.
#include "common/crypto/key.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/exam_gate.h"
#include "lms/courses/service/quiz_store.h"
#include "lms/courses/service/rows.h"
#include "lms/courses/service/standing.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kByProblem = {"submit_problem", R"(
SELECT to_jsonb(a) FROM courses.assignments a WHERE tenant = $1 AND course = $2 AND problem = $3)"};
constexpr Statement kCourse = {
    "submit_course", "SELECT to_jsonb(c) FROM courses.courses c WHERE tenant = $1 AND id = $2"};
constexpr Statement kBegin = {"exam_begin", R"(
INSERT INTO courses.exams AS e (tenant, course, assignment, person, begun_at, session, address)
VALUES ($1, $2, $3, $4, to_timestamp($5::bigint / 1000000.0), $6, $7)
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET session = excluded.session, address = excluded.address,
  takeovers = e.takeovers + 1
WHERE $8 = 1 RETURNING session)"};
constexpr Statement kSave = {"draft_save", R"(
INSERT INTO courses.drafts AS d (tenant, course, assignment, person, version, files)
VALUES ($1, $2, $3, $4, 1, $5::jsonb->'files')
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET version = d.version + 1, files = excluded.files, saved_at = now()
WHERE d.version = $6
RETURNING jsonb_build_object('version', version, 'saved_at', saved_at))"};
constexpr Statement kDraft = {"draft_get", R"(
SELECT to_jsonb(d) FROM courses.drafts d WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};

Status MayWork(Core& core, Connection& connection, const v1::Viewer& viewer, const Access& access,
               const std::string& course, const v1::Assignment& assignment, Standing& standing) {
  ASSAY_ASSIGN_OR_RETURN(const Personal personal,
                         ReadPersonal(connection, viewer.tenant(), course, viewer.person(),
                                      access.course.late_days()));
  standing = StandingOf(assignment, access.course, personal, core.now());
  if (standing.may_submit || access.staff) return OkStatus();
  return FailedPrecondition(standing.why_not);
}

// Nobody reads a task before its time.
Status MayRead(const Core& core, const Access& access, const v1::Assignment& assignment,
               const Standing& standing) {
  if (access.staff) return OkStatus();
  if (!assignment.published()) return NotFound(kNoAssignment);
  const auto& opens = standing.schedule.dates.opens;
  if ((opens && core.now() < *opens) || !standing.missing.empty())
    return FailedPrecondition(standing.why_not);
  return OkStatus();
}

// A question of code is read and answered where the quiz that asks it is under way.
Status MayInQuiz(Connection& connection, const v1::Viewer& viewer,
                 const v1::CheckSubmissionRequest& request) {
  if (IsStaff(viewer)) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::string quiz,
                         QuizOfProblem(connection, viewer.tenant(), request.course(),
                                       request.problem(), viewer.person()));
  if (quiz.empty() || quiz == "open" || (quiz == "past" && request.reading())) return OkStatus();
  return FailedPrecondition(quiz == "past" ? "the quiz that asks this was handed in"
                                           : "this is asked in a quiz that you have not begun");
}

}  // namespace

Result<v1::CheckSubmissionResponse> CheckSubmission(Core& core,
                                                    const v1::CheckSubmissionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  v1::CheckSubmissionResponse answer;
  const auto found = One<v1::Assignment>(
      *connection, kByProblem,
      Params().Add(viewer.tenant()).Add(request.course()).Add(request.problem()));
  if (found.status().code() == StatusCode::kNotFound) {
    ASSAY_RETURN_IF_ERROR(MayInQuiz(*connection, viewer, request));
    return answer;
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Assignment assignment, found);
  Access access;
  ASSAY_ASSIGN_OR_RETURN(
      access.course,
      One<v1::Course>(*connection, kCourse, Params().Add(viewer.tenant()).Add(request.course())));
  access.staff = IsStaff(viewer);
  Standing standing;
  const Status work =
      MayWork(core, *connection, viewer, access, request.course(), assignment, standing);
  if (request.reading()) {
    ASSAY_RETURN_IF_ERROR(MayRead(core, access, assignment, standing));
  } else {
    ASSAY_RETURN_IF_ERROR(work);
  }
  if (!access.staff) {
    ASSAY_RETURN_IF_ERROR(
        CheckExam(core, *connection, viewer, request.course(), assignment, request.session()));
  }
  answer.set_assignment(assignment.id());
  answer.set_exam(assignment.has_exam());
  answer.set_late_now(Explain(PolicyOf(assignment), standing.schedule.dates.due,
                              standing.schedule.dates.closes, core.now(), standing.late_days_left));
  return answer;
}

Result<v1::ExamState> StartExam(Core& core, const v1::StartExamRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kSubmit));
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  if (!assignment.published() && !access.staff) return NotFound(kNoAssignment);
  if (!assignment.has_exam()) return FailedPrecondition("this assignment is no exam");
  Standing standing;
  ASSAY_RETURN_IF_ERROR(
      MayWork(core, *connection, viewer, access, request.course(), assignment, standing));
  if (!access.staff) ASSAY_RETURN_IF_ERROR(CheckAddress(assignment, viewer));
  const std::string session = crypto::RandomToken();
  ASSAY_ASSIGN_OR_RETURN(
      const Rows begun,
      connection->Execute(
          kBegin, Params()
                      .Add(viewer.tenant())
                      .Add(request.course())
                      .Add(request.id())
                      .Add(viewer.person())
                      .Add(core.now())
                      .Add(session)
                      .Add(viewer.address())
                      .Add(int64_t{request.take_over() || !assignment.exam().one_session()})));
  if (begun.empty())
    return FailedPrecondition(
        "take_over: the exam goes on elsewhere; \"take_over\": true ends it there and goes on "
        "here");
  ASSAY_ASSIGN_OR_RETURN(v1::ExamState state,
                         ReadExam(core, *connection, viewer, request.course(), assignment));
  state.set_session(std::string(begun.Text(0, 0)));
  return state;
}

Result<v1::Draft> SaveDraft(Core& core, const v1::SaveDraftRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kSubmit));
  if (request.files_size() > 200) return InvalidArgument("files: at most 200");
  size_t bytes = 0;
  for (int i = 0; i < request.files_size(); ++i) {
    const std::string where = "files." + std::to_string(i) + ".";
    ASSAY_RETURN_IF_ERROR(CheckText(where + "path", request.files(i).path(), 300, false));
    ASSAY_RETURN_IF_ERROR(CheckText(where + "text", request.files(i).text(), 1 << 20));
    bytes += request.files(i).text().size();
  }
  if (bytes > (2U << 20U)) return InvalidArgument("files: at most 2 MiB together");
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  if (!assignment.published() && !access.staff) return NotFound(kNoAssignment);
  if (!access.staff)
    ASSAY_RETURN_IF_ERROR(
        CheckExam(core, *connection, viewer, request.course(), assignment, request.session()));
  v1::Draft files;
  *files.mutable_files() = request.files();
  const std::string json = ToJson(files);
  const auto saved = One<v1::Draft>(*connection, kSave,
                                    Params()
                                        .Add(viewer.tenant())
                                        .Add(request.course())
                                        .Add(request.id())
                                        .Add(viewer.person())
                                        .Add(json)
                                        .Add(int64_t{request.version()}));
  if (saved.status().code() == StatusCode::kNotFound)
    return Status(StatusCode::kAborted,
                  "version: it was saved elsewhere since; fetch that version first");
  return saved;
}

Result<v1::Draft> GetDraft(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kSubmit).status());
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kDraft, Params()
                                                                          .Add(viewer.tenant())
                                                                          .Add(request.course())
                                                                          .Add(request.id())
                                                                          .Add(viewer.person())));
  v1::Draft draft;
  if (!rows.empty()) ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(0, 0), draft));
  return draft;
}

}  // namespace assay::courses::calls
