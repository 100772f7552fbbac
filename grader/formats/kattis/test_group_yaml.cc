#include "grader/formats/kattis/test_group_yaml.h"

#include <fmt/format.h>

#include <limits>

#include "grader/formats/kattis/yaml_map.h"
#include "runtime-images/suggest.h"

namespace assay::grader::kattis {
namespace {

constexpr double kMaxScore = 1e300;

void ReadOnReject(YamlMap& map, TestSettings& settings) {
  const YAML::Node node = map.Take("on_reject");
  const std::string text = ScalarText(node);
  if (text.empty()) return;
  // The two long names are older than the version called legacy.
  if (text == "break" || text == "first_error") {
    settings.on_reject = OnReject::kBreak;
  } else if (text == "continue" || text == "grade" || text == "worst_error") {
    settings.on_reject = OnReject::kContinue;
  } else {
    map.notes().Fail(node.Mark(),
                     fmt::format("on_reject: \"{}\" is neither break nor continue{}", text,
                                 runtime_images::DidYouMean(text, {"break", "continue"})));
  }
}

void ReadGrading(YamlMap& map, TestSettings& settings) {
  const YAML::Node node = map.Take("grading");
  const std::string text = ScalarText(node);
  if (!text.empty()) {
    settings.custom_grader = text == "custom";
    if (text != "custom" && text != "default") {
      map.notes().Fail(node.Mark(), "grading: \"" + text + "\" is neither default nor custom");
    }
  }
  const YAML::Node flags = map.Take("grader_flags");
  const auto words = map.Words("grader_flags");
  if (!words) return;
  Words unknown;
  settings.grader = ParseGraderFlags(*words, &unknown);
  if (settings.custom_grader.value_or(false)) return;  // they are the custom grader's own
  for (const std::string& word : unknown) map.notes().Warn(flags.Mark(), "grader_flags: " + word);
}

void ReadRange(YamlMap& map, TestSettings& settings) {
  const YAML::Node node = map.Take("range");
  const auto words = map.Words("range");
  if (!words) return;
  const auto low = words->size() == 2 ? ParseNumber((*words)[0]) : std::nullopt;
  const auto high = words->size() == 2 ? ParseNumber((*words)[1]) : std::nullopt;
  if (!low || !high || *low > *high) {
    map.notes().Fail(node.Mark(), "range: expected two numbers, the lower one first: \"0 100\"");
    return;
  }
  settings.range = {*low, *high};
}

// A text of flags for every validator, or {name: …, flags: …} for one.
std::pair<std::string, Words> NamedFlags(YamlMap& map, const std::string& key) {
  const YAML::Node node = map.Take(key);
  if (!node.IsMap()) return {"", map.Words(key).value_or(Words{})};
  YamlMap inner(&map.notes(), node, key);
  const std::string name = inner.String("name").value_or("");
  Words flags = inner.Words("flags").value_or(Words{});
  inner.Finish();
  return {name, std::move(flags)};
}

// 2025-09: a list for every input validator, or a map from the validator's name to its list.
void ReadInputArguments(YamlMap& map, TestSettings& settings) {
  const YAML::Node node = map.Take("input_validator_args");
  if (!node.IsDefined()) return;
  std::map<std::string, Words>& arguments = settings.input_validator_arguments.emplace();
  if (!node.IsMap()) {
    arguments[""] = map.Strings("input_validator_args").value_or(Words{});
    return;
  }
  YamlMap inner(&map.notes(), node, "input_validator_args");
  for (const auto& [name, value] : inner.Rest()) {
    arguments[name] = inner.Strings(name).value_or(Words{});
  }
}

// Keys that test_group.yaml and NAME.yaml share.
void ReadArguments(YamlMap& map, TestSettings& settings) {
  settings.arguments = map.Strings("args");
  settings.output_validator_arguments = map.Strings("output_validator_args");
  settings.full_feedback = map.Bool("full_feedback");
  ReadInputArguments(map, settings);
  map.Ignore({"input_visualizer_args", "output_visualizer_args"});
}

// Flags of the drafts before 2025-09, which some packages of that version still carry.
void ReadFlags(YamlMap& map, TestSettings& settings) {
  if (map.Take("input_validator_flags").IsDefined()) {
    const auto [name, flags] = NamedFlags(map, "input_validator_flags");
    settings.input_validator_arguments = std::map<std::string, Words>{{name, flags}};
  }
  if (map.Take("output_validator_flags").IsDefined()) {
    auto [name, flags] = NamedFlags(map, "output_validator_flags");
    settings.output_validator_arguments = std::move(flags);
    if (!name.empty()) settings.output_validator_name = name;
  }
}

std::optional<Aggregation> ReadAggregation(YamlMap& map, const std::string& key) {
  const YAML::Node node = map.Take(key);
  const std::string text = ScalarText(node);
  if (text.empty()) return std::nullopt;
  if (text == "pass-fail") return Aggregation::kPassFail;
  if (text == "sum") return Aggregation::kSum;
  if (text == "min") return Aggregation::kMin;
  map.notes().Fail(node.Mark(),
                   fmt::format("{}: \"{}\" is none of pass-fail, sum and min{}", key, text,
                               runtime_images::DidYouMean(text, {"pass-fail", "sum", "min"})));
  return std::nullopt;
}

template <typename Read>
Result<TestSettings> Parse(std::string_view text, const std::string& file,
                           std::vector<std::string>* warnings, const std::string& what, Read read) {
  ASSAY_ASSIGN_OR_RETURN(const YAML::Node root, ParseYaml(text, file));
  YamlNotes notes(file, warnings);
  TestSettings settings;
  try {
    YamlMap map(&notes, root, what);
    read(map, settings);
    map.Finish();
  } catch (const YAML::Exception& error) {
    notes.Fail(error.mark, error.msg);
  }
  if (!notes.ok()) return notes.status();
  return settings;
}

}  // namespace

GraderFlags ParseGraderFlags(const Words& words, Words* unknown) {
  GraderFlags flags;
  static const std::map<std::string, Group::VerdictRule> verdicts = {
      {"worst_error", Group::VerdictRule::kWorst},
      {"no_errors", Group::VerdictRule::kWorst},  // an older name
      {"first_error", Group::VerdictRule::kFirst},
      {"always_accept", Group::VerdictRule::kAlwaysAccept}};
  static const std::map<std::string, Scoring> scores = {{"sum", Scoring::kSum},
                                                        {"avg", Scoring::kAverage},
                                                        {"min", Scoring::kMin},
                                                        {"max", Scoring::kMax}};
  for (const std::string& word : words) {
    if (auto verdict = verdicts.find(word); verdict != verdicts.end()) {
      flags.verdict = verdict->second;
    } else if (auto score = scores.find(word); score != scores.end()) {
      flags.scoring = score->second;
    } else if (word == "ignore_sample") {
      flags.ignore_sample = true;
    } else if (word == "accept_if_any_accepted") {
      flags.accept_if_any_accepted = true;
    } else {
      static const std::vector<std::string> known = {
          "worst_error", "first_error",   "always_accept",         "sum", "avg", "min",
          "max",         "ignore_sample", "accept_if_any_accepted"};
      unknown->push_back(
          fmt::format("unknown flag \"{}\"{}", word, runtime_images::DidYouMean(word, known)));
    }
  }
  return flags;
}

Result<TestSettings> ParseTestdataYaml(std::string_view text, const std::string& file,
                                       std::vector<std::string>* warnings) {
  return Parse(text, file, warnings, "testdata.yaml", [](YamlMap& map, TestSettings& settings) {
    ReadOnReject(map, settings);
    // 2025-09's drafts: scoring: {score, max_score, aggregation} took the place of the grader.
    YamlMap draft(&map.notes(), map.Take("scoring"), "scoring");
    settings.max_score = draft.Number("score", 0, kMaxScore);
    settings.aggregation = ReadAggregation(draft, "aggregation");
    draft.Ignore({"max_score", "require_pass"});
    draft.Finish();
    ReadGrading(map, settings);
    settings.accept_score = map.Number("accept_score", -kMaxScore, kMaxScore);
    settings.reject_score = map.Number("reject_score", -kMaxScore, kMaxScore);
    ReadRange(map, settings);
    ReadFlags(map, settings);
  });
}

Result<TestSettings> ParseTestGroupYaml(std::string_view text, const std::string& file,
                                        std::vector<std::string>* warnings) {
  return Parse(text, file, warnings, "test_group.yaml", [](YamlMap& map, TestSettings& settings) {
    if (ScalarText(map.Take("max_score")) == "unbounded") {
      settings.max_score = std::numeric_limits<double>::infinity();
    } else {
      settings.max_score = map.Number("max_score", 0, kMaxScore);
    }
    settings.aggregation = ReadAggregation(map, "score_aggregation");
    settings.require_pass = map.Strings("require_pass");
    settings.static_validation = map.Take("static_validation_score").IsDefined();
    map.Ignore({"static_validator_args"});
    ReadArguments(map, settings);
  });
}

Result<TestSettings> ParseTestYaml(std::string_view text, const std::string& file,
                                   std::vector<std::string>* warnings) {
  return Parse(text, file, warnings, "a test", [](YamlMap& map, TestSettings& settings) {
    ReadArguments(map, settings);
    ReadFlags(map, settings);
    settings.hint = map.String("hint");
    settings.description = map.String("description");
  });
}

}  // namespace assay::grader::kattis
