#pragma once

#include <array>
#include <string_view>

#include "common/status.h"
#include "grader/report/shown.h"

namespace assay::judge::v1 {
class Caller;
class Submission;
class SubmissionEvent;
}  // namespace assay::judge::v1

// What of a submission and its events somebody may see: the rule of grader/report/shown.h, for
// events while they happen.
namespace assay::judge {

using grader::Viewer;

// Students are those who are neither staff nor the service itself.
bool IsStudent(const v1::Caller& caller);
// `name` of a request: empty means "instructor" for staff and "student_before_due" for students.
// kInvalidArgument: no such viewer. kPermissionDenied: a student as an instructor.
Result<Viewer> ViewerOf(const v1::Caller& caller, std::string_view name);

// The number of a hidden test for each of the kinds of students; 0: it is not hidden.
using HiddenNumbers = std::array<int, 3>;
// For the next TestDone of a judgement; `counted` begins as zeros.
HiddenNumbers NextHidden(const v1::SubmissionEvent& event, HiddenNumbers& counted);

void Show(Viewer viewer, v1::Submission& submission);
void Show(Viewer viewer, const HiddenNumbers& hidden, v1::SubmissionEvent& event);

}  // namespace assay::judge
