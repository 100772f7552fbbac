#include "grader/formats/polygon/problem.h"

#include <algorithm>
#include <map>
#include <system_error>

#include "common/archive/entry_name.h"
#include "common/files.h"
#include "grader/formats/polygon/names.h"
#include "grader/formats/polygon/xml.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace polygon {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxTests = 100'000, kMaxXmlBytes = 32U << 20U, kMaxSolutions = 10'000;
constexpr double kMaxPoints = 1e9;

class Reader {
 public:
  Reader(Document document, PackageFiles files)
      : document_(std::move(document)), files_(std::move(files)) {}

  Result<Package> Read() {
    const pugi::xml_node problem = document_.root();
    package_.format = "polygon";
    package_.folder = files_.folder();
    package_.id = problem.attribute("short-name").value();
    if (package_.id.empty()) package_.id = package_.folder.filename().string();
    ReadTitle(problem.child("names"));
    package_.parts.resize(1);

    const pugi::xml_node judging = problem.child("judging");
    pugi::xml_node testset = judging.find_child_by_attribute("testset", "name", "tests");
    if (!testset) testset = judging.child("testset");
    if (!testset) return document_.Error(judging ? judging : problem, "no <testset>");
    for (const pugi::xml_node other : judging.children("testset")) {
      if (other == testset) continue;
      Warn(other, "the testset " + EscapeName(other.attribute("name").value()) + " is left out");
    }
    io_.input_file = StreamName(judging, "input-file", "stdin");
    io_.output_file = StreamName(judging, "output-file", "stdout");

    ReadHeaders(problem.child("files"));
    ASSAY_RETURN_IF_ERROR(ReadLimits(testset));
    ASSAY_RETURN_IF_ERROR(ReadPrograms(problem));
    ASSAY_RETURN_IF_ERROR(ReadSolutions(problem.child("assets").child("solutions")));
    ASSAY_RETURN_IF_ERROR(ReadTests(testset));
    package_.parts[0].task = std::move(io_);
    return std::move(package_);
  }

 private:
  void Warn(pugi::xml_node at, const std::string& what) {
    if (package_.warnings.size() < 100) {
      package_.warnings.push_back(document_.Place(at) + ": " + what);
    }
  }

  void ReadTitle(pugi::xml_node names) {
    package_.title =
        names.find_child_by_attribute("name", "language", "english").attribute("value").value();
    if (package_.title.empty()) package_.title = names.child("name").attribute("value").value();
    if (package_.title.empty()) package_.title = package_.id;
  }

  static std::string StreamName(pugi::xml_node judging, const char* name, const char* standard) {
    const std::string value = judging.attribute(name).value();
    return value == standard ? "" : value;
  }

  Status ReadLimits(pugi::xml_node testset) {
    ProblemLimits& limits = package_.parts[0].limits;
    ASSAY_ASSIGN_OR_RETURN(const double time,
                           document_.Number(testset, "time-limit", 1000, 1, 3'600'000));
    ASSAY_ASSIGN_OR_RETURN(const double memory,
                           document_.Number(testset, "memory-limit", 268435456, 1 << 20, 1e12));
    limits.time = std::chrono::milliseconds(static_cast<int64_t>(time));
    limits.memory_bytes = static_cast<uint64_t>(memory);
    limits.output_bytes = 64 * sandbox::kMiB;
    limits.same_for_all_languages = true;
    package_.fixed_time_limit = limits.time;
    return OkStatus();
  }

  // ------------------------------------------------------------------------------ programs

  // Files that others include, with the folder in which they stand: testlib.h above all.
  void ReadHeaders(pugi::xml_node files) {
    for (const pugi::xml_node file : files.child("resources").children("file")) {
      const std::string path = file.attribute("path").value();
      const fs::path extension = fs::path(path).extension();
      if (extension != ".h" && extension != ".hpp" && extension != ".inc") continue;
      if (auto real = files_.File(path); real.ok()) headers_.push_back(*real);
    }
  }

  // The program of <source path= type=>, with the headers that stand beside it.
  Result<PackageProgram> ReadProgram(pugi::xml_node owner) {
    const pugi::xml_node source = owner.child("source");
    const std::string path = source.attribute("path").value();
    const auto real = files_.File(path);
    if (!real.ok()) return document_.Error(owner, real.status().message());
    PackageProgram program;
    program.name = path;
    program.files = {*real};
    program.base = real->parent_path();
    program.entry = real->filename().string();
    program.language = LanguageOfType(source.attribute("type").value());
    // Older copies of testlib.h use uint64_t without its header.
    if (program.language == "cpp") program.compile_flags = {"-include", "cstdint"};
    if (program.language == "cpp" || program.language == "c") {
      for (const fs::path& header : headers_) {
        if (header.parent_path() == program.base) program.files.push_back(header);
      }
    }
    return program;
  }

  Status ReadChecker(pugi::xml_node node, Checker& checker) {
    auto program = ReadProgram(node);
    if (program.ok()) {
      checker.program = std::move(*program);
      checker.protocol = CheckerProtocol::kTestlib;
      return OkStatus();
    }
    const std::string name = node.attribute("name").value();
    const auto standard = StandardChecker(name);
    if (!standard) {
      return document_.Error(node, "the checker's source is missing, and " + EscapeName(name) +
                                       " is none that is built in: " + program.status().message());
    }
    checker.builtin = *standard;
    return OkStatus();
  }

  Status ReadPrograms(pugi::xml_node problem) {
    const pugi::xml_node assets = problem.child("assets");
    const pugi::xml_node checker = assets.child("checker"), interactor = assets.child("interactor");
    Checker judge;
    if (checker) {
      ASSAY_RETURN_IF_ERROR(ReadChecker(checker, judge));
    } else {
      Warn(assets ? assets : problem, "no <checker>: outputs are compared by their tokens");
    }
    if (interactor) {
      io_.mode = StandardIo::Mode::kInteractive;
      ASSAY_ASSIGN_OR_RETURN(io_.checker.program, ReadProgram(interactor));
      io_.checker.protocol = CheckerProtocol::kTestlib;
      io_.checker.argv = {"{input}", "{output}", "{answer}"};
      if (checker) io_.after_interaction = std::move(judge);
    } else {
      io_.checker = std::move(judge);
    }
    for (const pugi::xml_node validator : assets.child("validators").children("validator")) {
      if (io_.input_validators.size() >= 100) break;
      ASSAY_ASSIGN_OR_RETURN(PackageProgram program, ReadProgram(validator));
      program.accept_exit = 0;
      io_.input_validators.push_back(std::move(program));
    }
    for (const pugi::xml_node node :
         problem.child("files").child("executables").children("executable")) {
      executables_[fs::path(node.child("source").attribute("path").value()).stem().string()] = node;
    }
    return OkStatus();
  }

  Status ReadSolutions(pugi::xml_node solutions) {
    for (const pugi::xml_node node : solutions.children("solution")) {
      if (package_.submissions.size() >= kMaxSolutions) break;
      const std::string tag = node.attribute("tag").value();
      const pugi::xml_node source = node.child("source");
      LabelledSubmission label;
      bool runs = true;
      if (!ReadTag(tag, label, runs).ok()) {
        return document_.Error(node, "unknown tag " + EscapeName(tag) +
                                         "; there are main, accepted, wrong-answer, "
                                         "time-limit-exceeded …");
      }
      if (!runs) continue;
      label.name = source.attribute("path").value();
      const std::string type = source.attribute("type").value();
      label.language = LanguageOfType(type);
      const auto real = files_.File(label.name);
      if (!real.ok()) return document_.Error(node, real.status().message());
      label.path = *real;
      if (tag == "main") main_ = node;
      if (label.language.empty()) {
        Warn(node,
             label.name + " is left out: there is no language for " + EscapeName(type) + " here");
        continue;
      }
      package_.submissions.push_back(std::move(label));
    }
    return OkStatus();
  }

  // ------------------------------------------------------------------------------ tests

  Status ReadTests(pugi::xml_node testset) {
    const std::string input = testset.child("input-path-pattern").text().get();
    const std::string answer = testset.child("answer-path-pattern").text().get();
    std::vector<pugi::xml_node> nodes;
    bool points = false, groups = false;
    for (const pugi::xml_node node : testset.child("tests").children("test")) {
      if (nodes.size() >= kMaxTests) return document_.Error(node, "more than 100000 tests");
      nodes.push_back(node);
      points = points || !node.attribute("points").empty();
      groups = groups || !node.attribute("group").empty();
    }
    if (nodes.empty()) return document_.Error(testset, "no <test>");
    io_.scoring = points || testset.child("groups").child("group");
    if (groups) ASSAY_RETURN_IF_ERROR(ReadGroups(testset.child("groups")));

    for (size_t i = 0; i < nodes.size(); ++i) {
      const pugi::xml_node node = nodes[i];
      Test test;
      test.name = std::to_string(i + 1);
      test.sample = node.attribute("sample").as_bool();
      test.description = node.attribute("description").value();
      ASSAY_ASSIGN_OR_RETURN(test.points, document_.Number(node, "points", 0, 0, kMaxPoints));
      ASSAY_RETURN_IF_ERROR(ReadData(node, input, answer, i + 1, test));
      const std::string group = node.attribute("group").value();
      if (!groups) {
        io_.root.tests.push_back(std::move(test));
      } else if (const auto at = group_index_.find(group); at != group_index_.end()) {
        io_.root.groups[at->second].tests.push_back(std::move(test));
      } else {
        ASSAY_RETURN_IF_ERROR(AddGroup(node, group, "each-test"));
        io_.root.groups.back().tests.push_back(std::move(test));
      }
    }
    for (Group& group : io_.root.groups) FinishGroup(group);
    return CheckDependencies(testset);
  }

  Status ReadData(pugi::xml_node node, const std::string& input_pattern,
                  const std::string& answer_pattern, size_t number, Test& test) {
    auto input = ExpandPattern(input_pattern, number);
    if (!input.ok()) return document_.Error(node, input.status().message());
    auto answer = ExpandPattern(answer_pattern, number);
    if (!answer.ok()) return document_.Error(node, answer.status().message());
    std::shared_ptr<const Generated> generated;
    if (auto path = files_.File(*input); path.ok()) {
      test.input = *path;
    } else if (path.status().code() != StatusCode::kNotFound ||
               std::string_view(node.attribute("method").value()) != "generated") {
      return document_.Error(node, path.status().message());
    } else {
      ASSAY_ASSIGN_OR_RETURN(Generated made, ReadCommand(node));
      test.input = made;
      generated = std::make_shared<const Generated>(std::move(made));
    }
    if (auto path = files_.File(*answer); path.ok()) {
      test.answer = *path;
      return OkStatus();
    }
    if (io_.mode == StandardIo::Mode::kInteractive && !main_) return OkStatus();
    // A standard package has neither: the model solution makes the answer.
    if (!main_) return document_.Error(node, "no answer " + *answer + " and no main solution");
    Generated made;
    if (io_.mode == StandardIo::Mode::kInteractive) return OkStatus();
    ASSAY_ASSIGN_OR_RETURN(made.program, UseProgram("\nmain", main_));
    if (generated) {
      made.input_from = std::move(generated);
    } else {
      made.input = std::get<fs::path>(test.input);
    }
    test.answer = std::move(made);
    return OkStatus();
  }

  Result<Generated> ReadCommand(pugi::xml_node node) {
    const auto words = CommandWords(node.attribute("cmd").value());
    if (words.empty()) return document_.Error(node, "no cmd=, and no file of the test");
    if (!node.attribute("from-file").empty()) {
      return document_.Error(node,
                             "the test is one of several files that a generator writes; "
                             "take the full package, which has them");
    }
    const auto found = executables_.find(words[0]);
    if (found == executables_.end()) {
      return document_.Error(node, "no generator " + EscapeName(words[0]) +
                                       " among the executables, and no file of the test");
    }
    Generated made;
    ASSAY_ASSIGN_OR_RETURN(made.program, UseProgram(words[0], found->second));
    made.arguments.assign(words.begin() + 1, words.end());
    return made;
  }

  // Its place among the generators, each read once.
  Result<size_t> UseProgram(const std::string& key, pugi::xml_node node) {
    const auto known = used_.find(key);
    if (known != used_.end()) return known->second;
    ASSAY_ASSIGN_OR_RETURN(PackageProgram program, ReadProgram(node));
    io_.generators.push_back(std::move(program));
    return used_[key] = io_.generators.size() - 1;
  }

  // ------------------------------------------------------------------------------ groups

  Status AddGroup(pugi::xml_node node, const std::string& name, const std::string& policy) {
    if (io_.root.groups.size() >= kMaxTests) return document_.Error(node, "too many groups");
    Group group;
    group.name = group.title = name;
    if (policy == "complete-group") {
      group.scoring = Scoring::kAllOrNothing;
      group.on_reject = OnReject::kBreak;
    } else if (!policy.empty() && policy != "each-test") {
      return document_.Error(node, "unknown points-policy " + EscapeName(policy) +
                                       "; there are complete-group and each-test");
    }
    if (!group_index_.emplace(name, io_.root.groups.size()).second) {
      return document_.Error(node, "the group " + EscapeName(name) + " stands there twice");
    }
    io_.root.groups.push_back(std::move(group));
    return OkStatus();
  }

  Status ReadGroups(pugi::xml_node groups) {
    for (const pugi::xml_node node : groups.children("group")) {
      ASSAY_RETURN_IF_ERROR(
          AddGroup(node, node.attribute("name").value(), node.attribute("points-policy").value()));
      Group& group = io_.root.groups.back();
      if (!node.attribute("points").empty() && group.scoring == Scoring::kAllOrNothing) {
        ASSAY_ASSIGN_OR_RETURN(group.points, document_.Number(node, "points", 0, 0, kMaxPoints));
      }
      if (std::string_view(node.attribute("feedback-policy").value()) == "none") {
        group.visibility = Visibility::kAfterPublished;
      }
      for (const pugi::xml_node dependency : node.child("dependencies").children("dependency")) {
        group.requires_groups.emplace_back(dependency.attribute("group").value());
      }
    }
    return OkStatus();
  }

  // What is worth nothing is shown, and is no reason to give nothing.
  static void FinishGroup(Group& group) {
    double sum = 0;
    bool samples = !group.tests.empty();
    for (const Test& test : group.tests) {
      sum += test.points;
      samples = samples && test.sample;
    }
    if (group.scoring == Scoring::kAllOrNothing && !group.points) group.points = sum;
    group.samples = samples;
  }

  Status CheckDependencies(pugi::xml_node testset) {
    // An earlier group only: so there are no circles.
    for (size_t i = 0; i < io_.root.groups.size(); ++i) {
      for (const std::string& name : io_.root.groups[i].requires_groups) {
        const auto found = group_index_.find(name);
        if (found == group_index_.end()) {
          return document_.Error(testset.child("groups"),
                                 "the group " + EscapeName(io_.root.groups[i].name) +
                                     " depends on " + EscapeName(name) + ", which is none");
        }
        if (found->second >= i) {
          return document_.Error(testset.child("groups"), "the group " +
                                                              EscapeName(io_.root.groups[i].name) +
                                                              " depends on " + EscapeName(name) +
                                                              ", which does not stand before it");
        }
      }
    }
    return OkStatus();
  }

  Document document_;
  PackageFiles files_;
  Package package_;
  StandardIo io_;
  std::vector<fs::path> headers_;
  std::map<std::string, pugi::xml_node> executables_;
  std::map<std::string, size_t> used_, group_index_;
  pugi::xml_node main_;
};

}  // namespace

Result<Package> ReadProblem(std::string_view text, PackageFiles files) {
  ASSAY_ASSIGN_OR_RETURN(Document document, Document::Parse(text));
  return Reader(std::move(document), std::move(files)).Read();
}

}  // namespace polygon

bool LooksLikePolygon(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "problem.xml", error);
}

Result<Package> ReadPolygon(const std::filesystem::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(PackageFiles files, PackageFiles::Open(folder));
  ASSAY_ASSIGN_OR_RETURN(const auto path, files.File("problem.xml"));
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, polygon::kMaxXmlBytes));
  auto package = polygon::ReadProblem(text, std::move(files));
  if (package.ok()) return package;
  return std::move(package).status().Annotate(folder.string());
}

}  // namespace assay::grader
