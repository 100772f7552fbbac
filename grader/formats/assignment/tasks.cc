#include <algorithm>

#include "grader/formats/assignment/reading.h"

namespace assay::grader::assignment {
namespace {

// "points" of a task and of its part are one thing.
void ReadPoints(StrictMap* map, Part* part) {
  if (map->Has("points") && part->points) {
    map->Fail("points are given twice: at the part and inside of it");
  }
  map->Number("points", 0, 1e6, &part->points);
}

void ReadRow(const Reading& reading, const Value& value, UnitTests* tests) {
  StrictMap map(reading.errors, value, Keys().row);
  UnitTests::Row row;
  if (map.Require("pattern") != nullptr) map.Text("pattern", &row.pattern);
  row.points = 1;
  map.Number("points", 0, 1e6, &row.points);
  ReadVisibility(&map, &row.visibility, &row.audience);
  if (const Value* hints = map.Find("hints")) ReadHints(reading, *hints, &row.hints);
  map.Finish();
  tests->rows.push_back(std::move(row));
}

void ReadStudentTests(const Reading& reading, const Value& value, UnitTests* tests) {
  StrictMap map(reading.errors, value, Keys().student_tests, "student_tests");
  PackageProgram reference;
  const Value* program = map.Require("reference");
  if (program != nullptr && ReadProgram(reading, *program, "reference", &reference)) {
    tests->reference = std::move(reference);
  }
  map.Each("mutants", [&](const Value& item) {
    PackageProgram mutant;
    if (ReadProgram(reading, item, "mutants", &mutant)) tests->mutants.push_back(std::move(mutant));
  });
  uint64_t generate = 0;
  map.Whole("generate", 0, 1000, &generate);
  tests->generated_mutants = static_cast<int>(generate);
  map.Finish();
  if (map.ok() && !map.Has("mutants") && generate == 0) {
    map.Fail("student_tests need \"mutants\", or a number of them to \"generate\"");
  }
}

void ReadRule(const Reading& reading, const Value& value, bool forbidden, Constructs* constructs) {
  StrictMap map(reading.errors, value, Keys().rule);
  Constructs::Rule rule;
  rule.forbidden = forbidden;
  if (map.Require("name") != nullptr) map.Text("name", &rule.name);
  map.Text("language", &rule.language);
  if (map.Require("query") != nullptr) map.Text("query", &rule.query);
  map.Text("message", &rule.message);
  uint64_t at_least = 1;
  map.Whole("at_least", 1, 1000, &at_least);
  rule.at_least = static_cast<int>(at_least);
  if (forbidden && map.Has("at_least")) {
    map.Fail("\"at_least\" has a meaning for what is required only");
  }
  map.Finish();
  constructs->rules.push_back(std::move(rule));
}

}  // namespace

void ReadUnitTests(const Reading& reading, const Value& value, Part* part) {
  StrictMap map(reading.errors, value, Keys().unit_tests, "unit_tests");
  UnitTests tests;
  map.Text("framework", &tests.framework);
  if (const Value* suites = map.Find("suites")) {
    ReadByLanguage(reading, *suites, "suites", &tests.suites);
  }
  map.Commands("compile", &tests.compile);
  map.Commands("run", &tests.run);
  if (const Value* value_of_results = map.Find("results")) {
    StrictMap results(reading.errors, *value_of_results, Keys().results, "results");
    results.Text("path", &tests.result_path);
    const Value* format = results.Find("format");
    static const std::vector<std::string_view> kFormats = {"junit-xml", "tap", "gradescope"};
    size_t index = 0;
    if (format != nullptr && Scalars(reading.errors).Word(*format, "format", kFormats, &index)) {
      tests.result_format = kFormats[index];
    }
    results.Finish();
  }
  map.Each("rows", [&](const Value& item) { ReadRow(reading, item, &tests); });
  ReadScoring(&map, &tests.scoring);
  ReadPoints(&map, part);
  if (const Value* students = map.Find("student_tests")) {
    ReadStudentTests(reading, *students, &tests);
  }
  map.Finish();
  if (map.ok() && !map.Has("framework") && !map.Has("run")) {
    map.Fail("unit_tests need a framework (pytest, junit5, googletest …), or commands to run");
  }
  if (map.ok() && !map.Has("suites") && !map.Has("student_tests")) {
    map.Fail("unit_tests need \"suites\", the files with the tests, or \"student_tests\"");
  }
  part->task = std::move(tests);
}

void ReadStyle(const Reading& reading, const Value& value, Part* part) {
  StrictMap map(reading.errors, value, Keys().style, "style");
  Style style;
  map.Text("linter", &style.linter);
  ReadPoints(&map, part);
  map.Number("points_per_finding", 0, 1e6, &style.points_per_finding);
  map.Number("max_findings", 0, 1e6, &style.max_findings);
  map.Texts("ignore", &style.ignore);
  map.Finish();
  part->task = std::move(style);
}

void ReadConstructs(const Reading& reading, const Value& value, Part* part) {
  StrictMap map(reading.errors, value, Keys().constructs, "constructs");
  Constructs constructs;
  ReadPoints(&map, part);
  map.Each("forbidden", [&](const Value& item) { ReadRule(reading, item, true, &constructs); });
  map.Each("required", [&](const Value& item) { ReadRule(reading, item, false, &constructs); });
  map.Finish();
  if (map.ok() && constructs.rules.empty())
    map.Fail("constructs need \"forbidden\" or \"required\"");
  part->task = std::move(constructs);
}

void ReadGrowth(const Reading& reading, const Value& value, Part* part) {
  StrictMap map(reading.errors, value, Keys().growth, "growth");
  Growth growth;
  if (const Value* program = map.Require("generator")) {
    ReadProgram(reading, *program, "generator", &growth.generator);
  }
  const Value* sizes = map.Require("sizes");
  if (sizes != nullptr && sizes->IsList()) {
    for (const Value& item : sizes->items) {
      uint64_t size = 0;
      if (Scalars(reading.errors).Whole(item, "sizes", 1, 1'000'000'000, &size)) {
        growth.sizes.push_back(size);
      }
    }
    const bool rises = std::is_sorted(growth.sizes.begin(), growth.sizes.end(), std::less_equal());
    if (sizes->items.size() < 3 || !rises) {
      reading.errors->Add(sizes->place,
                          "sizes must be at least three numbers, each larger than the one before");
    }
  } else if (sizes != nullptr) {
    Scalars(reading.errors).Wrong(*sizes, "sizes", "a list of numbers: [1000, 10000, 100000]");
  }
  static const std::vector<std::string_view> kGrowths = {"1",   "log n", "n",  "n log n",
                                                         "n^2", "n^3",   "2^n"};
  const Value* expected = map.Find("expected");
  size_t index = 0;
  if (expected != nullptr && Scalars(reading.errors).Word(*expected, "growth", kGrowths, &index)) {
    growth.expected = kGrowths[index];
  }
  uint64_t repeats = 3;
  map.Whole("repeats", 1, 100, &repeats);
  growth.repeats = static_cast<int>(repeats);
  ReadPoints(&map, part);
  map.Finish();
  part->task = std::move(growth);
}

void ReadAutograder(const Reading& reading, const Value& value, Part* part) {
  StrictMap map(reading.errors, value, Keys().autograder, "autograder");
  Autograder autograder;
  std::string folder;
  if (const Value* path = map.Require("folder");
      path != nullptr && Scalars(reading.errors).Text(*path, "folder", &folder)) {
    auto found = reading.files->Folder(folder);
    if (found.ok()) {
      autograder.folder = *found;
    } else {
      reading.errors->Add(path->place, found.status().message());
    }
  }
  if (map.Require("image") != nullptr) map.Text("image", &autograder.image);
  Milliseconds timeout = autograder.timeout;
  map.Duration("timeout", std::chrono::seconds(1), std::chrono::hours(24), &timeout);
  autograder.timeout = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  ReadPoints(&map, part);
  map.Finish();
  part->task = std::move(autograder);
}

}  // namespace assay::grader::assignment
