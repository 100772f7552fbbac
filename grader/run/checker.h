#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "grader/grade.h"
#include "grader/package.h"
#include "grader/run/box.h"
#include "grader/run/checker_answer.h"
#include "grader/run/tool.h"

namespace assay::grader {

// One question to a checker. Everything is borrowed.
struct CheckRequest {
  std::string_view input, answer, output;
  const std::vector<std::string>* arguments = nullptr;  // of the groups and the test
  FeedbackFiles* feedback = nullptr;  // kKattis: what earlier passes left, and then what this did
  double max_points = 0;
  bool scoring = false;
  // For DMOJ's check().
  std::string_view source, language, problem;
  double execution_time = 0;
  size_t position = 0;
};

// The checkers and interactors of a part, each compiled once. Thread-safe.
class Checkers {
 public:
  Checkers(const Grading& grading, const ProblemLimits& limits)
      : grading_(grading), limits_(limits) {}
  // Only for one with a program.
  Tool& ToolOf(const Checker& checker);

 private:
  const Grading& grading_;
  const ProblemLimits limits_;
  std::mutex mutex_;
  std::map<const Checker*, std::unique_ptr<Tool>> tools_;
};

// Puts questions to checkers, in sandboxes of its own that stay warm from test to test: expected
// answers are seen here and never by the submission. Used by one thread at a time.
class CheckerRunner {
 public:
  explicit CheckerRunner(Checkers& checkers) : checkers_(checkers) {}

  // A Status is the sandbox's fault or that the checker does not compile.
  Result<CheckAnswer> Check(const Checker& checker, const CheckRequest& request);

  // The sandbox of a checker or interactor.
  Result<Box*> BoxOf(const Checker& checker);
  Tool& ToolOf(const Checker& checker) { return checkers_.ToolOf(checker); }

 private:
  Checkers& checkers_;
  std::map<const Checker*, std::unique_ptr<Box>> boxes_;
};

// ---- shared with the interactor's side

inline constexpr char kInputFile[] = "data/input";
inline constexpr char kAnswerFile[] = "data/answer";
inline constexpr char kOutputFile[] = "data/output";
inline constexpr char kFeedbackFolder[] = "feedback/";
inline constexpr char kInteractorOutput[] = "feedback/assay-output";

// What stands after the program's own arguments: the files in the protocol's order, or by
// checker.argv; then the test's arguments.
std::vector<std::string> CheckerArguments(const Checker& checker, bool interactive,
                                          const std::vector<std::string>& arguments);

// Wraps a command so that afterwards the files of the feedback folder (and what it said beside the
// protocol, as "assay-said") come out of standard error: the sandbox's files can stay as they were.
// `interactive`: standard output is the conversation.
void WrapForFeedback(sandbox::RunSpec& run, const std::string& mark, bool interactive);
FeedbackFiles ParseFeedback(std::string_view err, const std::string& mark);
// A word that no file holds by chance.
std::string NewMark();

}  // namespace assay::grader
