#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"
#include "grader/package.h"
#include "grader/verdict.h"
#include "sandbox/outcome.h"

// What grading one submission gives, and the events by which it is given while it happens.
namespace assay::grader {

// Cut at a bound with what was left out counted: nothing in a report grows with the data.
struct Excerpt {
  std::string text;
  uint64_t total_bytes = 0;
  bool cut() const { return text.size() < total_bytes; }
};

struct TestReport {
  std::string name, title, group;  // group: name of the innermost, "" for the root
  Verdict verdict = Verdict::kSkipped;
  double score = 0, max_score = 0;
  bool sample = false;
  Visibility visibility = Visibility::kAlways;
  // One line for people: the difference, the limit, the signal, the assertion that failed.
  std::string message;
  std::vector<std::string> hints;
  std::string feedback;        // of the checker, for the student
  std::string judge_feedback;  // of the checker, for the teacher only
  std::string transcript;      // interactive: who said what
  Excerpt input, expected, actual, errors;
  uint64_t difference_offset_expected = 0, difference_offset_actual = 0;
  std::chrono::nanoseconds cpu{}, wall{};
  std::chrono::nanoseconds time_limit{};
  uint64_t memory_bytes = 0, memory_limit_bytes = 0;
  std::optional<int> exit_code, signal;
  int runs = 1;  // more where a verdict near its limit was run again
  // Of a judge error: it is this machine's, and another may do better. The package's faults (a
  // checker that crashes) are not.
  bool machine_failed = false;
};

// Whether what went wrong is this machine's fault rather than the package's or the submission's.
bool IsMachineFault(const Status& status);

struct GroupReport {
  std::string name, title;
  int depth = 0;
  Verdict verdict = Verdict::kSkipped;
  double score = 0, max_score = 0;
  Visibility visibility = Visibility::kAlways;
};

// A finding at a place of the student's source.
struct Annotation {
  enum class Severity : uint8_t { kNote, kWarning, kError } severity = Severity::kWarning;
  std::string file;
  int line = 1, column = 1, end_line = 0, end_column = 0;  // from 1; 0: not known
  std::string rule, message, tool;
};
std::string_view SeverityName(Annotation::Severity severity);  // "note", "warning", "error"

struct PartReport {
  std::string name, title;
  Verdict verdict = Verdict::kJudgeError;
  double score = 0, max_score = 0;
  std::string message;
  std::string judge_message;        // for the teacher only
  bool machine_failed = false;      // as TestReport's; of the part as a whole
  std::vector<GroupReport> groups;  // depth first
  std::vector<TestReport> tests;
  // What an autograder puts on its class's board: name and value, as written.
  std::vector<std::pair<std::string, std::string>> leaderboard;
};

struct Report {
  std::string package, package_format, submission, language, backend;
  Verdict verdict = Verdict::kJudgeError;
  double score = 0, max_score = 0;
  std::string message;  // one line for people
  // Whole, and what may be said to who sees no file of the package's (student_output.h).
  std::string compiler_output, compiler_output_for_students;
  bool compiled_from_cache = false;
  std::vector<PartReport> parts;
  std::vector<Annotation> annotations;
  std::chrono::nanoseconds max_cpu{};
  uint64_t max_memory_bytes = 0;
  std::chrono::nanoseconds elapsed{};  // wall time of the whole grading
  std::string started_at;              // RFC 3339, UTC
};

struct Event {
  enum class Kind : uint8_t { kStarted, kCompiled, kTest, kPart, kFinished } kind = Kind::kStarted;
  const Report* report = nullptr;    // as far as it is; valid during the call
  const PartReport* part = nullptr;  // kTest, kPart
  const TestReport* test = nullptr;  // kTest
  size_t done = 0, total = 0;        // tests of all parts
  bool compiled = true;              // kCompiled: false where the part's verdict will be CE
};
// Called from one thread at a time.
using EventSink = std::function<void(const Event&)>;

}  // namespace assay::grader
