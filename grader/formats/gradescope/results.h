#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"
#include "grader/package.h"

// What a Gradescope autograder writes to results/results.json. The file is the work of code that
// ran beside the student's: it is read with bounds, and nothing in it is believed but what it says.
namespace assay::grader::gradescope {

// How a text is meant to be shown.
enum class Format : uint8_t { kText, kHtml, kSimple, kMarkdown, kAnsi };

struct TestResult {
  std::optional<double> score, max_score;
  std::optional<bool> passed;  // "status"
  std::string name, number, output;
  Format name_format = Format::kText, output_format = Format::kText;
  std::vector<std::string> tags;
  std::optional<Visibility> visibility;
  std::string extra_data;  // JSON, as text
};

struct Results {
  std::optional<double> score, max_score, execution_time;
  std::string output;
  Format output_format = Format::kText, test_output_format = Format::kText,
         test_name_format = Format::kText;
  Visibility visibility = Visibility::kAlways;
  Visibility stdout_visibility = Visibility::kHidden;
  std::string extra_data;
  std::vector<TestResult> tests;
  std::vector<std::pair<std::string, std::string>> leaderboard;  // name, value
};

// At most 16 MiB, 64 deep, 10,000 tests. kInvalidArgument names the place: "results.json:
// tests[3].score: expected a number".
Result<Results> ParseResults(std::string_view json);

// For showing as plain text: tags, entities and colours are taken out; Markdown stays as it is.
std::string PlainText(std::string_view text, Format format);

}  // namespace assay::grader::gradescope
