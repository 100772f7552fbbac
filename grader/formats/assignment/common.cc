#include <algorithm>

#include "grader/formats/assignment/reading.h"

namespace assay::grader::assignment {
namespace {

using std::chrono::hours;
constexpr Milliseconds kShort{1};
constexpr Milliseconds kLong = hours(1);
constexpr uint64_t kMostMemory = 1024 * sandbox::kGiB;

void ReadCalibration(const Reading& reading, const Value& value, Package* package) {
  StrictMap map(reading.errors, value, Keys().calibration);
  map.Number("accepted_to_limit", 1, 100, &package->time_multiplier_ac_to_limit);
  map.Number("limit_to_too_slow", 1, 100, &package->time_multiplier_limit_to_tle);
  map.Finish();
}

}  // namespace

void ReadLimits(const Reading& reading, const Value& value, ProblemLimits* limits,
                Package* package) {
  StrictMap map(reading.errors, value, Keys().limits, "limits");
  map.Duration("time", kShort, kLong, &limits->time);
  map.Duration("wall", kShort, kLong, &limits->wall);
  map.Duration("idle", kShort, kLong, &limits->idle);
  map.Size("memory", sandbox::kMiB, kMostMemory, &limits->memory_bytes);
  map.Size("output", 1, sandbox::kGiB, &limits->output_bytes);
  map.Size("source", 1, sandbox::kGiB, &limits->source_bytes);
  uint64_t processes = limits->processes;
  map.Whole("processes", 1, 4096, &processes);
  limits->processes = static_cast<uint32_t>(processes);
  map.Duration("compile_time", Milliseconds(100), kLong, &limits->compile_time);
  map.Size("compile_memory", 16 * sandbox::kMiB, kMostMemory, &limits->compile_memory_bytes);
  map.Duration("checker_time", Milliseconds(100), kLong, &limits->checker_time);
  map.Size("checker_memory", 16 * sandbox::kMiB, kMostMemory, &limits->checker_memory_bytes);
  map.Factors("time_factor", &limits->time_factor);
  map.Factors("memory_factor", &limits->memory_factor);
  map.Flag("same_for_all_languages", &limits->same_for_all_languages);
  map.Number("near_limit_margin", 0, 1, &limits->near_limit_margin);
  const Value* calibration = map.Find("calibration");
  if (calibration != nullptr && package != nullptr) {
    ReadCalibration(reading, *calibration, package);
  } else if (calibration != nullptr) {
    reading.errors->Add(calibration->place,
                        "calibration is one for the whole assignment; move it "
                        "to the limits at the top of the file");
  }
  map.Finish();
  if (package != nullptr && map.Has("time")) package->fixed_time_limit = limits->time;
}

void ReadFiles(const Reading& reading, const Value& value, Part* part) {
  StrictMap map(reading.errors, value, Keys().files, "files");
  if (const Value* given = map.Find("given")) {
    ReadByLanguage(reading, *given, "given", &part->given);
  }
  const std::pair<std::string_view, std::set<std::string>*> sets[] = {
      {"required", &part->required},
      {"editable", &part->editable},
      {"forbidden", &part->forbidden}};
  for (const auto& [key, names] : sets) {
    map.TextSet(key, names);
    for (const std::string& name : *names) {
      const Status status = PackageFiles::CheckName(name);
      if (!status.ok()) map.Fail(std::string(key) + ": " + status.message());
    }
  }
  map.Finish();
}

void ReadVisibility(StrictMap* map, Visibility* visibility, Audience* audience) {
  map->Word<Visibility>("visibility",
                        {{"always", Visibility::kAlways},
                         {"after_due", Visibility::kAfterDue},
                         {"after_published", Visibility::kAfterPublished},
                         {"hidden", Visibility::kHidden}},
                        visibility);
  map->TextSet("visible_to", &audience->roles);
  map->Moment("visible_from", &audience->from);
}

bool ReadVerdicts(const Reading& reading, const Value& value, const std::string& key,
                  std::set<Verdict>* out) {
  static const std::vector<std::string_view> kCodes = {"AC",  "WA",  "PE", "TLE", "ILE", "MLE",
                                                       "OLE", "RTE", "CE", "SV",  "JE",  "SKIP"};
  std::vector<std::string> texts;
  if (!Scalars(reading.errors).Texts(value, key, &texts)) return false;
  for (size_t i = 0; i < texts.size(); ++i) {
    const Value& at = value.IsList() ? value.items[i] : value;
    const auto code = std::find(kCodes.begin(), kCodes.end(), texts[i]);
    if (code == kCodes.end()) {
      reading.errors->Add(at.place, "unknown verdict \"" + texts[i].substr(0, 40) + "\"" +
                                        Suggest(texts[i], kCodes));
      return false;
    }
    out->insert(static_cast<Verdict>(code - kCodes.begin()));
  }
  return true;
}

void ReadHints(const Reading& reading, const Value& value, std::vector<Hint>* out) {
  const Scalars scalars(reading.errors);
  for (const Value& item : value.IsList() ? value.items : std::vector<Value>{value}) {
    Hint hint;
    if (!item.IsMap()) {  // said whenever the test fails
      if (scalars.Text(item, "hints", &hint.text)) out->push_back(hint);
      continue;
    }
    StrictMap map(reading.errors, item, Keys().hint);
    std::set<Verdict> causes;
    if (const Value* on = map.Find("on")) ReadVerdicts(reading, *on, "on", &causes);
    if (causes.empty()) causes.insert(Verdict::kAccepted);
    if (map.Require("text") != nullptr) map.Text("text", &hint.text);
    uint64_t after = 0;
    map.Whole("after", 0, 1000, &after);
    hint.after_attempts = static_cast<int>(after);
    map.Finish();
    for (const Verdict cause : causes) {
      hint.cause = cause;
      out->push_back(hint);
    }
  }
}

void ReadScoring(StrictMap* map, Scoring* scoring) {
  map->Word<Scoring>("scoring",
                     {{"sum", Scoring::kSum},
                      {"min", Scoring::kMin},
                      {"all_or_nothing", Scoring::kAllOrNothing},
                      {"weighted", Scoring::kWeighted},
                      {"max", Scoring::kMax},
                      {"average", Scoring::kAverage}},
                     scoring);
}

}  // namespace assay::grader::assignment
