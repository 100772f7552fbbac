#include "judge/service/viewer.h"

#include <string>

#include "assay/judge/v1/judge.pb.h"

namespace assay::judge {
namespace {

constexpr std::string_view kJudgeFault = "the judge failed, which is no fault of the submission";

grader::Visibility VisibilityOf(v1::TestVisibility visibility) {
  switch (visibility) {
    case v1::TEST_VISIBILITY_ALWAYS:
      return grader::Visibility::kAlways;
    case v1::TEST_VISIBILITY_AFTER_DUE:
      return grader::Visibility::kAfterDue;
    case v1::TEST_VISIBILITY_AFTER_PUBLISHED:
      return grader::Visibility::kAfterPublished;
    default:
      return grader::Visibility::kHidden;  // also what a newer worker may say
  }
}

// Built anew from what stays: a field that is added is hidden until somebody decides otherwise.
v1::TestDone Hidden(const v1::TestDone& test, int number) {
  v1::TestDone shown;
  shown.set_part(test.part());
  shown.set_name("hidden test " + std::to_string(number));
  shown.set_verdict(test.verdict());
  shown.set_score(test.score());
  shown.set_max_score(test.max_score());
  shown.set_visibility(test.visibility());
  shown.set_done(test.done());
  shown.set_total(test.total());
  return shown;
}

}  // namespace

bool IsStudent(const v1::Caller& caller) { return !caller.staff() && !caller.person().empty(); }

Result<Viewer> ViewerOf(const v1::Caller& caller, std::string_view name) {
  const bool student = IsStudent(caller);
  if (name.empty()) return student ? Viewer::kStudentBeforeDue : Viewer::kInstructor;
  const auto viewer = grader::ParseViewer(name);
  if (!viewer) {
    return InvalidArgument("viewer: \"" + std::string(name.substr(0, 40)) +
                           "\" is none of student_before_due, student_after_due, "
                           "student_after_published, instructor");
  }
  if (student && *viewer == Viewer::kInstructor) {
    return PermissionDenied("only staff sees what instructors see");
  }
  return *viewer;
}

HiddenNumbers NextHidden(const v1::SubmissionEvent& event, HiddenNumbers& counted) {
  HiddenNumbers numbers{};
  if (event.has_restarted() || event.has_started()) counted = {};
  if (!event.has_test()) return numbers;
  const grader::Visibility visibility = VisibilityOf(event.test().visibility());
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (!grader::MaySee(static_cast<Viewer>(i), visibility)) numbers[i] = ++counted[i];
  }
  return numbers;
}

void Show(Viewer viewer, v1::Submission& submission) {
  if (viewer == Viewer::kInstructor) return;
  if (!submission.failure().empty()) submission.set_failure(std::string(kJudgeFault));
  if (!submission.has_result()) return;
  v1::JobResult& result = *submission.mutable_result();
  result.clear_message();
  if (result.verdict() == "JE" && result.student_message().empty()) {
    result.set_student_message(std::string(kJudgeFault));
  }
  if (submission.problem().empty()) return;
  // Over all tests: a way to carry something out of the hidden ones. A report says what this
  // viewer's own tests took.
  constexpr int64_t kSecond = 1'000'000;
  result.clear_max_cpu_us();
  result.clear_max_memory_bytes();
  result.set_elapsed_us((result.elapsed_us() + kSecond - 1) / kSecond * kSecond);
}

void Show(Viewer viewer, const HiddenNumbers& hidden, v1::SubmissionEvent& event) {
  if (viewer == Viewer::kInstructor) return;
  if (event.has_snapshot()) Show(viewer, *event.mutable_snapshot());
  if (event.has_started()) event.mutable_started()->clear_worker();
  if (!event.has_test()) return;
  const int number = hidden.at(static_cast<size_t>(viewer));
  if (number > 0) {
    *event.mutable_test() = Hidden(event.test(), number);
  } else if (event.test().verdict() == "JE") {
    event.mutable_test()->set_message(std::string(kJudgeFault));
  }
}

}  // namespace assay::judge
