#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sandbox/outcome.h"

namespace assay::grader {

// What a test, and in the end a submission, is told. A verdict is a value; a JE is nobody's fault
// but ours.
enum class Verdict : uint8_t {
  kAccepted,           // AC
  kWrongAnswer,        // WA
  kPresentationError,  // PE
  kTimeLimit,          // TLE: CPU or wall time
  kIdleLimit,          // ILE
  kMemoryLimit,        // MLE
  kOutputLimit,        // OLE
  kRuntimeError,       // RTE
  kCompileError,       // CE
  kSecurityViolation,  // SV
  kJudgeError,         // JE
  kSkipped,            // SKIP
};

std::string_view VerdictCode(Verdict verdict);  // "AC"
std::string_view VerdictName(Verdict verdict);  // "accepted"
// By code or by the folder names of problem packages ("wrong_answer", "run_time_error" …).
std::optional<Verdict> ParseVerdict(std::string_view text);

// What the run alone says: kAccepted means that it ended with exit 0 and its output may be looked
// at. A runtime's own heap limit is a memory limit too: `out_of_memory` are the texts by which it
// says so on standard error.
Verdict VerdictOfRun(const sandbox::Outcome& outcome,
                     const std::vector<std::string>& out_of_memory = {});

}  // namespace assay::grader
