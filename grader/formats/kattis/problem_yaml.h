#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// problem.yaml, in every version of the Kattis problem package format.
namespace assay::grader::kattis {

enum class Version : uint8_t {
  kLegacy,   // "legacy", "legacy-icpc", or nothing said
  kDraft,    // "2023-07" and its drafts: the new problem.yaml with the old testdata.yaml
  kCurrent,  // "2025-09" and what comes after it
};

// MiB, KiB and seconds as they are written; the defaults are the specification's typical ones.
struct PackageLimits {
  std::optional<double> time_limit;
  double time_resolution = 1.0;
  double ac_to_time_limit = 2.0, time_limit_to_tle = 1.5;
  double memory_mib = 2048, output_mib = 8, code_kib = 128;
  double compilation_seconds = 60, compilation_mib = 2048;
  double validation_seconds = 60, validation_mib = 2048;
  int validation_passes = 2;
};

struct ProblemYaml {
  Version version = Version::kLegacy;
  std::string version_text = "legacy";
  std::map<std::string, std::string> names;  // by natural language
  std::string uuid;
  bool scoring = false, interactive = false, multi_pass = false, submit_answer = false;
  // Legacy's `validation`; later versions tell it by the folder.
  std::optional<bool> custom_validation;
  bool minimize = false;  // grading: objective: min
  std::vector<std::string> validator_flags;
  PackageLimits limits;
  std::vector<std::string> languages;  // Kattis' codes; empty: all
  // What stands between {{ and }}: "name" and "name.variant".
  std::map<std::string, std::string> constants;
  // Keys of `grading` older than the version called legacy, for the root of the test data.
  std::optional<double> accept_score, reject_score;
  std::optional<std::string> on_reject, range;
};

// `file` is what messages call the text. What means nothing to grading is a warning at most; what
// would make grading wrong (an unknown type, a limit that is no number) is kInvalidArgument.
Result<ProblemYaml> ParseProblemYaml(std::string_view text, const std::string& file,
                                     std::vector<std::string>* warnings);

// `text` with every {{name}} and {{name.variant}} of a constant replaced; others stay.
std::string ReplaceConstants(std::string_view text,
                             const std::map<std::string, std::string>& constants);

// The time limit of a domjudge-problem.ini (timelimit = '1.5'), in seconds. Without one: nothing.
std::optional<double> ParseDomjudgeIni(std::string_view text);

}  // namespace assay::grader::kattis
