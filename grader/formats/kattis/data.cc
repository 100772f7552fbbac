#include "grader/formats/kattis/data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/formats/kattis/data_reader.h"
#include "grader/formats/kattis/generators_yaml.h"
#include "grader/formats/kattis/yaml_map.h"

namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

// What is said below wins; what is not said is taken from above.
template <typename T>
void Inherit(std::optional<T>& value, const std::optional<T>& above) {
  if (!value) value = above;
}

TestSettings Inherited(TestSettings own, const TestSettings& above) {
  Inherit(own.on_reject, above.on_reject);
  Inherit(own.custom_grader, above.custom_grader);
  Inherit(own.grader, above.grader);
  Inherit(own.accept_score, above.accept_score);
  Inherit(own.reject_score, above.reject_score);
  Inherit(own.full_feedback, above.full_feedback);
  Inherit(own.arguments, above.arguments);
  Inherit(own.output_validator_arguments, above.output_validator_arguments);
  Inherit(own.output_validator_name, above.output_validator_name);
  Inherit(own.input_validator_arguments, above.input_validator_arguments);
  return own;
}

// Words as a shell would split them: blanks separate, quotes and backslashes protect.
Words ShellWords(std::string_view text) {
  Words words;
  bool inside = false;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      words.back() += text[++i];
    } else {
      words.back() += c;
    }
  }
  return words;
}

size_t CountTests(const Group& group) {
  size_t count = group.tests.size();
  for (const Group& inner : group.groups) count += CountTests(inner);
  return count;
}

bool AcceptsRejected(const Group& group) {
  return group.verdict_rule == Group::VerdictRule::kAlwaysAccept ||
         group.verdict_rule == Group::VerdictRule::kAcceptAny || !group.counts ||
         std::any_of(group.groups.begin(), group.groups.end(), AcceptsRejected);
}

std::optional<double> BestScore(const ProblemYaml& problem, const TestSettings& root,
                                const Group& data) {
  if (!problem.scoring) return std::nullopt;
  if (problem.version != Version::kCurrent) {
    if (!root.range) return std::nullopt;
    const double best = problem.minimize ? root.range->first : root.range->second;
    return std::isfinite(best) ? std::optional(best) : std::nullopt;
  }
  for (const Group& group : data.groups) {
    if (group.name == "secret") return group.points;
  }
  return std::nullopt;
}

}  // namespace

std::string DataReader::Name(const fs::path& path) const {
  return path.lexically_relative(tree_.root() / "data").string();
}

std::vector<fs::path> DataReader::GroupFolders(const Folder& found) {
  std::vector<fs::path> folders = found.folders;
  folders.erase(std::remove_if(folders.begin(), folders.end(),
                               [](const fs::path& f) { return f.extension() == ".files"; }),
                folders.end());
  return folders;
}

Result<std::string> DataReader::GeneratedSettings(const fs::path& folder) {
  const fs::path file = tree_.root() / "generators" / "generators.yaml";
  ASSAY_ASSIGN_OR_RETURN(const std::string text, tree_.ReadOptional(file));
  const std::string group = Name(folder);
  ASSAY_ASSIGN_OR_RETURN(std::string settings,
                         GeneratedTestGroup(text, file.string(), group == "." ? "" : group));
  if (!settings.empty()) {
    tree_.warnings.push_back(fmt::format("{}: holds for {}, where no test_group.yaml stands",
                                         file.string(), folder.string()));
  }
  return settings;
}

Result<FolderSettings> DataReader::Settings(const fs::path& folder, const TestSettings& above) {
  FolderSettings settings;
  bool found = false;
  for (const char* name : {"testdata.yaml", "test_group.yaml"}) {
    const fs::path file = folder / name;
    ASSAY_ASSIGN_OR_RETURN(std::string text, tree_.ReadOptional(file));
    if (text.empty() && !found && name[4] == '_') {
      ASSAY_ASSIGN_OR_RETURN(text, GeneratedSettings(folder));
    }
    if (text.empty()) continue;
    found = true;
    const bool legacy = name[4] != '_';
    if (legacy != (problem_.version != Version::kCurrent)) {
      tree_.warnings.push_back(fmt::format("{}: version {} has {} instead", file.string(),
                                           problem_.version_text,
                                           legacy ? "test_group.yaml" : "testdata.yaml"));
    }
    text = ReplaceConstants(text, tree_.constants());
    ASSAY_ASSIGN_OR_RETURN(settings.own,
                           legacy ? ParseTestdataYaml(text, file.string(), &tree_.warnings)
                                  : ParseTestGroupYaml(text, file.string(), &tree_.warnings));
    if (settings.own.custom_grader.value_or(false)) {
      tree_.warnings.push_back(file.string() +
                               ": custom graders are not run; the default one takes its place");
    }
    if (settings.own.static_validation) {
      tree_.warnings.push_back(file.string() + ": static validators are not run");
    }
  }
  settings.all = Inherited(settings.own, above);
  return settings;
}

Words DataReader::CheckerArguments(const TestSettings& settings) const {
  Words words = problem_.validator_flags;
  if (settings.output_validator_arguments) {
    words.insert(words.end(), settings.output_validator_arguments->begin(),
                 settings.output_validator_arguments->end());
  }
  return words;
}

Status DataReader::BuiltinChecker(const TestSettings& settings, Group* group) const {
  const Words words = CheckerArguments(settings);
  if (custom_ || words == problem_.validator_flags) return OkStatus();
  auto spec = ParseKattisFlags(words);
  if (!spec.ok()) return std::move(spec).status().Annotate("data/" + group->name);
  group->checker.emplace().builtin = *spec;
  return OkStatus();
}

Status DataReader::Annotate(const fs::path& stem, Test* test) {
  ASSAY_ASSIGN_OR_RETURN(std::string hint, tree_.ReadOptional(stem.string() + ".hint"));
  if (!hint.empty()) test->hints.push_back({Verdict::kAccepted, std::move(hint)});
  ASSAY_ASSIGN_OR_RETURN(std::string description, tree_.ReadOptional(stem.string() + ".desc"));
  if (!description.empty()) test->description = std::move(description);
  ASSAY_ASSIGN_OR_RETURN(const Folder files, tree_.List(stem.string() + ".files"));
  test->files = files.files;
  if (!files.folders.empty()) {
    tree_.warnings.push_back(stem.string() + ".files: folders in it are left out");
  }
  return OkStatus();
}

Status DataReader::OneTest(const fs::path& input, const TestSettings& settings, Group* group) {
  fs::path stem = input;
  stem.replace_extension();
  Test test;
  test.name = Name(stem);
  std::error_code error;
  test.input = fs::canonical(input, error);  // links within the package were let pass
  fs::path answer = input;
  answer.replace_extension(".ans");
  if (fs::is_regular_file(answer, error)) {
    test.answer = fs::canonical(answer, error);
  } else if (custom_) {
    tree_.warnings.push_back(answer.string() + ": missing; the validator gets an empty one");
  } else {
    return NotFound(answer.string() + ": no answer stands beside its input");
  }
  TestSettings all = settings;
  const fs::path yaml = stem.string() + ".yaml";
  ASSAY_ASSIGN_OR_RETURN(const std::string text, tree_.ReadOptional(yaml));
  if (!text.empty()) {
    ASSAY_ASSIGN_OR_RETURN(TestSettings own, ParseTestYaml(text, yaml.string(), &tree_.warnings));
    if (own.hint) test.hints.push_back({Verdict::kAccepted, *own.hint});
    test.description = own.description.value_or("");
    all = Inherited(std::move(own), settings);
  }
  ASSAY_RETURN_IF_ERROR(Annotate(stem, &test));
  ASSAY_ASSIGN_OR_RETURN(const std::string arguments, tree_.ReadOptional(stem.string() + ".args"));
  test.arguments = arguments.empty() ? all.arguments.value_or(Words{}) : ShellWords(arguments);
  // The built-in comparison has its flags from the group, unless the test has some of its own.
  if (custom_ || all.output_validator_arguments != settings.output_validator_arguments) {
    test.checker_arguments = CheckerArguments(all);
  }
  if (all.input_validator_arguments) test.validator_arguments = *all.input_validator_arguments;
  test.sample = test.name.rfind("sample/", 0) == 0;
  group->tests.push_back(std::move(test));
  return OkStatus();
}

Status DataReader::Tests(const Folder& found, const TestSettings& settings, Group* group) {
  for (const fs::path& file : found.files) {
    if (file.extension() == ".in") ASSAY_RETURN_IF_ERROR(OneTest(file, settings, group));
  }
  std::error_code error;
  for (const fs::path& file : found.files) {
    fs::path input = file;
    input.replace_extension(".in");
    if (file.extension() != ".ans" || fs::exists(input, error)) continue;
    tree_.warnings.push_back(file.string() + ": no input stands beside this answer");
  }
  return OkStatus();
}

Result<TestData> ReadData(Tree& tree, const ProblemYaml& problem, bool custom_validator) {
  DataReader reader(&tree, &problem, custom_validator);
  const fs::path folder = tree.root() / "data";
  TestSettings above;
  above.accept_score = problem.accept_score;
  above.reject_score = problem.reject_score;
  if (problem.on_reject == "first_error") above.on_reject = OnReject::kBreak;
  if (problem.on_reject == "grade") above.on_reject = OnReject::kContinue;
  ASSAY_ASSIGN_OR_RETURN(FolderSettings settings, reader.Settings(folder, above));
  const Words range = SplitWords(problem.range.value_or(""));
  if (range.size() == 2 && !settings.own.range) {
    const auto low = ParseNumber(range[0]), high = ParseNumber(range[1]);
    if (low && high) settings.own.range = {*low, *high};
  }
  TestData data;
  ASSAY_ASSIGN_OR_RETURN(data.root, problem.version == Version::kCurrent
                                        ? ReadCurrentGroups(reader, settings)
                                        : ReadLegacyGroups(reader, settings));
  if (CountTests(data.root) == 0) {
    return InvalidArgument(folder.string() +
                           ": no test: a test is NAME.in with NAME.ans in sample/ or secret/");
  }
  data.best_score = BestScore(problem, settings.own, data.root);
  data.accepts_rejected_tests = AcceptsRejected(data.root);
  return data;
}

}  // namespace assay::grader::kattis
