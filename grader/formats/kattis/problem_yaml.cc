#include "grader/formats/kattis/problem_yaml.h"

#include <fmt/format.h>

#include <algorithm>

#include "grader/formats/kattis/yaml_map.h"
#include "runtime-images/suggest.h"

namespace assay::grader::kattis {
namespace {

constexpr double kMaxSeconds = 86'400, kMaxMib = 1 << 20, kMaxKib = 1 << 20;
constexpr size_t kLongestConstant = 256;  // with its braces: a name, not a text

const std::vector<std::string>& TypeNames() {
  static const std::vector<std::string> names = {"pass-fail", "scoring", "multi-pass",
                                                 "interactive", "submit-answer"};
  return names;
}

void ReadVersion(YamlMap& map, ProblemYaml& problem) {
  const YAML::Node node = map.Take("problem_format_version");
  const std::string text = ScalarText(node);
  if (text.empty()) return;
  problem.version_text = text;
  if (text == "legacy" || text == "legacy-icpc") return;
  problem.version = text.rfind("2023-", 0) == 0 ? Version::kDraft : Version::kCurrent;
  static const std::vector<std::string> known = {"legacy",  "legacy-icpc",   "2023-07-draft",
                                                 "2023-07", "2025-09-draft", "2025-09"};
  if (std::find(known.begin(), known.end(), text) == known.end()) {
    map.notes().Warn(node.Mark(),
                     fmt::format("problem_format_version: unknown version \"{}\"{}, read as {}",
                                 text, runtime_images::DidYouMean(text, known),
                                 problem.version == Version::kDraft ? "2023-07" : "2025-09"));
  }
}

void ReadType(YamlMap& map, ProblemYaml& problem) {
  const YAML::Node node = map.Take("type");
  const auto types = map.Words("type");
  bool pass_fail = false;
  for (const std::string& type : types.value_or(std::vector<std::string>{})) {
    if (type == "pass-fail") {
      pass_fail = true;
    } else if (type == "scoring") {
      problem.scoring = true;
    } else if (type == "multi-pass") {
      problem.multi_pass = true;
    } else if (type == "interactive") {
      problem.interactive = true;
    } else if (type == "submit-answer") {
      problem.submit_answer = true;
    } else {
      map.notes().Fail(node.Mark(), fmt::format("type: unknown type \"{}\"{}", type,
                                                runtime_images::DidYouMean(type, TypeNames())));
    }
  }
  if (node.IsDefined() && node.IsScalar() && types && types->size() > 1) {
    map.notes().Warn(node.Mark(), "type: write several as a list: [" +
                                      fmt::format("{}", fmt::join(*types, ", ")) + "]");
  }
  if (pass_fail && problem.scoring) {
    map.notes().Fail(node.Mark(), "type: pass-fail and scoring exclude one another");
  }
  if (problem.submit_answer && (problem.interactive || problem.multi_pass)) {
    map.notes().Fail(node.Mark(), "type: submit-answer excludes interactive and multi-pass");
  }
}

void ReadNames(YamlMap& map, ProblemYaml& problem) {
  const YAML::Node node = map.Take("name");
  if (!node.IsDefined()) return;
  if (node.IsScalar()) {
    problem.names["en"] = node.Scalar();
    return;
  }
  for (const auto& [language, name] : YamlMap(&map.notes(), node, "name").Rest()) {
    if (name.IsScalar()) problem.names[language] = name.Scalar();
  }
}

void ReadTimes(YamlMap& map, PackageLimits& limits) {
  if (auto n = map.Number("time_limit", 0.001, kMaxSeconds)) limits.time_limit = n;
  if (auto n = map.Number("time_resolution", 0.001, kMaxSeconds)) limits.time_resolution = *n;
  // The names of the legacy version, then of the later ones: who writes both means the later.
  if (auto n = map.Number("time_multiplier", 0.1, 1000)) limits.ac_to_time_limit = *n;
  if (auto n = map.Number("time_safety_margin", 0.1, 1000)) limits.time_limit_to_tle = *n;
  YamlMap multipliers(&map.notes(), map.Take("time_multipliers"), "time_multipliers");
  if (auto n = multipliers.Number("ac_to_time_limit", 1, 1000)) limits.ac_to_time_limit = *n;
  if (auto n = multipliers.Number("time_limit_to_tle", 1, 1000)) limits.time_limit_to_tle = *n;
  multipliers.Finish();
}

void ReadLimits(YamlMap& parent, ProblemYaml& problem) {
  PackageLimits& limits = problem.limits;
  if (problem.version == Version::kLegacy) {
    limits.ac_to_time_limit = 5;
    limits.time_limit_to_tle = 2;
  }
  YamlMap map(&parent.notes(), parent.Take("limits"), "limits");
  ReadTimes(map, limits);
  if (auto n = map.Number("memory", 1, kMaxMib)) limits.memory_mib = *n;
  if (auto n = map.Number("output", 0.001, kMaxMib)) limits.output_mib = *n;
  if (auto n = map.Number("code", 0.001, kMaxKib)) limits.code_kib = *n;
  if (auto n = map.Number("compilation_time", 0.1, kMaxSeconds)) limits.compilation_seconds = *n;
  if (auto n = map.Number("compilation_memory", 1, kMaxMib)) limits.compilation_mib = *n;
  if (auto n = map.Number("validation_time", 0.1, kMaxSeconds)) limits.validation_seconds = *n;
  if (auto n = map.Number("validation_memory", 1, kMaxMib)) limits.validation_mib = *n;
  const YAML::Node passes = map.Take("validation_passes");
  if (auto n = map.Number("validation_passes", 2, 1000)) {
    limits.validation_passes = static_cast<int>(*n);
    if (!problem.multi_pass) {
      map.notes().Warn(passes.Mark(), "validation_passes: the problem is not of type multi-pass");
    }
  }
  map.Ignore({"validation_output"});
  map.Finish();
}

void ReadValidation(YamlMap& map, ProblemYaml& problem) {
  const YAML::Node node = map.Take("validation");
  const auto words = map.Words("validation");
  if (auto flags = map.Words("validator_flags")) problem.validator_flags = *flags;
  if (!words || words->empty()) return;
  if (problem.version != Version::kLegacy) {
    map.notes().Warn(node.Mark(),
                     "validation: belongs to the legacy format; later ones tell it by "
                     "type and output_validator/");
  }
  static const std::vector<std::string> first = {"default", "custom"};
  if (std::find(first.begin(), first.end(), words->front()) == first.end()) {
    map.notes().Fail(node.Mark(), fmt::format("validation: \"{}\" is neither default nor custom{}",
                                              words->front(),
                                              runtime_images::DidYouMean(words->front(), first)));
    return;
  }
  problem.custom_validation = words->front() == "custom";
  for (size_t i = 1; i < words->size(); ++i) {
    const std::string& word = (*words)[i];
    if (word == "interactive") {
      problem.interactive = true;
    } else if (word == "multi-pass") {
      problem.multi_pass = true;
    } else if (word != "score") {  // what writes score.txt shows it by writing it
      map.notes().Fail(node.Mark(), fmt::format("validation: unknown word \"{}\"{}", word,
                                                runtime_images::DidYouMean(
                                                    word, {"score", "interactive", "multi-pass"})));
    }
  }
}

void ReadGrading(YamlMap& parent, ProblemYaml& problem) {
  YamlMap map(&parent.notes(), parent.Take("grading"), "grading");
  const YAML::Node objective = map.Take("objective");
  const std::string text = ScalarText(objective);
  problem.minimize = text == "min";
  if (!text.empty() && text != "min" && text != "max") {
    map.notes().Fail(objective.Mark(), "objective: \"" + text + "\" is neither min nor max");
  }
  if (auto n = map.Number("accept_score", -1e300, 1e300)) problem.accept_score = n;
  if (auto n = map.Number("reject_score", -1e300, 1e300)) problem.reject_score = n;
  problem.range = map.String("range");
  problem.on_reject = map.String("on_reject");
  map.Ignore({"show_test_data_groups"});
  map.Finish();
}

void ReadConstants(YamlMap& parent, ProblemYaml& problem) {
  YamlMap map(&parent.notes(), parent.Take("constants"), "constants");
  for (const auto& [name, value] : map.Rest()) {
    if (value.IsScalar()) {
      problem.constants[name] = problem.constants[name + ".value"] = value.Scalar();
      continue;
    }
    for (const auto& [variant, text] : YamlMap(&map.notes(), value, "constants").Rest()) {
      if (!text.IsScalar()) continue;
      problem.constants[name + "." + variant] = text.Scalar();
      if (variant == "value") problem.constants[name] = text.Scalar();
    }
    if (problem.constants.count(name) == 0) {
      map.notes().Warn(value.Mark(), fmt::format("constants: \"{}\" has no value", name));
    }
  }
}

}  // namespace

Result<ProblemYaml> ParseProblemYaml(std::string_view text, const std::string& file,
                                     std::vector<std::string>* warnings) {
  ASSAY_ASSIGN_OR_RETURN(const YAML::Node root, ParseYaml(text, file));
  YamlNotes notes(file, warnings);
  ProblemYaml problem;
  try {
    YamlMap map(&notes, root, "problem.yaml");
    ReadVersion(map, problem);
    ReadType(map, problem);
    ReadNames(map, problem);
    problem.uuid = map.String("uuid").value_or("");
    ReadValidation(map, problem);
    ReadLimits(map, problem);
    ReadGrading(map, problem);
    if (auto languages = map.Words("languages")) {
      problem.languages = *languages;
      const bool all = languages->size() == 1 && languages->front() == "all";
      if (all) problem.languages.clear();
    }
    ReadConstants(map, problem);
    map.Ignore({"author", "source", "source_url", "license", "rights_owner", "keywords", "version",
                "credits", "embargo_until", "allow_file_writing", "libraries"});
    map.Finish();
  } catch (const YAML::Exception& error) {
    notes.Fail(error.mark, error.msg);
  }
  if (!notes.ok()) return notes.status();
  return problem;
}

std::string ReplaceConstants(std::string_view text,
                             const std::map<std::string, std::string>& constants) {
  std::string out;
  while (!text.empty()) {
    const size_t open = text.find("{{");
    if (open == std::string_view::npos) break;
    out += text.substr(0, open);
    text.remove_prefix(open);
    const size_t close = text.substr(0, kLongestConstant).find("}}");
    const auto found = close == std::string_view::npos
                           ? constants.end()
                           : constants.find(std::string(text.substr(2, close - 2)));
    if (found == constants.end()) {
      out += text.front();  // the second brace may open the sequence that is meant
      text.remove_prefix(1);
    } else {
      out += found->second;
      text.remove_prefix(close + 2);
    }
  }
  return out.append(text);
}

std::optional<double> ParseDomjudgeIni(std::string_view text) {
  constexpr std::string_view kKey = "timelimit", kBlanks = " \t\r'\"";
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto trim = [&](std::string_view word) {
      const size_t from = std::min(word.find_first_not_of(kBlanks), word.size());
      return word.substr(from, word.find_last_not_of(kBlanks) + 1 - from);
    };
    if (trim(line.substr(0, equals)) != kKey) continue;
    const auto value = ParseNumber(trim(line.substr(equals + 1)));
    if (value && *value > 0 && *value <= kMaxSeconds) return value;
  }
  return std::nullopt;
}

}  // namespace assay::grader::kattis
