#include "grader/formats/kattis/submissions_yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "grader/formats/kattis/yaml_map.h"

namespace assay::grader::kattis {
namespace {

std::set<std::string> ReadVerdicts(YamlMap& map, const std::string& key) {
  std::set<std::string> verdicts;
  const YAML::Node node = map.Take(key);
  for (const std::string& code : map.Strings(key).value_or(std::vector<std::string>{})) {
    if (VerdictsOf(code).empty()) {
      map.notes().Fail(node.Mark(),
                       fmt::format("{}: \"{}\" is none of AC, WA, TLE and RTE", key, code));
    }
    verdicts.insert(code);
  }
  return verdicts;
}

void ReadScore(YamlMap& map, Expectation& expectation) {
  const YAML::Node node = map.Take("score");
  const auto texts = map.Strings("score");
  if (!texts) return;
  const auto low = texts->empty() ? std::nullopt : ParseNumber(texts->front());
  const auto high = texts->empty() ? std::nullopt : ParseNumber(texts->back());
  if (!low || !high || texts->size() > 2 || *low > *high) {
    map.notes().Fail(node.Mark(), "score: expected one number, or two as [lowest, highest]");
    return;
  }
  expectation.min_score = low;
  expectation.max_score = high;
}

Expectation ReadExpectation(YamlMap& map) {
  Expectation expectation;
  expectation.permitted = ReadVerdicts(map, "permitted");
  expectation.required = ReadVerdicts(map, "required");
  expectation.message = map.String("message").value_or("");
  ReadScore(map, expectation);
  const YAML::Node node = map.Take("use_for_time_limit");
  const std::string text = ScalarText(node);
  if (text == "lower" || text == "upper" || text == "false") {
    expectation.lower = text == "lower";
    expectation.upper = text == "upper";
  } else if (!text.empty() && text != "true") {
    map.notes().Fail(node.Mark(), "use_for_time_limit: expected true, false, lower or upper");
  }
  return expectation;
}

void ReadRule(YamlNotes& notes, const std::string& pattern, const YAML::Node& node,
              std::vector<SubmissionRule>& rules) {
  auto glob = Glob::Parse(pattern);
  if (!glob.ok()) return notes.Fail(node.Mark(), glob.status().message());
  SubmissionRule rule{pattern, std::move(*glob), {}, {}, {}, {}};
  YamlMap map(&notes, node, pattern);
  rule.language = map.String("language").value_or("");
  rule.entry = map.String("entrypoint").value_or("");
  rule.all = ReadExpectation(map);
  map.Ignore({"authors", "model_solution"});
  // The rest are patterns over tests where their value is a map, and slips where it is not.
  for (const auto& [tests, value] : map.Rest()) {
    auto over_tests = Glob::Parse(tests);
    if (!over_tests.ok()) {
      notes.Fail(value.Mark(), over_tests.status().message());
    } else if (!value.IsMap() && !value.IsNull()) {
      notes.Warn(value.Mark(), fmt::format("{}: unknown key \"{}\"", pattern, tests));
    } else {
      YamlMap inner(&notes, value, tests);
      rule.on_tests.emplace_back(tests, ReadExpectation(inner));
      inner.Finish();
    }
  }
  rules.push_back(std::move(rule));
}

std::set<Verdict> Expand(const std::set<std::string>& codes) {
  std::set<Verdict> verdicts;
  for (const std::string& code : codes) verdicts.merge(VerdictsOf(code));
  return verdicts;
}

// Does a rule make its submissions bound the time limit from below, from above?
bool Lower(const Expectation& e) {
  return e.lower.value_or(!e.permitted.empty() && e.permitted.count("TLE") == 0);
}
bool Upper(const Expectation& e) {
  return e.upper.value_or(e.required == std::set<std::string>{"TLE"});
}

// Both must hold: what both permit. An empty set permits all.
void Intersect(std::set<Verdict>& permitted, const std::set<Verdict>& more) {
  if (more.empty()) return;
  if (permitted.empty()) {
    permitted = more;
    return;
  }
  std::set<Verdict> both;
  std::set_intersection(permitted.begin(), permitted.end(), more.begin(), more.end(),
                        std::inserter(both, both.end()));
  // Rules that exclude one another hold for no verdict, and an empty set would mean any.
  if (both.empty()) both.insert(Verdict::kSkipped);
  permitted = std::move(both);
}

void Apply(const SubmissionRule& rule, LabelledSubmission& submission) {
  if (!rule.language.empty()) submission.language = rule.language;
  if (!rule.entry.empty()) submission.entry = rule.entry;
  const Expectation& all = rule.all;
  Intersect(submission.permitted, Expand(all.permitted));
  if (!all.required.empty()) submission.required.push_back(Expand(all.required));
  if (all.min_score) submission.min_score = all.min_score;
  if (all.max_score) submission.max_score = all.max_score;
  if (!all.message.empty()) submission.message = all.message;
  submission.sets_lower_bound |= Lower(all);
  submission.sets_upper_bound |= Upper(all);
  for (const auto& [tests, expectation] : rule.on_tests) {
    submission.on_tests.push_back({tests, Expand(expectation.permitted),
                                   Expand(expectation.required), expectation.min_score,
                                   expectation.max_score, expectation.message});
    submission.sets_lower_bound |= Lower(expectation);
    submission.sets_upper_bound |= Upper(expectation);
  }
}

}  // namespace

std::set<Verdict> VerdictsOf(std::string_view code) {
  if (code == "AC") return {Verdict::kAccepted};
  if (code == "WA") {
    return {Verdict::kWrongAnswer, Verdict::kPresentationError, Verdict::kOutputLimit};
  }
  if (code == "TLE") return {Verdict::kTimeLimit, Verdict::kIdleLimit, Verdict::kOutputLimit};
  if (code == "RTE") {
    return {Verdict::kRuntimeError, Verdict::kMemoryLimit, Verdict::kSecurityViolation,
            Verdict::kOutputLimit};
  }
  return {};
}

Result<std::vector<SubmissionRule>> ParseSubmissionsYaml(std::string_view text,
                                                         const std::string& file,
                                                         std::vector<std::string>* warnings) {
  ASSAY_ASSIGN_OR_RETURN(const YAML::Node root, ParseYaml(text, file));
  YamlNotes notes(file, warnings);
  std::vector<SubmissionRule> rules;
  try {
    for (const auto& [pattern, node] : YamlMap(&notes, root, "submissions.yaml").Rest()) {
      ReadRule(notes, pattern, node, rules);
    }
  } catch (const YAML::Exception& error) {
    notes.Fail(error.mark, error.msg);
  }
  if (!notes.ok()) return notes.status();
  return rules;
}

std::vector<SubmissionRule> WithDefaults(std::vector<SubmissionRule> rules) {
  using Codes = std::set<std::string>;
  static const std::map<std::string, std::pair<Codes, Codes>> defaults = {
      {"accepted", {{"AC"}, {}}},
      {"rejected", {{}, {"RTE", "TLE", "WA"}}},
      {"wrong_answer", {{"AC", "WA"}, {"WA"}}},
      {"time_limit_exceeded", {{"AC", "TLE"}, {"TLE"}}},
      {"run_time_error", {{"AC", "RTE"}, {"RTE"}}},
      {"brute_force", {{"AC", "RTE", "TLE"}, {"RTE", "TLE"}}},
      // Not the specification's, but widely used.
      {"slow_accepted", {{"AC", "TLE"}, {}}}};
  std::vector<SubmissionRule> all;
  for (const auto& [name, sets] : defaults) {
    auto glob = Glob::Parse(name);
    if (!glob.ok()) continue;
    SubmissionRule rule{name, std::move(*glob), {}, {}, {}, {}};
    const auto own = std::find_if(rules.begin(), rules.end(), [&](const SubmissionRule& r) {
      return r.pattern == name || r.pattern == name + "/";
    });
    if (own != rules.end()) {
      rule = std::move(*own);
      rules.erase(own);
    }
    if (rule.all.permitted.empty()) rule.all.permitted = sets.first;
    if (rule.all.required.empty()) rule.all.required = sets.second;
    all.push_back(std::move(rule));
  }
  std::move(rules.begin(), rules.end(), std::back_inserter(all));
  return all;
}

int ApplyRules(const std::vector<SubmissionRule>& rules, std::string_view name,
               LabelledSubmission& submission) {
  int count = 0;
  for (const SubmissionRule& rule : rules) {
    if (!rule.glob.Matches(name)) continue;
    Apply(rule, submission);
    ++count;
  }
  return count;
}

std::set<Verdict> ParseExpectedResults(std::string_view source) {
  constexpr std::string_view kTag = "@EXPECTED_RESULTS@:";
  std::string line;
  if (const size_t at = source.find(kTag); at != std::string_view::npos) {
    line = source.substr(at + kTag.size());
    line.resize(std::min(line.find('\n'), line.size()));
  }
  for (char& c : line) {
    c = c == '-' || c == '_' ? '-' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  static const std::map<std::string, std::string, std::less<>> names = {
      {"ACCEPTED", "AC"},   {"CORRECT", "AC"},        {"WRONG-ANSWER", "WA"},
      {"NO-OUTPUT", "WA"},  {"TIMELIMIT", "TLE"},     {"TIME-LIMIT-EXCEEDED", "TLE"},
      {"RUN-ERROR", "RTE"}, {"RUN-TIME-ERROR", "RTE"}};
  std::set<Verdict> verdicts;
  std::replace(line.begin(), line.end(), ',', ' ');
  for (const auto& word : SplitWords(line)) {
    if (const auto found = names.find(word); found != names.end()) {
      verdicts.merge(VerdictsOf(found->second));
    } else if (word == "COMPILER-ERROR") {
      verdicts.insert(Verdict::kCompileError);
    } else if (word == "OUTPUT-LIMIT") {
      verdicts.insert(Verdict::kOutputLimit);
    } else if (word == "MEMORY-LIMIT") {
      verdicts.insert(Verdict::kMemoryLimit);
    }
  }
  return verdicts;
}

}  // namespace assay::grader::kattis
