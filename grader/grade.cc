#include "grader/grade.h"

#include <algorithm>

#include "common/files.h"
#include "grader/compare.h"

namespace assay::grader {
namespace {

constexpr uint64_t kMaxTestBytes = 256 * sandbox::kMiB;

// The last line that says something: where compilers and interpreters put the point.
std::string LastLine(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  const size_t line = text.rfind('\n');
  return std::string(text.substr(line == std::string_view::npos ? 0 : line + 1).substr(0, 160));
}

// The first line that names an error; compilers put the cause first.
std::string ErrorLine(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if (line.find("rror") != std::string_view::npos) return std::string(line.substr(0, 160));
    at = end + 1;
  }
  return LastLine(text);
}

Result<TestResult> RunTest(const Program& program, const Test& test, sandbox::Sandbox& box) {
  ASSAY_ASSIGN_OR_RETURN(const std::string input, ReadFile(test.input, kMaxTestBytes));
  ASSAY_ASSIGN_OR_RETURN(const std::string answer, ReadFile(test.answer, kMaxTestBytes));
  ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, program.Run(box, input));
  TestResult result{test.name, VerdictOfRun(outcome, program.language().out_of_memory),
                    std::move(outcome), ""};
  if (result.verdict == Verdict::kAccepted) {
    const Comparison comparison = CompareTokens(answer, result.outcome.out);
    if (!comparison.equal) result.verdict = Verdict::kWrongAnswer;
    result.detail = comparison.difference;
  } else {
    result.detail = Describe(result.outcome);
    const std::string said = LastLine(result.outcome.err);
    if (result.outcome.limit == sandbox::Limit::kNone && !said.empty())
      result.detail += ": " + said;
  }
  return result;
}

Status GradeInto(const Grading& grading, const Package& package, const Submission& submission,
                 Grade& grade) {
  ASSAY_ASSIGN_OR_RETURN(const auto* language, FindLanguage(*grading.languages, submission));
  grade.language = language->title;
  sandbox::SandboxSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.image, grading.find_image(language->image));
  const std::string digest = spec.image.digest;
  spec.max_memory_bytes = std::max(Program::RunLimits(*language, package.limits).memory_bytes,
                                   Program::CompileLimits(*language).memory_bytes);
  spec.disk = {.bytes = 512 * sandbox::kMiB, .inodes = 65536};
  ASSAY_ASSIGN_OR_RETURN(auto box, grading.factory->Create(spec));
  ASSAY_ASSIGN_OR_RETURN(const Program program,
                         Program::Prepare(*grading.languages, submission, digest, package.limits,
                                          *box, grading.cache));
  grade.compiled_from_cache = program.from_cache();
  grade.verdict = program.verdict();
  if (grade.verdict != Verdict::kAccepted) {
    grade.detail = ErrorLine(program.compiler_output());
    return OkStatus();
  }
  for (const Test& test : package.tests) {
    ASSAY_ASSIGN_OR_RETURN(TestResult result, RunTest(program, test, *box));
    grade.max_cpu = std::max(grade.max_cpu, result.outcome.cpu);
    grade.max_memory_bytes = std::max(grade.max_memory_bytes, result.outcome.peak_memory_bytes);
    grade.verdict = result.verdict;
    if (result.verdict != Verdict::kAccepted) grade.detail = result.name + ": " + result.detail;
    grade.tests.push_back(std::move(result));
    if (grade.verdict != Verdict::kAccepted) break;
  }
  return OkStatus();
}

}  // namespace

Grade GradeSubmission(const Grading& grading, const Package& package,
                      const Submission& submission) {
  Grade grade;
  const Status status = GradeInto(grading, package, submission, grade);
  if (!status.ok()) {
    grade.verdict = Verdict::kJudgeError;
    grade.detail = status.message();
  }
  return grade;
}

}  // namespace assay::grader
