#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"
#include "grader/package.h"

// What stands beside the tests: testdata.yaml (legacy, 2023-07), test_group.yaml (2025-09) and the
// NAME.yaml of one test. All keys are optional: data.cc decides what is inherited.
namespace assay::grader::kattis {

using Words = std::vector<std::string>;

enum class Aggregation : uint8_t { kPassFail, kSum, kMin };

// The default grader's flags (grader_flags).
struct GraderFlags {
  std::optional<Group::VerdictRule> verdict;  // worst_error, first_error, always_accept
  std::optional<Scoring> scoring;             // sum, avg, min, max
  bool ignore_sample = false, accept_if_any_accepted = false;
};
struct TestSettings {
  // testdata.yaml.
  std::optional<OnReject> on_reject;
  std::optional<bool> custom_grader;
  std::optional<GraderFlags> grader;
  std::optional<double> accept_score, reject_score;
  std::optional<std::pair<double, double>> range;
  // test_group.yaml. A max_score of infinity is "unbounded".
  std::optional<double> max_score;
  std::optional<Aggregation> aggregation;
  std::optional<Words> require_pass;
  bool static_validation = false;
  std::optional<bool> full_feedback;
  std::optional<Words> arguments;
  // Both.
  std::optional<Words> output_validator_arguments;
  std::optional<std::string> output_validator_name;
  std::optional<std::map<std::string, Words>> input_validator_arguments;  // "": all others
  // NAME.yaml.
  std::optional<std::string> hint, description;
};

// "worst_error sum ignore_sample"; of several of one kind the last holds. The default grader passes
// over what it does not know: such words are left in `unknown`, each with a suggestion.
GraderFlags ParseGraderFlags(const Words& words, Words* unknown);

// Each takes the text and what messages call it; kInvalidArgument where it cannot be graded by.
Result<TestSettings> ParseTestdataYaml(std::string_view text, const std::string& file,
                                       std::vector<std::string>* warnings);
Result<TestSettings> ParseTestGroupYaml(std::string_view text, const std::string& file,
                                        std::vector<std::string>* warnings);
Result<TestSettings> ParseTestYaml(std::string_view text, const std::string& file,
                                   std::vector<std::string>* warnings);

}  // namespace assay::grader::kattis
