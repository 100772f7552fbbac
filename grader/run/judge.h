#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "grader/package.h"
#include "grader/report.h"
#include "grader/run/checker.h"
#include "grader/run/generator.h"
#include "grader/run/student.h"

namespace assay::grader {

// A test with what its groups say about it.
struct JudgedTest {
  const Test* test = nullptr;
  const Checker* checker = nullptr;    // of the innermost group that has one, else the part's
  std::vector<std::string> arguments;  // to the checker: of the groups, then its own
  double max_points = 0;
  size_t position = 0;
};

struct TestScore {
  std::optional<double> fraction;  // of the test's points
  std::optional<double> points;    // or as they are
};

struct Judgement {
  TestReport report;  // all but what the tally knows: name, group, score, hints
  TestScore score;
};

// What the tests of one part share. All borrowed; thread-safe.
struct JudgeContext {
  const Package& package;
  const Part& part;
  const StandardIo& task;
  const Submission& submission;
  const GradeOptions& options;
  Generators& generators;
};

// Judges tests one after another with sandboxes of its own. Used by one thread.
class Judge {
 public:
  // `student`: null where the submission is the output (kSubmitAnswer).
  Judge(const JudgeContext& context, Checkers& checkers, std::unique_ptr<Student> student)
      : context_(context), checkers_(checkers), student_(std::move(student)) {}

  // Never fails: a fault on our side is kJudgeError with its reason.
  Judgement Run(const JudgedTest& judged);

 private:
  struct Once {
    Judgement judgement;
    bool near_limit = false;
  };
  Result<Once> RunOnce(const JudgedTest& judged);
  Result<Once> Batch(const JudgedTest& judged, std::string_view input, std::string_view answer);
  Result<Once> Interactive(const JudgedTest& judged, std::string_view input,
                           std::string_view answer);
  Result<Once> Passes(const JudgedTest& judged, std::string_view input, std::string_view answer);
  Result<Once> SubmittedAnswer(const JudgedTest& judged, std::string_view input,
                               std::string_view answer);
  Result<Once> OneConversation(const JudgedTest& judged, std::string_view input,
                               std::string_view answer, FeedbackFiles* feedback);
  Result<Once> OneRun(const JudgedTest& judged, std::string_view input, std::string_view answer,
                      FeedbackFiles* feedback);
  CheckRequest Request(const JudgedTest& judged, std::string_view input, std::string_view answer);
  // Looks at an output: by the checker's program or the built-in comparison.
  Status Look(const JudgedTest& judged, const CheckRequest& request, Judgement& judgement);

  const JudgeContext& context_;
  CheckerRunner checkers_;
  std::unique_ptr<Student> student_;
  bool wall_limit_confirmed_ = false;
};

// At most `max` bytes of the text, cut between UTF-8 characters.
Excerpt MakeExcerpt(std::string_view text, size_t max);

}  // namespace assay::grader
