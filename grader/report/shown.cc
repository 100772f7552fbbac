#include "grader/report/shown.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace assay::grader {
namespace {

constexpr std::array<std::pair<Viewer, std::string_view>, 4> kViewers = {{
    {Viewer::kStudentBeforeDue, "student_before_due"},
    {Viewer::kStudentAfterDue, "student_after_due"},
    {Viewer::kStudentAfterPublished, "student_after_published"},
    {Viewer::kInstructor, "instructor"},
}};

// Built anew from what stays, so that a field that is added to TestReport is hidden until somebody
// decides otherwise.
TestReport Hidden(TestReport test, size_t number) {
  TestReport shown;
  shown.name = fmt::format("hidden test {}", number);
  shown.group = std::move(test.group);
  shown.verdict = test.verdict;
  shown.score = test.score;
  shown.max_score = test.max_score;
  shown.visibility = test.visibility;
  shown.hints = std::move(test.hints);
  return shown;
}

void HideGroups(PartReport& part, Viewer viewer) {
  std::map<std::string, std::string> alias;
  for (GroupReport& group : part.groups) {
    if (MaySee(viewer, group.visibility)) continue;
    const std::string name = fmt::format("hidden group {}", alias.size() + 1);
    alias.emplace(group.name, name);
    group.name = name;
    group.title.clear();
  }
  for (TestReport& test : part.tests) {
    if (const auto found = alias.find(test.group); found != alias.end()) test.group = found->second;
  }
}

bool Failed(Verdict verdict) {
  return verdict != Verdict::kAccepted && verdict != Verdict::kSkipped;
}

// A judge error's reason quotes checkers, their sources and answers.
constexpr std::string_view kJudgeFault = "the judge failed, which is no fault of the submission";

// What a part says of itself to somebody who may not see all of its tests.
std::string MessageOf(const PartReport& part) {
  for (const TestReport& test : part.tests) {
    if (!Failed(test.verdict)) continue;
    const std::string said =
        test.message.empty() ? std::string(VerdictName(test.verdict)) : test.message;
    return fmt::format("{}: {}", test.name, said);
  }
  return "";
}

}  // namespace

std::string_view ViewerName(Viewer viewer) {
  for (const auto& [value, name] : kViewers) {
    if (value == viewer) return name;
  }
  return "";
}

std::optional<Viewer> ParseViewer(std::string_view name) {
  for (const auto& [value, known] : kViewers) {
    if (known == name) return value;
  }
  return {};
}

bool MaySee(Viewer viewer, Visibility visibility) {
  switch (visibility) {
    case Visibility::kAlways:
      return true;
    case Visibility::kAfterDue:
      return viewer != Viewer::kStudentBeforeDue;
    case Visibility::kAfterPublished:
      return viewer == Viewer::kStudentAfterPublished || viewer == Viewer::kInstructor;
    case Visibility::kHidden:
      break;
  }
  return viewer == Viewer::kInstructor;
}

ShownReport::ShownReport(Report report, Viewer viewer)
    : report_(std::move(report)), viewer_(viewer) {
  if (viewer == Viewer::kInstructor) return;
  // Built anew as well: where nobody said what students may see of it, they see nothing.
  report_.compiler_output = std::move(report_.compiler_output_for_students);
  if (report_.verdict == Verdict::kJudgeError) report_.message = kJudgeFault;
  bool any_hidden = false;
  size_t number = 0;
  report_.max_cpu = {};
  report_.max_memory_bytes = 0;
  for (PartReport& part : report_.parts) {
    bool hidden = false;
    part.judge_message.clear();
    if (part.verdict == Verdict::kJudgeError) part.message = kJudgeFault;
    HideGroups(part, viewer);
    for (TestReport& test : part.tests) {
      test.judge_feedback.clear();
      if (test.verdict == Verdict::kJudgeError) test.message = kJudgeFault;
      if (!MaySee(viewer, test.visibility)) {
        hidden = true;
        test = Hidden(std::move(test), ++number);
      }
      report_.max_cpu = std::max(report_.max_cpu, test.cpu);
      report_.max_memory_bytes = std::max(report_.max_memory_bytes, test.memory_bytes);
    }
    for (const GroupReport& group : part.groups) hidden |= !MaySee(viewer, group.visibility);
    if (hidden) part.message = MessageOf(part);
    any_hidden |= hidden;
  }
  if (!any_hidden) return;
  // A program's time over all tests is a way to carry something out of the hidden ones.
  report_.elapsed = std::chrono::ceil<std::chrono::seconds>(report_.elapsed);
  if (report_.verdict == Verdict::kCompileError) return;  // before any test
  report_.message.clear();
  for (const PartReport& part : report_.parts) {
    if (report_.message.empty()) report_.message = MessageOf(part);
  }
}

}  // namespace assay::grader
