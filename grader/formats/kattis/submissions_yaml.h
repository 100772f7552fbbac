#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "grader/formats/kattis/glob.h"
#include "grader/package.h"

// submissions/submissions.yaml: what is expected of the example submissions.
namespace assay::grader::kattis {

// Where a verdict of the format stands for several of ours: WA is PE and OLE too, TLE is ILE and
// OLE too, RTE is MLE, OLE and SV too. The format has four verdicts, and no name for an output that
// was too long: any rejection will do.
std::set<Verdict> VerdictsOf(std::string_view code);

// The rules of one pattern over submissions.
struct Expectation {
  std::set<std::string> permitted, required;  // the format's codes; empty: any
  std::optional<double> min_score, max_score;
  std::string message;
  // use_for_time_limit: unset, or whether the submission bounds the limit from that side.
  std::optional<bool> lower, upper;
};
struct SubmissionRule {
  std::string pattern;
  Glob glob;
  std::string language, entry;  // as written
  Expectation all;
  std::vector<std::pair<std::string, Expectation>> on_tests;  // by pattern over tests
};

// In the order of the file. kInvalidArgument: a pattern or a verdict that is none.
Result<std::vector<SubmissionRule>> ParseSubmissionsYaml(std::string_view text,
                                                         const std::string& file,
                                                         std::vector<std::string>* warnings);

// The default directories of 2025-09 ("accepted", "wrong_answer", …), overlaid with the rules that
// have just a directory's name; the other rules follow.
std::vector<SubmissionRule> WithDefaults(std::vector<SubmissionRule> rules);

// Puts every rule that matches `name` ("accepted/sum.py") into `submission`. Returns how many did.
int ApplyRules(const std::vector<SubmissionRule>& rules, std::string_view name,
               LabelledSubmission& submission);

// The verdicts that a source's @EXPECTED_RESULTS@ tag lists (DOMjudge, BAPCtools); empty: no tag.
std::set<Verdict> ParseExpectedResults(std::string_view source);

}  // namespace assay::grader::kattis
