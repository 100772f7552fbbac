#include <algorithm>
#include <map>

#include "grader/formats/assignment/reading.h"

namespace assay::grader::assignment {
namespace {

namespace fs = std::filesystem;
using Set = std::set<Verdict>;

// What the name of a folder below submissions/ promises, as Kattis has it.
struct Label {
  Set permitted;
  std::vector<Set> required;
};

const std::map<std::string_view, Label>& Labels() {
  using V = Verdict;
  static const std::map<std::string_view, Label> kLabels = {
      {"accepted", {{V::kAccepted}, {}}},
      {"wrong_answer", {{V::kAccepted, V::kWrongAnswer}, {{V::kWrongAnswer}}}},
      {"presentation_error", {{V::kAccepted, V::kPresentationError}, {{V::kPresentationError}}}},
      {"time_limit_exceeded", {{V::kAccepted, V::kTimeLimit}, {{V::kTimeLimit}}}},
      {"idle_limit_exceeded", {{V::kAccepted, V::kIdleLimit}, {{V::kIdleLimit}}}},
      {"memory_limit_exceeded", {{V::kAccepted, V::kMemoryLimit}, {{V::kMemoryLimit}}}},
      {"output_limit_exceeded", {{V::kAccepted, V::kOutputLimit}, {{V::kOutputLimit}}}},
      {"run_time_error", {{V::kAccepted, V::kRuntimeError}, {{V::kRuntimeError}}}},
      {"security_violation", {{V::kAccepted, V::kSecurityViolation}, {{V::kSecurityViolation}}}},
      // There is no test where nothing could be compiled, so no test is required.
      {"compile_error", {{V::kCompileError}, {}}},
      // Some points, not all: the range is set where the points are known.
      {"partially_accepted",
       {{V::kAccepted, V::kWrongAnswer, V::kPresentationError, V::kTimeLimit, V::kMemoryLimit,
         V::kRuntimeError},
        {}}},
      {"rejected",
       {{},
        {{V::kWrongAnswer, V::kPresentationError, V::kTimeLimit, V::kIdleLimit, V::kMemoryLimit,
          V::kOutputLimit, V::kRuntimeError}}}},
      {"brute_force",
       {{V::kAccepted, V::kTimeLimit, V::kRuntimeError, V::kMemoryLimit},
        {{V::kTimeLimit, V::kRuntimeError, V::kMemoryLimit}}}}};
  return kLabels;
}

// A number, or {min: 2, max: 4}.
void ReadScore(const Reading& reading, const Value& value, std::optional<double>* min,
               std::optional<double>* max) {
  if (value.IsMap()) {
    StrictMap map(reading.errors, value, Keys().score_range);
    map.Number("min", -1e6, 1e6, min);
    map.Number("max", -1e6, 1e6, max);
    map.Finish();
    return;
  }
  double score = 0;
  if (Scalars(reading.errors).Number(value, "score", -1e6, 1e6, &score)) *min = *max = score;
}

// [TLE, MLE] is one set of which one must be seen; [[TLE], [WA]] are two sets.
void ReadRequired(const Reading& reading, const Value& value, std::vector<Set>* out) {
  const bool sets = value.IsList() && std::any_of(value.items.begin(), value.items.end(),
                                                  [](const Value& item) { return item.IsList(); });
  for (const Value& item : sets ? value.items : std::vector<Value>{value}) {
    Set set;
    if (ReadVerdicts(reading, item, "required", &set)) out->push_back(std::move(set));
  }
}

void ReadExpectation(const Reading& reading, const Value& value, LabelledSubmission* submission) {
  StrictMap map(reading.errors, value, Keys().expectation);
  TestExpectation expectation;
  if (map.Require("tests") != nullptr) map.Text("tests", &expectation.tests);
  if (const Value* permitted = map.Find("permitted")) {
    ReadVerdicts(reading, *permitted, "permitted", &expectation.permitted);
  }
  if (const Value* required = map.Find("required")) {
    ReadVerdicts(reading, *required, "required", &expectation.required);
  }
  if (const Value* score = map.Find("score")) {
    ReadScore(reading, *score, &expectation.min_score, &expectation.max_score);
  }
  map.Text("message", &expectation.message);
  map.Finish();
  submission->on_tests.push_back(std::move(expectation));
}

void ReadOne(const Reading& reading, const Value& value,
             std::map<std::string, LabelledSubmission>* all) {
  StrictMap map(reading.errors, value, Keys().submission);
  std::string path;
  const Value* at = map.Require("path");
  if (at != nullptr) map.Text("path", &path);
  LabelledSubmission submission;
  if (at != nullptr && !path.empty()) {
    auto file = reading.files->File(path);
    if (!file.ok()) {
      auto folder = reading.files->Folder(path);
      if (folder.ok()) file = std::move(folder);
    }
    if (!file.ok()) reading.errors->Add(at->place, file.status().message());
    submission.name = fs::path(path).lexically_normal().generic_string();
    // A folder's label stands for what the file leaves unsaid.
    const auto labelled = all->find(submission.name);
    if (labelled != all->end()) submission = labelled->second;
    if (file.ok()) submission.path = *file;
    for (const auto& [name, other] : *all) {
      if (!submission.name.starts_with(name + "/")) continue;
      reading.errors->Add(at->place, "\"" + path + "\" is a file of the submission \"" + name +
                                         "\"; name its folder instead");
    }
  }
  map.Text("language", &submission.language);
  map.Text("entry", &submission.entry);
  if (const Value* permitted = map.Find("permitted")) {
    submission.permitted.clear();
    ReadVerdicts(reading, *permitted, "permitted", &submission.permitted);
  }
  if (const Value* required = map.Find("required")) {
    submission.required.clear();
    ReadRequired(reading, *required, &submission.required);
  }
  if (const Value* result = map.Find("result")) {
    ReadVerdicts(reading, *result, "result", &submission.result);
  }
  if (const Value* score = map.Find("score")) {
    ReadScore(reading, *score, &submission.min_score, &submission.max_score);
  }
  map.Text("message", &submission.message);
  map.Each("on_tests", [&](const Value& item) { ReadExpectation(reading, item, &submission); });
  enum class Bound : uint8_t { kAsLabelled, kLower, kUpper, kNone } bound = Bound::kAsLabelled;
  map.Word<Bound>("time_limit",
                  {{"lower", Bound::kLower}, {"upper", Bound::kUpper}, {"ignore", Bound::kNone}},
                  &bound);
  if (bound != Bound::kAsLabelled) {
    submission.sets_lower_bound = bound == Bound::kLower;
    submission.sets_upper_bound = bound == Bound::kUpper;
  }
  map.Finish();
  if (map.ok() && !submission.name.empty()) (*all)[submission.name] = std::move(submission);
}

// submissions/LABEL/NAME: a file, or a folder of files that belong together.
void ReadFolders(const Reading& reading, std::map<std::string, LabelledSubmission>* all,
                 Package* package) {
  for (const std::string& name : reading.files->Under("submissions")) {
    const fs::path path(name);
    auto part = path.begin();
    const std::string folder = (++part)->generic_string();
    if (++part == path.end()) continue;  // a file beside the folders: notes
    const std::string key = "submissions/" + folder + "/" + part->generic_string();
    const auto label = Labels().find(folder);
    if (label == Labels().end()) {
      std::vector<std::string_view> known;
      for (const auto& each : Labels()) known.push_back(each.first);
      const std::string warning =
          "submissions/" + folder + ": not a label" + Suggest(folder, known);
      auto& warnings = package->warnings;
      if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) {
        warnings.push_back(warning);
      }
      continue;
    }
    LabelledSubmission submission;
    submission.name = key;
    submission.path = reading.files->Absolute(key);
    submission.permitted = label->second.permitted;
    submission.required = label->second.required;
    submission.sets_lower_bound = folder == "accepted";
    submission.sets_upper_bound = folder == "time_limit_exceeded";
    (*all)[key] = std::move(submission);
  }
}

}  // namespace

void ReadSubmissions(const Reading& reading, const Value* list, Package* package) {
  std::map<std::string, LabelledSubmission> all;
  ReadFolders(reading, &all, package);
  if (list != nullptr && !list->IsList()) {
    Scalars(reading.errors).Wrong(*list, "submissions", "a list of labelled submissions");
  } else if (list != nullptr) {
    for (const Value& item : list->items) ReadOne(reading, item, &all);
  }
  for (auto& [name, submission] : all) package->submissions.push_back(std::move(submission));
}

}  // namespace assay::grader::assignment
