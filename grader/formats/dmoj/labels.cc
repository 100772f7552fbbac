#include "grader/formats/dmoj/labels.h"

#include <algorithm>

#include "common/archive/entry_name.h"
#include "grader/formats/dmoj/config.h"
#include "grader/formats/dmoj/programs.h"

namespace assay::grader::dmoj {
namespace {

constexpr size_t kMaxLabelBytes = 1U << 20U, kMaxLabels = 10'000;

// DMOJ tells how a program failed by the exit code or the signal; a presentation error is a WA with
// a word of comfort.
std::set<Verdict> VerdictsOf(const std::string& code) {
  if (code == "AC") return {Verdict::kAccepted};
  if (code == "WA") return {Verdict::kWrongAnswer, Verdict::kPresentationError};
  if (code == "TLE") return {Verdict::kTimeLimit, Verdict::kIdleLimit};
  if (code == "MLE") return {Verdict::kMemoryLimit};
  if (code == "OLE") return {Verdict::kOutputLimit};
  if (code == "RTE" || code == "IR") return {Verdict::kRuntimeError};
  if (code == "CE") return {Verdict::kCompileError};
  if (code == "IE") return {Verdict::kJudgeError};
  if (code == "SC") return {Verdict::kSkipped};
  return {};
}

// One code, a list of them, or "*" for any.
Result<std::set<Verdict>> ReadCodes(const Config& config, const YAML::Node& node) {
  std::set<Verdict> verdicts;
  std::vector<std::string> codes;
  if (node.IsScalar()) codes.push_back(node.Scalar());
  if (node.IsSequence()) {
    for (const auto& one : node) codes.push_back(one.IsScalar() ? one.Scalar() : "");
  }
  if (codes == std::vector<std::string>{"*"}) return verdicts;
  for (const std::string& code : codes) {
    const std::set<Verdict> some = VerdictsOf(code);
    if (some.empty()) {
      return config.Error(node, "unknown verdict " + EscapeName(code) +
                                    "; there are AC, WA, TLE, MLE, OLE, RTE, IR, CE, IE, SC and *");
    }
    verdicts.insert(some.begin(), some.end());
  }
  if (verdicts.empty()) return config.Error(node, "expected a verdict or a list of them");
  return verdicts;
}

Status ReadCases(const Config& config, size_t tests, const std::set<Verdict>& otherwise,
                 LabelledSubmission& label) {
  const YAML::Node cases = config.Own("cases");
  if (!cases.IsDefined() || cases.IsNull()) {
    label.permitted = otherwise;
    if (otherwise.size() == 1) label.required = {otherwise};
    return OkStatus();
  }
  std::vector<std::set<Verdict>> expected(std::min(tests, kMaxLabels), otherwise);
  size_t position = 0;
  for (const auto& one : cases) {
    ++position;
    if (cases.IsMap() && !YAML::convert<size_t>::decode(one.first, position)) position = 0;
    if (position == 0 || position > expected.size()) {
      return config.Error(cases, "cases: there are cases 1 to " + std::to_string(expected.size()));
    }
    ASSAY_ASSIGN_OR_RETURN(expected[position - 1],
                           ReadCodes(config, cases.IsMap() ? one.second : one));
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].empty()) continue;
    TestExpectation expectation;
    expectation.tests = std::to_string(i + 1);
    expectation.permitted = std::move(expected[i]);
    label.on_tests.push_back(std::move(expectation));
  }
  return OkStatus();
}

// Of the whole problem, and what each label wants for itself.
struct Limits {
  double seconds = 0, kibibytes = 0;
  std::vector<std::pair<double, double>> of_labels;
};

// DMOJ runs each label under limits of its own. One that is meant to pass a lower limit than the
// problem's says nothing here.
bool MeansOwnLimit(const LabelledSubmission& label, double seconds, double kibibytes,
                   const Limits& limits) {
  return (label.permitted.contains(Verdict::kTimeLimit) && seconds < limits.seconds) ||
         (label.permitted.contains(Verdict::kMemoryLimit) && kibibytes < limits.kibibytes);
}

void LeaveOutThoseWithOwnLimits(const Limits& limits, Package& package) {
  std::vector<LabelledSubmission> kept;
  for (size_t i = 0; i < package.submissions.size(); ++i) {
    const auto& [seconds, kibibytes] = limits.of_labels[i];
    LabelledSubmission& label = package.submissions[i];
    if (MeansOwnLimit(label, seconds, kibibytes, limits)) {
      package.warnings.push_back(label.name + ": left out: it is meant for limits of its own");
    } else {
      kept.push_back(std::move(label));
    }
  }
  package.submissions = std::move(kept);
}

Status ReadOne(const Data& data, const std::string& name, size_t tests, Package& package,
               Limits& limits) {
  ASSAY_ASSIGN_OR_RETURN(const auto path, data.files().File(name));
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxLabelBytes));
  const YAML::Node root = YAML::Load(text);
  if (!root.IsMap()) return InvalidArgument(name + ":1: expected keys and values");
  const Config config(name, root);
  ASSAY_ASSIGN_OR_RETURN(const bool skip, config.Flag("skip", false));
  if (skip) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::string key, config.Text("language", ""));
  const std::string language = LanguageOfKey(key);
  if (language.empty()) {
    package.warnings.push_back(config.Place(config.Find("language")) +
                               ": left out: there is no language for DMOJ's " + EscapeName(key) +
                               " here");
    return OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const double seconds, config.Number("time", 0));
  ASSAY_ASSIGN_OR_RETURN(const double kibibytes, config.Number("memory", 0));
  limits.seconds = std::max(limits.seconds, seconds);
  limits.kibibytes = std::max(limits.kibibytes, kibibytes);

  std::set<Verdict> otherwise = {Verdict::kAccepted};
  const YAML::Node expect = config.Own("expect");
  if (expect.IsDefined()) {
    ASSAY_ASSIGN_OR_RETURN(otherwise, ReadCodes(config, expect));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto sources, config.Texts("source"));
  const std::string folder = name.substr(0, name.rfind('/') + 1);
  for (const std::string& source : sources) {
    LabelledSubmission label;
    label.name = folder + source;
    label.language = language;
    const auto file = data.files().File(label.name);
    if (!file.ok()) return config.Error(config.Find("source"), file.status().message());
    label.path = *file;
    ASSAY_RETURN_IF_ERROR(ReadCases(config, tests, otherwise, label));
    package.submissions.push_back(std::move(label));
    limits.of_labels.emplace_back(seconds, kibibytes);
  }
  return OkStatus();
}

}  // namespace

Status ReadLabels(const Data& data, size_t tests, Package& package, bool& gave_limits) {
  ASSAY_ASSIGN_OR_RETURN(const auto names, data.files().List("tests", true));
  Limits limits;
  for (const std::string& name : names) {
    // tests/<label>/test.yml; a second slash alone, so that a submission's own files do not count.
    const bool config = name.ends_with("/test.yml") || name.ends_with("/test.posix.yml") ||
                        name.ends_with("/test.linux.yml");
    if (!config || std::count(name.begin(), name.end(), '/') != 2) continue;
    try {
      ASSAY_RETURN_IF_ERROR(ReadOne(data, name, tests, package, limits));
    } catch (const YAML::Exception& error) {
      return InvalidArgument(name + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg);
    }
  }
  LeaveOutThoseWithOwnLimits(limits, package);
  ProblemLimits& target = package.parts.at(0).limits;
  gave_limits = limits.seconds > 0;
  if (limits.seconds > 0 && limits.seconds < 3600) {
    target.time = std::chrono::milliseconds(static_cast<int64_t>(limits.seconds * 1000));
  }
  if (limits.kibibytes >= 1024 && limits.kibibytes < double(1U << 30U)) {
    target.memory_bytes = static_cast<uint64_t>(limits.kibibytes) * 1024;
  }
  return OkStatus();
}

}  // namespace assay::grader::dmoj
