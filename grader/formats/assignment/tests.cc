#include <algorithm>
#include <map>

#include "grader/formats/assignment/reading.h"

namespace assay::grader::assignment {
namespace {

namespace fs = std::filesystem;

// What the tests of one part need to know of it.
struct TestReading {
  const Reading& reading;
  bool answer_reads_input = false;           // of the test that is being read
  std::vector<std::string> generators = {};  // names, by their index
  bool needs_answers = true;                 // a checker of the package may do without
  std::set<std::string> names = {};          // of tests, unique in the part
  std::map<std::string, Place> required_groups = {};
  std::set<std::string> group_names = {};
};

constexpr std::string_view kAnswerEndings[] = {".ans", ".out", ".answer", ".a"};

std::string WithoutEnding(const std::string& name) {
  const size_t slash = name.rfind('/');
  const size_t dot = name.rfind('.');
  const size_t first = slash == std::string::npos ? 0 : slash + 1;
  return dot == std::string::npos || dot <= first ? name : name.substr(0, dot);
}

bool IsAnswer(const std::string& name) {
  return std::any_of(std::begin(kAnswerEndings), std::end(kAnswerEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

void AddTest(TestReading* tests, Place place, Test test, std::vector<Test>* out) {
  if (!tests->names.insert(test.name).second) {
    tests->reading.errors->Add(
        place, "two tests are called \"" + test.name + "\"; give one of them another name");
    return;
  }
  out->push_back(std::move(test));
}

// The answer that stands beside an input.
std::optional<fs::path> AnswerBeside(const TestReading& tests, const std::string& input) {
  for (const std::string_view ending : kAnswerEndings) {
    const std::string name = WithoutEnding(input) + std::string(ending);
    if (name != input && tests.reading.files->HasFile(name)) {
      return tests.reading.files->Absolute(name);
    }
  }
  return std::nullopt;
}

// A model solution answers what the test gives to the submission.
void LetAnswerReadInput(const TestReading& tests, Place place, Test* test) {
  auto* answer = std::get_if<Generated>(&test->answer);
  if (answer == nullptr) return;
  if (const auto* path = std::get_if<fs::path>(&test->input)) {
    answer->input = *path;
  } else if (const auto* generated = std::get_if<Generated>(&test->input)) {
    answer->input_from = std::make_shared<const Generated>(*generated);
  } else {
    tests.reading.errors->Add(place,
                              "\"reads_input\" needs an input in a file or from a generator");
  }
}

void ReadPattern(TestReading* tests, const Value& value, const std::string& pattern,
                 const Test& like, std::vector<Test>* out) {
  const Reading& reading = tests->reading;
  const Status name = PackageFiles::CheckName(pattern);
  if (!name.ok()) return reading.errors->Add(value.place, name.message());
  size_t count = 0;
  for (const std::string& input : reading.files->Match(pattern)) {
    if (IsAnswer(input)) continue;
    Test test = like;
    test.name = WithoutEnding(input);
    test.input = reading.files->Absolute(input);
    if (tests->answer_reads_input) {
      LetAnswerReadInput(*tests, value.place, &test);
    } else if (auto answer = AnswerBeside(*tests, input)) {
      test.answer = std::move(*answer);
    } else if (tests->needs_answers) {
      reading.errors->Add(value.place, "no answer stands beside \"" + input + "\"; expected \"" +
                                           WithoutEnding(input) + ".ans\" or .out");
      continue;
    }
    count += 1;
    AddTest(tests, value.place, std::move(test), out);
  }
  if (count == 0 && reading.files->Match(pattern).empty()) {
    reading.errors->Add(value.place, "no file of the package matches \"" + pattern + "\"");
  }
}

// "random 10 7", or {program: random, args: [10, 7]}.
void ReadGenerated(TestReading* tests, const Value& value, const std::string& key,
                   DataSource* out) {
  const Reading& reading = tests->reading;
  Generated generated;
  std::string program;
  if (value.IsMap()) {
    StrictMap map(reading.errors, value, Keys().generate, key);
    if (map.Require("program") != nullptr) map.Text("program", &program);
    map.Texts("args", &generated.arguments);
    map.Flag("answer_on_stderr", &generated.answer_on_stderr);
    bool reads_input = false;
    map.Flag("reads_input", &reads_input);
    tests->answer_reads_input = reads_input;
    if (reads_input && key != "answer_generate") {
      map.Fail("\"reads_input\" has a meaning for answers only");
    }
    std::string input;
    map.Text("input_file", &input);
    if (!input.empty()) {
      auto file = reading.files->File(input);
      if (file.ok()) {
        generated.input = *file;
      } else {
        map.Fail(file.status().message());
      }
    }
    map.Finish();
  } else {
    std::string line;
    if (!Scalars(reading.errors).Text(value, key, &line)) return;
    for (size_t at = 0; at < line.size();) {
      const size_t end = std::min(line.find(' ', at), line.size());
      if (end > at) generated.arguments.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    if (!generated.arguments.empty()) {
      program = generated.arguments.front();
      generated.arguments.erase(generated.arguments.begin());
    }
  }
  const auto& known = tests->generators;
  const auto found = std::find(known.begin(), known.end(), program);
  if (found == known.end()) {
    std::vector<std::string_view> names(known.begin(), known.end());
    reading.errors->Add(value.place, "unknown generator \"" + program.substr(0, 40) + "\"" +
                                         (names.empty() ? "; list it under \"generators\""
                                                        : Suggest(program, names)));
    return;
  }
  generated.program = static_cast<size_t>(found - known.begin());
  *out = std::move(generated);
}

// One of NAME (text in the file itself), NAME_file (a path), GENERATE.
bool ReadSource(TestReading* tests, StrictMap* map, const std::string& name,
                const std::string& generate, DataSource* out) {
  const Reading& reading = tests->reading;
  const std::string file_key = name + "_file";
  const Value* text = map->Find(name);
  const Value* file = map->Find(file_key);
  const Value* program = map->Find(generate);
  const int given = static_cast<int>(text != nullptr) + static_cast<int>(file != nullptr) +
                    static_cast<int>(program != nullptr);
  if (given > 1) {
    map->Fail("give only one of \"" + name + "\", \"" + file_key + "\" and \"" + generate + "\"");
    return true;
  }
  if (text != nullptr) {
    std::string inline_text;
    if (!Scalars(reading.errors).Text(*text, name, &inline_text)) return true;
    // A plain `input: 3 4` is a line; programs expect its end.
    if (!inline_text.empty() && !text->quoted && inline_text.back() != '\n') inline_text += '\n';
    *out = std::move(inline_text);
  } else if (file != nullptr) {
    std::string path;
    if (!Scalars(reading.errors).Text(*file, file_key, &path)) return true;
    auto found = reading.files->File(path);
    if (found.ok()) {
      *out = *found;
    } else {
      reading.errors->Add(file->place, found.status().message());
    }
  } else if (program != nullptr) {
    ReadGenerated(tests, *program, generate, out);
  }
  return given > 0;
}

void ReadValidatorArguments(const Reading& reading, StrictMap* map, Test* test) {
  const Value* value = map->Find("validator_args");
  if (value == nullptr) return;
  const Scalars scalars(reading.errors);
  if (!value->IsMap()) {
    scalars.Texts(*value, "validator_args", &test->validator_arguments[""]);
    return;
  }
  for (const auto& [name, arguments] : value->entries) {
    scalars.Texts(arguments, "validator_args", &test->validator_arguments[name.text]);
  }
}

// What may stand at a test and at a pattern of tests alike.
void ReadTestSettings(TestReading* tests, StrictMap* map, Test* test) {
  const Reading& reading = tests->reading;
  map->Texts("args", &test->arguments);
  map->Texts("checker_args", &test->checker_arguments);
  ReadValidatorArguments(reading, map, test);
  map->Flag("sample", &test->sample);
  map->Text("title", &test->title);
  map->Text("description", &test->description);
  map->Number("points", 0, 1e6, &test->points);
  map->Number("weight", 0, 1e6, &test->points);
  if (map->Has("points") && map->Has("weight")) {
    map->Fail(
        "give points or a weight, not both; where a group is scored \"weighted\" they mean "
        "the same");
  }
  if (const Value* hints = map->Find("hints")) ReadHints(reading, *hints, &test->hints);
  PackageProgram beside;
  const Value* files = map->Find("files");
  if (files != nullptr && ReadProgram(reading, *files, "files", &beside)) {
    test->files = std::move(beside.files);
  }
}

void ReadTest(TestReading* tests, const Value& value, const std::string& prefix, bool sample,
              std::vector<Test>* out) {
  const Reading& reading = tests->reading;
  Test test;
  test.sample = sample;
  if (value.IsScalar()) return ReadPattern(tests, value, value.text, test, out);
  StrictMap map(reading.errors, value, Keys().test, "tests");
  ReadTestSettings(tests, &map, &test);
  const Value* pattern = map.Find("pattern");
  map.Text("name", &test.name);
  tests->answer_reads_input = false;
  const bool has_input = ReadSource(tests, &map, "input", "generate", &test.input);
  const bool has_answer = ReadSource(tests, &map, "answer", "answer_generate", &test.answer);
  map.Finish();
  if (!map.ok()) return;
  if (pattern != nullptr) {
    std::string text;
    if (has_input || (has_answer && !tests->answer_reads_input) || map.Has("name")) {
      map.Fail(
          "a pattern finds input and answer and makes the names; take \"name\", \"input\" and "
          "\"answer\" away");
    } else if (Scalars(reading.errors).Text(*pattern, "pattern", &text)) {
      ReadPattern(tests, *pattern, text, test, out);
    }
    return;
  }
  if (!has_input && !has_answer && test.arguments.empty()) {
    map.Fail("a test needs an input: \"input\", \"input_file\", \"generate\" or \"pattern\"");
    return;
  }
  const auto* input = std::get_if<fs::path>(&test.input);
  if (input != nullptr && !has_answer) {
    const std::string name = input->lexically_relative(reading.files->root()).generic_string();
    if (auto answer = AnswerBeside(*tests, name)) test.answer = std::move(*answer);
  }
  const auto* generated = std::get_if<Generated>(&test.input);
  if (generated != nullptr && generated->answer_on_stderr && !has_answer) {
    test.answer = *generated;
  }
  if (tests->answer_reads_input) LetAnswerReadInput(*tests, value.place, &test);
  if (std::holds_alternative<std::monostate>(test.answer) && !has_answer && tests->needs_answers) {
    map.Fail("a test needs an answer: \"answer\", \"answer_file\" or \"answer_generate\"");
  }
  if (test.name.empty()) {
    test.name =
        input != nullptr
            ? WithoutEnding(input->lexically_relative(reading.files->root()).generic_string())
            : prefix + std::to_string(out->size() + 1);
  }
  AddTest(tests, value.place, std::move(test), out);
}

void ReadTests(TestReading* tests, StrictMap* map, std::string_view key, const std::string& prefix,
               bool sample, std::vector<Test>* out) {
  map->Each(key, [&](const Value& item) { ReadTest(tests, item, prefix, sample, out); });
}

void ReadVerdictRule(StrictMap* map, Group* group) {
  map->Word<OnReject>("on_failure", {{"continue", OnReject::kContinue}, {"stop", OnReject::kBreak}},
                      &group->on_reject);
  map->Word<Group::VerdictRule>("verdict",
                                {{"first", Group::VerdictRule::kFirst},
                                 {"worst", Group::VerdictRule::kWorst},
                                 {"always_accept", Group::VerdictRule::kAlwaysAccept},
                                 {"accept_any", Group::VerdictRule::kAcceptAny}},
                                &group->verdict_rule);
}

void ReadGroup(TestReading* tests, const Value& value, const std::string& prefix, bool sample,
               size_t number, Group* group) {
  const Reading& reading = tests->reading;
  StrictMap map(reading.errors, value, Keys().group);
  group->name = prefix + std::to_string(number);
  map.Text("name", &group->name);
  map.Text("title", &group->title);
  map.Number("points", 0, 1e6, &group->points);
  map.Number("weight", 0, 1e6, &group->points);
  if (map.Has("points") && map.Has("weight")) {
    map.Fail(
        "give points or a weight, not both; where the group around is scored \"weighted\" "
        "they mean the same");
  }
  ReadScoring(&map, &group->scoring);
  ReadVerdictRule(&map, group);
  ReadVisibility(&map, &group->visibility, &group->audience);
  map.Texts("requires", &group->requires_groups);
  map.Number("accept_score", -1e6, 1e6, &group->accept_score);
  map.Number("reject_score", -1e6, 1e6, &group->reject_score);
  group->samples = sample;
  map.Flag("samples", &group->samples);
  map.Flag("counts", &group->counts);
  const bool outer_needs = tests->needs_answers;
  if (const Value* checker = map.Find("checker")) {
    group->checker.emplace();
    ReadChecker(reading, *checker, &*group->checker);
    tests->needs_answers = !group->checker->program.has_value() &&
                           group->checker->builtin.kind != ComparisonSpec::Kind::kNonEmpty;
  }
  map.Texts("checker_args", &group->checker_arguments);
  if (const Value* hints = map.Find("hints")) ReadHints(reading, *hints, &group->hints);
  if (map.ok() && !tests->group_names.insert(group->name).second) {
    map.Fail("two groups are called \"" + group->name + "\"; give one of them another name");
  }
  for (const std::string& name : group->requires_groups) {
    tests->required_groups.emplace(name, map.place());
  }
  const std::string inner = group->name + "/";
  ReadTests(tests, &map, "tests", inner, group->samples, &group->tests);
  size_t inner_number = 0;
  map.Each("groups", [&](const Value& item) {
    group->groups.emplace_back();
    ReadGroup(tests, item, inner, group->samples, ++inner_number, &group->groups.back());
  });
  map.Finish();
  tests->needs_answers = outer_needs;
  if (map.ok() && group->tests.empty() && group->groups.empty() && !map.Has("tests") &&
      !map.Has("groups")) {
    map.Fail("a group needs tests or groups");
  }
}

// A group can only wait for one that was run before it.
void CheckRequires(TestReading* tests, const Group& root) {
  std::set<std::string> before;
  const auto walk = [&](const auto& self, const Group& group) -> void {
    for (const std::string& name : group.requires_groups) {
      if (before.contains(name)) continue;
      const Place place = tests->required_groups[name];
      std::vector<std::string_view> known(tests->group_names.begin(), tests->group_names.end());
      if (tests->group_names.contains(name)) {
        tests->reading.errors->Add(place, "group \"" + group.name + "\" requires \"" + name +
                                              "\", which comes after it; put it before");
      } else {
        tests->reading.errors->Add(place, "group \"" + group.name + "\" requires \"" + name +
                                              "\", and there is none of that name" +
                                              Suggest(name, known));
      }
    }
    for (const Group& inner : group.groups) self(self, inner);
    before.insert(group.name);
  };
  walk(walk, root);
}

void ReadGenerators(TestReading* tests, StrictMap* map, StandardIo* io) {
  const Value* value = map->Find("generators");
  if (value == nullptr) return;
  const Reading& reading = tests->reading;
  if (!value->IsMap()) {
    return Scalars(reading.errors)
        .Wrong(*value, "generators", "names with a program each: {random: generators/random.py}");
  }
  for (const auto& [name, program] : value->entries) {
    PackageProgram generator;
    generator.name = name.text;
    // A wrong one is known too, so that each test that uses it is not one more error.
    ReadProgram(reading, program, "generators", &generator);
    tests->generators.push_back(name.text);
    io->generators.push_back(std::move(generator));
  }
}

void ReadMode(StrictMap* map, StandardIo* io) {
  using Mode = StandardIo::Mode;

  if (map->Has("interactor")) io->mode = Mode::kInteractive;
  uint64_t passes = 0;
  map->Whole("passes", 2, 100, &passes);
  if (passes > 0) {
    io->mode = Mode::kMultiPass;
    io->max_passes = static_cast<int>(passes);
  }
  map->Word<Mode>("mode",
                  {{"batch", Mode::kBatch},
                   {"interactive", Mode::kInteractive},
                   {"multi_pass", Mode::kMultiPass},
                   {"submit_answer", Mode::kSubmitAnswer}},
                  &io->mode);
  if (map->Has("interactor") && map->Has("checker")) {
    map->Fail("an interactor is the checker too; take \"checker\" away");
  }
  io->interactive_passes = map->Has("interactor") && io->mode == Mode::kMultiPass;
  if (io->mode == Mode::kInteractive && !map->Has("interactor")) {
    map->Fail("mode interactive needs the key \"interactor\"");
  }
  if (map->Has("interactor") && io->mode != Mode::kInteractive && !io->interactive_passes) {
    map->Fail("an interactor has no meaning in this mode");
  }
  if (io->mode == Mode::kMultiPass && !io->checker.program) {
    map->Fail("several passes need a checker program, which makes the input of the next one");
  }
}

}  // namespace

void ReadStandardIo(const Reading& reading, StrictMap* map, Part* part) {
  StandardIo io;
  TestReading tests{reading};
  if (const Value* checker = map->Find("checker")) ReadChecker(reading, *checker, &io.checker);
  if (const Value* program = map->Find("interactor")) {
    ReadInteractor(reading, *program, &io.checker);
  }
  if (const Value* after = map->Find("after_interaction")) {
    ReadChecker(reading, *after, &io.after_interaction.emplace());
    if (!map->Has("interactor")) map->Fail("\"after_interaction\" needs an interactor");
  }
  ReadMode(map, &io);
  tests.needs_answers = !io.checker.program.has_value() && !map->Has("interactor") &&
                        io.checker.builtin.kind != ComparisonSpec::Kind::kNonEmpty;
  ReadGenerators(&tests, map, &io);
  map->Each("validators", [&](const Value& item) {
    PackageProgram program;
    if (ReadProgram(reading, item, "validators", &program)) {
      io.input_validators.push_back(std::move(program));
    }
  });
  const std::pair<std::string_view, std::string*> streams[] = {{"input_file", &io.input_file},
                                                               {"output_file", &io.output_file}};
  for (const auto& [key, name] : streams) {
    map->Text(key, name);
    const Status status = name->empty() ? OkStatus() : PackageFiles::CheckName(*name);
    if (!status.ok()) map->Fail(std::string(key) + ": " + status.message());
  }
  ReadScoring(map, &io.root.scoring);
  ReadVerdictRule(map, &io.root);
  if (const Value* hints = map->Find("hints")) ReadHints(reading, *hints, &io.root.hints);

  ReadTests(&tests, map, "samples", "sample/", true, &io.root.tests);
  ReadTests(&tests, map, "tests", "", false, &io.root.tests);
  size_t number = 0;
  map->Each("groups", [&](const Value& item) {
    io.root.groups.emplace_back();
    ReadGroup(&tests, item, "", false, ++number, &io.root.groups.back());
  });
  CheckRequires(&tests, io.root);
  if (tests.names.empty() && reading.errors->empty()) map->Fail("there is not a single test");
  io.scoring = part->points.has_value() || map->Has("scoring") || HasPoints(io.root);
  if (io.scoring) ShareOutPoints(&io, part->points);
  part->task = std::move(io);
}

}  // namespace assay::grader::assignment
