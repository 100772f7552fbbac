#pragma once

#include <map>
#include <optional>
#include <string>

#include "grader/package.h"
#include "grader/verdict.h"
#include "sandbox/outcome.h"

// What a checker or interactor said, by its protocol. No sandbox in here: a run's outcome in, a
// judgement out.
namespace assay::grader {

struct CheckAnswer {
  // kAccepted, kWrongAnswer, kPresentationError; kJudgeError when the checker itself failed.
  Verdict verdict = Verdict::kJudgeError;
  std::optional<double> fraction;  // of the test's points
  std::optional<double> points;    // or as they are
  std::string feedback;            // for the student
  std::string judge_feedback;      // for the teacher
};

// Files that a Kattis validator left in its feedback folder, by name.
using FeedbackFiles = std::map<std::string, std::string>;

struct CheckerEnd {
  const sandbox::Outcome& outcome;
  const FeedbackFiles& files;  // kKattis
  const std::string& debug;    // what it printed beside the protocol: for the teacher
  double max_points = 0;       // of the test
  bool scoring = false;        // score files count
};

// Never kAccepted unless the protocol's word for it was said: a checker that crashed, ran out of a
// limit or exited with an undefined code is kJudgeError with the reason in judge_feedback.
CheckAnswer ParseCheckerAnswer(CheckerProtocol protocol, const CheckerEnd& end);

// Shells report the signal of a command as exit code 128 + n: turns that back.
void UnwrapShellExit(sandbox::Outcome& outcome);

}  // namespace assay::grader
