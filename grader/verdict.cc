#include "grader/verdict.h"

#include <algorithm>
#include <array>
#include <string>

namespace assay::grader {
namespace {

struct Names {
  std::string_view code, name, folder;
};
constexpr std::array<Names, 12> kNames = {{
    {"AC", "accepted", "accepted"},
    {"WA", "wrong answer", "wrong_answer"},
    {"PE", "presentation error", "presentation_error"},
    {"TLE", "time limit exceeded", "time_limit_exceeded"},
    {"ILE", "idle limit exceeded", "idle_limit_exceeded"},
    {"MLE", "memory limit exceeded", "memory_limit_exceeded"},
    {"OLE", "output limit exceeded", "output_limit_exceeded"},
    {"RTE", "run-time error", "run_time_error"},
    {"CE", "compile error", "compile_error"},
    {"SV", "security violation", "security_violation"},
    {"JE", "judge error", "judge_error"},
    {"SKIP", "skipped", "skipped"},
}};

const Names& NamesOf(Verdict verdict) { return kNames[static_cast<size_t>(verdict)]; }

}  // namespace

std::string_view VerdictCode(Verdict verdict) { return NamesOf(verdict).code; }
std::string_view VerdictName(Verdict verdict) { return NamesOf(verdict).name; }

std::optional<Verdict> ParseVerdict(std::string_view text) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (text == kNames[i].code || text == kNames[i].folder) return static_cast<Verdict>(i);
  }
  return std::nullopt;
}

Verdict VerdictOfRun(const sandbox::Outcome& outcome,
                     const std::vector<std::string>& out_of_memory) {
  using sandbox::Limit;
  switch (outcome.limit) {
    case Limit::kNone:
      break;
    case Limit::kCpuTime:
    case Limit::kWallTime:
      return Verdict::kTimeLimit;
    case Limit::kIdleTime:
      return Verdict::kIdleLimit;
    case Limit::kMemory:
      return Verdict::kMemoryLimit;
    case Limit::kStdout:
    case Limit::kStderr:
    case Limit::kFileSize:
      return Verdict::kOutputLimit;
    case Limit::kSecurity:
      return Verdict::kSecurityViolation;
    case Limit::kCancelled:
      return Verdict::kSkipped;
  }
  if (outcome.exit_code == 0) return Verdict::kAccepted;
  const bool heap =
      std::any_of(out_of_memory.begin(), out_of_memory.end(), [&](const std::string& text) {
        return outcome.err.find(text) != std::string::npos ||
               outcome.out.find(text) != std::string::npos;
      });
  return heap ? Verdict::kMemoryLimit : Verdict::kRuntimeError;
}

}  // namespace assay::grader
