#include "lms/courses/service/exam_gate.h"

#include "lms/courses/service/convert.h"
#include "lms/courses/service/networks.h"
#include "lms/courses/service/rows.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kSession = {"submit_session", R"(
SELECT session FROM courses.exams WHERE tenant = $1 AND course = $2 AND assignment = $3 AND person = $4)"};

}  // namespace

Status CheckAddress(const v1::Assignment& assignment, const v1::Viewer& viewer) {
  if (assignment.exam().networks().empty()) return OkStatus();
  for (const std::string& network : assignment.exam().networks())
    if (IsIn(viewer.address(), network)) return OkStatus();
  return PermissionDenied("this exam is taken in its rooms: your address " + viewer.address() +
                          " is not in its networks");
}

Status CheckExam(Core& core, Connection& connection, const v1::Viewer& viewer,
                 const std::string& course, const v1::Assignment& assignment,
                 const std::string& session) {
  if (!assignment.has_exam()) return OkStatus();
  ASSAY_RETURN_IF_ERROR(CheckAddress(assignment, viewer));
  ASSAY_ASSIGN_OR_RETURN(const v1::ExamState state,
                         ReadExam(core, connection, viewer, course, assignment));
  if (!state.begun()) return FailedPrecondition("the exam was not begun yet");
  if (state.has_ends_at() && core.now() > *TimeOf(true, state.ends_at()))
    return FailedPrecondition("the time of this exam is over");
  if (!assignment.exam().one_session()) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(
          kSession,
          Params().Add(viewer.tenant()).Add(course).Add(assignment.id()).Add(viewer.person())));
  if (rows.empty() || rows.Text(0, 0) != session)
    return FailedPrecondition(
        "session: the exam goes on in another window or on another machine; take it over there or "
        "here");
  return OkStatus();
}

}  // namespace assay::courses
