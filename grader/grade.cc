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

Result<TestReport> RunTest(const Program& program, const Test& test, sandbox::Sandbox& box) {
  ASSAY_ASSIGN_OR_RETURN(const std::string input,
                         ReadFile(std::get<std::filesystem::path>(test.input), kMaxTestBytes));
  ASSAY_ASSIGN_OR_RETURN(const std::string answer,
                         ReadFile(std::get<std::filesystem::path>(test.answer), kMaxTestBytes));
  sandbox::RunSpec spec = program.run();
  spec.stdin_bytes = input;
  ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, box.Run(spec));
  TestReport report;
  report.name = test.name;
  report.verdict = VerdictOfRun(outcome, program.language().out_of_memory);
  report.cpu = outcome.cpu;
  report.wall = outcome.wall;
  report.memory_bytes = outcome.peak_memory_bytes;
  if (report.verdict == Verdict::kAccepted) {
    ASSAY_ASSIGN_OR_RETURN(const Comparison comparison, Compare({}, answer, outcome.out));
    if (!comparison.equal) report.verdict = Verdict::kWrongAnswer;
    report.message = comparison.difference;
  } else {
    report.message = Describe(outcome);
    const std::string said = LastLine(outcome.err);
    if (outcome.limit == sandbox::Limit::kNone && !said.empty()) report.message += ": " + said;
  }
  return report;
}

Status GradeInto(const Grading& grading, const Part& part, const Submission& submission,
                 Report& report) {
  ProgramSpec source;
  ASSAY_ASSIGN_OR_RETURN(source.language,
                         FindLanguage(*grading.languages, submission.language, submission.files));
  source.files = submission.files;
  source.entry = submission.entry;
  source.limits = part.limits;
  report.language = source.language->title;
  sandbox::SandboxSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.image, grading.find_image(source.language->image));
  source.image_digest = spec.image.digest;
  spec.max_memory_bytes = std::max(RunLimits(*source.language, part.limits).memory_bytes,
                                   CompileLimits(*source.language, part.limits).memory_bytes);
  spec.disk = {.bytes = 512 * sandbox::kMiB, .inodes = 65536};
  ASSAY_ASSIGN_OR_RETURN(auto box, grading.factory->Create(spec));
  ASSAY_ASSIGN_OR_RETURN(
      const Program program,
      Program::Prepare(*grading.languages, std::move(source), *box, grading.cache));
  report.compiled_from_cache = program.from_cache();
  report.verdict = program.verdict();
  if (report.verdict != Verdict::kAccepted) {
    report.message = ErrorLine(program.compiler_output());
    return OkStatus();
  }
  PartReport& out = report.parts.emplace_back();
  for (const Test& test : std::get<StandardIo>(part.task).root.tests) {
    ASSAY_ASSIGN_OR_RETURN(TestReport result, RunTest(program, test, *box));
    report.max_cpu = std::max(report.max_cpu, result.cpu);
    report.max_memory_bytes = std::max(report.max_memory_bytes, result.memory_bytes);
    out.verdict = report.verdict = result.verdict;
    if (result.verdict != Verdict::kAccepted) report.message = result.name + ": " + result.message;
    out.tests.push_back(std::move(result));
    if (report.verdict != Verdict::kAccepted) break;
  }
  return OkStatus();
}

}  // namespace

Report GradeSubmission(const Grading& grading, const Package& package, const Submission& submission,
                       const GradeOptions& /*options*/) {
  Report report;
  const Status status = GradeInto(grading, package.parts.front(), submission, report);
  if (!status.ok()) {
    report.verdict = Verdict::kJudgeError;
    report.message = status.message();
  }
  return report;
}

}  // namespace assay::grader
