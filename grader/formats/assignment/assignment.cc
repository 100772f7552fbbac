#include "grader/formats/assignment/assignment.h"

#include <algorithm>

#include "grader/formats/assignment/reading.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace assignment {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxBytes = 4 * sandbox::kMiB;
constexpr uint64_t kMaxStatement = 4 * sandbox::kMiB;

// A way to grade, by the key under which it stands.
struct Task {
  std::string_view key, part_name;
  void (*read)(const Reading&, const Value&, Part*);
};
constexpr Task kTasks[] = {{"unit_tests", "unit tests", &ReadUnitTests},
                           {"style", "style", &ReadStyle},
                           {"constructs", "constructs", &ReadConstructs},
                           {"growth", "growth", &ReadGrowth},
                           {"autograder", "autograder", &ReadAutograder}};
constexpr std::string_view kTestKeys[] = {"tests", "samples", "groups"};
// These say how tests are graded and mean nothing without tests.
constexpr std::string_view kOnlyWithTests[] = {
    "checker",    "interactor", "after_interaction", "mode",    "passes",     "generators",
    "validators", "input_file", "output_file",       "scoring", "on_failure", "verdict",
    "hints"};

bool HasTests(const StrictMap& map) {
  return std::any_of(std::begin(kTestKeys), std::end(kTestKeys),
                     [&](std::string_view key) { return map.Has(key); });
}

// What parts inherit from the top of the file: languages, limits, files, who sees it.
void ReadSettings(const Reading& reading, StrictMap* map, Part* part, Package* package) {
  map->TextSet("languages", &part->languages);
  if (const Value* limits = map->Find("limits")) {
    ReadLimits(reading, *limits, &part->limits, package);
  }
  if (const Value* files = map->Find("files")) ReadFiles(reading, *files, part);
  map->Text("entry", &part->entry);
  map->Texts("compile_flags", &part->compile_flags);
  if (const Value* prefix = map->Find("source_prefix")) {
    const Scalars scalars(reading.errors);
    if (!prefix->IsMap()) {
      scalars.Wrong(*prefix, "source_prefix", "languages with a text each");
    }
    for (const auto& [language, text] : prefix->entries) {
      scalars.Text(text, language.text, &part->source_prefix[language.text]);
    }
  }
  ReadVisibility(map, &part->visibility, &part->audience);
}

// The tasks of a mapping, each a part of its own made from `base`.
std::vector<Part> ReadTasks(const Reading& reading, StrictMap* map, const Part& base) {
  std::vector<Part> parts;
  std::optional<double> points;
  map->Number("points", 0, 1e6, &points);
  const auto others = std::count_if(std::begin(kTasks), std::end(kTasks),
                                    [&](const Task& task) { return map->Has(task.key); });
  const bool has_tests = HasTests(*map);
  if (points && !has_tests && others != 1) {
    map->Fail("these points could be of several tasks; put them inside of style, growth …");
  }
  if (has_tests) {
    Part part = base;
    part.points = points;
    ReadStandardIo(reading, map, &part);
    part.name = "tests";
    parts.push_back(std::move(part));
  } else {
    for (const std::string_view key : kTestKeys) map->Find(key);
    for (const std::string_view key : kOnlyWithTests) {
      if (map->Find(key) != nullptr) {
        map->Fail("\"" + std::string(key) + "\" has a meaning with \"tests\" or \"groups\" only");
      }
    }
  }
  for (const Task& task : kTasks) {
    const Value* value = map->Find(task.key);
    if (value == nullptr) continue;
    Part part = base;
    if (!has_tests && others == 1) part.points = points;
    task.read(reading, *value, &part);
    part.name = task.part_name;
    parts.push_back(std::move(part));
  }
  return parts;
}

void ReadPart(const Reading& reading, const Value& value, const Part& base, size_t number,
              Package* package) {
  StrictMap map(reading.errors, value, Keys().part);
  Part settings = base;
  std::string name = std::to_string(number), title;
  map.Text("name", &name);
  map.Text("title", &title);
  ReadSettings(reading, &map, &settings, nullptr);
  std::vector<Part> parts = ReadTasks(reading, &map, settings);
  map.Finish();
  if (map.ok() && parts.size() != 1) {
    map.Fail(parts.empty() ? "a part needs something to grade: tests, groups, unit_tests, style, "
                             "constructs, growth or autograder"
                           : "a part is graded in one way; make a part for each of them");
  }
  for (Part& part : parts) {
    part.name = name;
    part.title = title;
    const auto& known = package->parts;
    if (std::any_of(known.begin(), known.end(), [&](const Part& p) { return p.name == name; })) {
      map.Fail("two parts are called \"" + name + "\"; give one of them another name");
    }
    package->parts.push_back(std::move(part));
  }
}

void ReadParts(const Reading& reading, StrictMap* map, Package* package) {
  Part base;
  ReadSettings(reading, map, &base, package);
  const Value* parts = map->Find("parts");
  std::vector<Part> implied = ReadTasks(reading, map, base);
  if (parts != nullptr) {
    if (!implied.empty()) {
      map->Fail("what is graded stands either at the top of the file or in \"parts\", not in both");
    }
    size_t number = 0;
    map->Each("parts",
              [&](const Value& item) { ReadPart(reading, item, base, ++number, package); });
    return;
  }
  if (implied.size() == 1) implied.front().name = "main";
  package->parts = std::move(implied);
  if (map->ok() && package->parts.empty()) {
    map->Fail(
        "there is nothing to grade; give tests, groups, unit_tests, style, constructs, "
        "growth, autograder or parts");
  }
}

void ReadLate(const Reading& reading, const Value& value, Package* package) {
  StrictMap map(reading.errors, value, Keys().late, "late");
  LatePolicy late;
  Milliseconds grace{};
  constexpr Milliseconds kYear = std::chrono::hours(366 * 24);
  map.Duration("grace", Milliseconds(0), kYear, &grace);
  late.grace = std::chrono::duration_cast<std::chrono::seconds>(grace);
  map.Each("steps", [&](const Value& item) {
    StrictMap step(reading.errors, item, Keys().late_step);
    Milliseconds up_to{};
    LatePolicy::Step read;
    if (step.Require("up_to") != nullptr) {
      step.Duration("up_to", Milliseconds(1000), kYear, &up_to);
    }
    if (step.Require("factor") != nullptr) step.Number("factor", 0, 1, &read.factor);
    step.Finish();
    read.up_to = std::chrono::duration_cast<std::chrono::seconds>(up_to);
    if (!late.steps.empty() && read.up_to <= late.steps.back().up_to) {
      step.Fail("steps go from early to late: \"up_to\" must be later than in the step before");
    }
    late.steps.push_back(read);
  });
  map.Finish();
  package->late = std::move(late);
}

void ReadRubric(const Reading& reading, StrictMap* map, Package* package) {
  map->Each("rubric", [&](const Value& value) {
    StrictMap item(reading.errors, value, Keys().rubric_item);
    RubricItem read;
    if (item.Require("name") != nullptr) item.Text("name", &read.name);
    item.Text("description", &read.description);
    if (item.Require("points") != nullptr) item.Number("points", 0, 1e6, &read.points);
    item.Finish();
    package->rubric.push_back(std::move(read));
  });
}

// Settings of the similarity engine are its own business: any key, one scalar each.
void ReadSimilarity(const Reading& reading, StrictMap* map, Package* package) {
  const Value* value = map->Find("similarity");
  if (value == nullptr) return;
  const Scalars scalars(reading.errors);
  if (!value->IsMap()) {
    return scalars.Wrong(*value, "similarity", "settings with a value each: {threshold: 0.8}");
  }
  for (const auto& [key, setting] : value->entries) {
    scalars.Text(setting, key.text, &package->similarity[key.text]);
  }
}

// A file of the package where there is one of that name, else the text itself.
void ReadStatement(const Reading& reading, StrictMap* map, Package* package) {
  std::string text;
  map->Text("statement", &text);
  const bool named = text.find('\n') == std::string::npos && text.ends_with(".md");
  const std::string path = text.empty() ? "statement.md" : text;
  if (!text.empty() && !named) {
    package->statement = std::move(text);
    return;
  }
  const auto file = reading.files->File(path);
  if (!file.ok()) {
    const Value* value = map->Find("statement");
    if (value != nullptr) reading.errors->Add(value->place, file.status().message());
    return;
  }
  auto statement = ReadFile(*file, kMaxStatement);
  if (statement.ok()) {
    package->statement = std::move(*statement);
  } else {
    map->Fail(statement.status().message());
  }
}

}  // namespace

void ReadPackage(const Reading& reading, std::string_view text, Package* package) {
  Value root;
  if (!ParseDocument(text, &root, reading.errors)) return;
  if (root.kind == Value::Kind::kNull) {
    return reading.errors->Add({}, "the file is empty; an assignment needs a title and tests");
  }
  StrictMap map(reading.errors, root, Keys().assignment, "an assignment");
  if (const Value* title = map.Require("title")) {
    map.Text("title", &package->title);
    if (title->IsScalar() && title->text.empty()) map.Fail("the title is empty");
  }
  map.Text("id", &package->id);
  ReadStatement(reading, &map, package);
  map.Moment("opens", &package->opens);
  map.Moment("due", &package->due);
  if (package->opens && package->due && *package->due <= *package->opens) {
    map.Fail("the assignment is due before it opens");
  }
  ReadParts(reading, &map, package);
  if (const Value* late = map.Find("late")) ReadLate(reading, *late, package);
  uint64_t attempts = 0, group_size = 1;
  map.Whole("attempts", 1, 100'000, &attempts);
  map.Whole("group_size", 1, 100, &group_size);
  package->max_attempts = static_cast<int>(attempts);
  package->group_size = static_cast<int>(group_size);
  ReadRubric(reading, &map, package);
  ReadSimilarity(reading, &map, package);
  const Value* submissions = map.Find("submissions");
  map.Finish();
  if (map.ok()) ReadSubmissions(reading, submissions, package);
}

Result<Package> ParseAssignment(std::string_view text, const fs::path& folder) {
  Errors errors((folder / "assignment.yaml").string());
  if (text.size() > kMaxBytes) {
    errors.Add({}, "longer than " + std::to_string(kMaxBytes >> 20U) + " MiB");
    return errors.ToStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const PackageFiles files, PackageFiles::List(folder));
  Package package;
  package.format = "assay";
  package.folder = files.root();
  package.id = files.root().filename().string();
  ReadPackage({&errors, &files}, text, &package);
  ASSAY_RETURN_IF_ERROR(errors.ToStatus());
  return package;
}

}  // namespace assignment

bool LooksLikeAssignment(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "assignment.yaml", error);
}

Result<Package> ReadAssignment(const std::filesystem::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         ReadFile(folder / "assignment.yaml", assignment::kMaxBytes));
  return assignment::ParseAssignment(text, folder);
}

}  // namespace assay::grader
