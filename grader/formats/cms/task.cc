#include "grader/formats/cms/task.h"

#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <system_error>

#include "common/archive/entry_name.h"
#include "common/files.h"
#include "grader/formats/cms/gen_file.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace cms {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxTests = 10'000, kMaxSubtasks = 1000, kMaxYamlBytes = 1U << 20U;

struct Extension {
  std::string_view extension, language;
};
// Those of CMS, in the order in which its own loader looks.
constexpr std::array<Extension, 11> kExtensions = {{{".c", "c"},
                                                    {".cpp", "cpp"},
                                                    {".pas", "pascal"},
                                                    {".java", "java"},
                                                    {".py", "python"},
                                                    {".cs", "csharp"},
                                                    {".hs", "haskell"},
                                                    {".php", "php"},
                                                    {".rs", "rust"},
                                                    {".go", "go"},
                                                    {".js", "javascript"}}};

std::string CodeName(size_t index) {
  const std::string digits = std::to_string(index);
  return std::string(3 - std::min<size_t>(3, digits.size()), '0') + digits;
}

class Reader {
 public:
  Reader(const YAML::Node& root, PackageFiles files) : root_(root), files_(std::move(files)) {}

  Result<Package> Read() {
    package_.format = "cms";
    package_.folder = files_.folder();
    package_.id = Text({"name", "nome_breve"});
    if (package_.id.empty()) package_.id = package_.folder.filename().string();
    package_.title = Text({"title", "nome"});
    if (package_.title.empty()) package_.title = package_.id;
    package_.parts.resize(1);
    io_.scoring = true;
    ASSAY_RETURN_IF_ERROR(RefuseCommunication());
    ASSAY_RETURN_IF_ERROR(ReadLimits());
    ASSAY_RETURN_IF_ERROR(ReadStreams());
    ASSAY_RETURN_IF_ERROR(ReadChecker());
    ASSAY_RETURN_IF_ERROR(ReadGraders());
    ASSAY_RETURN_IF_ERROR(ReadScore());
    ASSAY_RETURN_IF_ERROR(ReadSolutions());
    package_.parts[0].task = std::move(io_);
    return std::move(package_);
  }

 private:
  Status Error(const YAML::Node& at, const std::string& what) const {
    const int line = at.IsDefined() ? at.Mark().line : root_.Mark().line;
    return InvalidArgument("task.yaml:" + std::to_string(line + 1) + ": " + what);
  }

  // The first of the keys that is there: CMS still takes the Italian ones.
  YAML::Node Find(std::initializer_list<const char*> keys) const {
    for (const char* key : keys) {
      for (const auto& entry : root_) {
        if (entry.first.IsScalar() && entry.first.Scalar() == key && !entry.second.IsNull()) {
          return entry.second;
        }
      }
    }
    return YAML::Node(YAML::NodeType::Undefined);
  }

  std::string Text(std::initializer_list<const char*> keys) const {
    const YAML::Node node = Find(keys);
    return node.IsScalar() ? node.Scalar() : "";
  }

  Result<std::optional<double>> Number(std::initializer_list<const char*> keys, double low,
                                       double high) const {
    const YAML::Node node = Find(keys);
    if (!node.IsDefined()) return std::optional<double>();
    double value = 0;
    if (!YAML::convert<double>::decode(node, value) || !(value >= low && value <= high)) {
      return Error(node, std::string(*keys.begin()) + ": expected a number from " +
                             std::to_string(low) + " to " + std::to_string(high));
    }
    return std::optional<double>(value);
  }

  // ------------------------------------------------------------------------------ the task

  Status RefuseCommunication() const {
    for (const char* name : {"check/manager", "cor/manager"}) {
      if (!files_.Has(name)) continue;
      return {StatusCode::kUnimplemented,
              std::string(name) +
                  ": a Communication task: its manager talks to the program through named pipes, "
                  "which no sandbox here gives; write it as an interactor on standard streams"};
    }
    return OkStatus();
  }

  Status ReadLimits() {
    ProblemLimits& limits = package_.parts[0].limits;
    ASSAY_ASSIGN_OR_RETURN(const auto time, Number({"time_limit", "timeout"}, 0.001, 3600));
    ASSAY_ASSIGN_OR_RETURN(const auto memory, Number({"memory_limit", "memlimit"}, 1, 1 << 20));
    const YAML::Node only = Find({"output_only"});
    if (only.IsDefined()) {
      bool value = false;
      if (!YAML::convert<bool>::decode(only, value)) {
        return Error(only, "output_only: expected true or false");
      }
      if (value) io_.mode = StandardIo::Mode::kSubmitAnswer;
    }
    if (time) {
      limits.time = std::chrono::milliseconds(std::llround(*time * 1000));
    } else if (io_.mode == StandardIo::Mode::kBatch) {
      limits.time = std::chrono::seconds(10);
      package_.warnings.emplace_back(
          "task.yaml:1: no time_limit, which means none at all to CMS; 10 s are taken");
    }
    if (memory) limits.memory_bytes = static_cast<uint64_t>(*memory) * sandbox::kMiB;
    limits.output_bytes = 64 * sandbox::kMiB;
    limits.same_for_all_languages = true;
    return OkStatus();
  }

  Status ReadStreams() {
    const YAML::Node in = Find({"infile"}), out = Find({"outfile"});
    io_.input_file = in.IsDefined() ? in.Scalar() : HasKey("infile") ? "" : "input.txt";
    io_.output_file = out.IsDefined() ? out.Scalar() : HasKey("outfile") ? "" : "output.txt";
    for (const std::string& name : {io_.input_file, io_.output_file}) {
      if (name.empty() || CheckEntryName(name, {}).ok()) continue;
      return Error(in.IsDefined() ? in : out,
                   "a file name below the work folder is expected, not " + EscapeName(name));
    }
    return OkStatus();
  }
  bool HasKey(const std::string& key) const {
    return std::any_of(root_.begin(), root_.end(), [&](const auto& entry) {
      return entry.first.IsScalar() && entry.first.Scalar() == key;
    });
  }

  // The source where there is one: what was compiled elsewhere may not run here.
  Status ReadChecker() {
    io_.checker.builtin.kind = ComparisonSpec::Kind::kTokens;  // CMS's white diff
    io_.checker.builtin.line_sensitive = true;
    for (const char* stem : {"check/checker", "cor/correttore"}) {
      std::optional<PackageProgram> program;
      for (const auto& [extension, language] : kExtensions) {
        const auto source = files_.File(std::string(stem) + std::string(extension));
        if (!source.ok() || program) continue;
        program.emplace();
        program->files = {*source};
        program->language = language;
        program->entry = source->filename().string();
        ASSAY_RETURN_IF_ERROR(AddHeaders(source->parent_path().filename().string(), *program));
      }
      if (const auto binary = files_.File(stem); !program && binary.ok()) {
        program.emplace();
        program->files = {*binary};
        program->language = "c";  // CMS asks for a static program: any image will do
        program->commands = {{"/bin/true"}};
        program->run = {"./" + binary->filename().string()};
      }
      if (!program) continue;
      program->name = stem;
      program->base = program->files[0].parent_path();
      io_.checker.program = std::move(program);
      io_.checker.protocol = CheckerProtocol::kCms;
      break;
    }
    return OkStatus();
  }

  Status AddHeaders(const std::string& folder, PackageProgram& program) const {
    ASSAY_ASSIGN_OR_RETURN(const auto names, files_.List(folder, false));
    for (const std::string& name : names) {
      if (!name.ends_with(".h") && !name.ends_with(".hpp") && !name.ends_with("lib.pas")) continue;
      ASSAY_ASSIGN_OR_RETURN(fs::path path, files_.File(name));
      program.files.push_back(std::move(path));
    }
    return OkStatus();
  }

  // sol/grader.*: its main calls the student's functions.
  Status ReadGraders() {
    Part& part = package_.parts[0];
    for (const auto& [extension, language] : kExtensions) {
      const std::string name = "sol/grader" + std::string(extension);
      const auto path = files_.File(name);
      if (!path.ok()) continue;
      PackageProgram given;
      given.name = name;
      given.language = language;
      given.files = {*path};
      given.base = path->parent_path();
      given.entry = path->filename().string();
      ASSAY_RETURN_IF_ERROR(AddHeaders("sol", given));
      part.languages.insert(std::string(language));
      part.given.push_back(std::move(given));
    }
    return OkStatus();
  }

  Status ReadSolutions() {
    ASSAY_ASSIGN_OR_RETURN(const auto names, files_.List("sol", false));
    for (const std::string& name : names) {
      const fs::path file(name);
      const std::string stem = file.stem().string();
      if (stem != "solution" && stem != "soluzione" && stem != package_.id) continue;
      for (const auto& [extension, language] : kExtensions) {
        if (file.extension() != extension) continue;
        LabelledSubmission label;
        label.name = name;
        ASSAY_ASSIGN_OR_RETURN(const fs::path path, files_.File(name));
        ASSAY_ASSIGN_OR_RETURN(label.path, NamedAsHandedIn(path));
        label.language = language;
        label.permitted = {Verdict::kAccepted};
        label.sets_lower_bound = true;
        package_.submissions.push_back(std::move(label));
      }
    }
    return OkStatus();
  }

  // CMS calls what is handed in by the task's name (submission_format), which Java's classes and
  // Python graders rely on.
  Result<fs::path> NamedAsHandedIn(const fs::path& path) {
    if (path.stem() == package_.id || !CheckEntryName(package_.id, {}).ok()) return path;
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxYamlBytes));
    if (!package_.scratch) {
      ASSAY_ASSIGN_OR_RETURN(TempDir made, TempDir::Create("assay-package-"));
      package_.scratch = std::make_shared<TempDir>(std::move(made));
    }
    const fs::path copy = package_.scratch->path() / path.filename() /
                          (fs::path(package_.id).filename().string() + path.extension().string());
    std::error_code error;
    fs::create_directories(copy.parent_path(), error);
    if (error) return ErrnoStatus(copy.string(), error.value());
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(copy, text));
    return copy;
  }

  // ------------------------------------------------------------------------------ tests

  Result<Test> MakeTest(size_t index, const std::string& prefix) const {
    Test test;
    test.name =
        prefix + (io_.mode == StandardIo::Mode::kSubmitAnswer ? "output_" : "") + CodeName(index);
    const std::string input = "input/input" + std::to_string(index) + ".txt";
    const std::string output = "output/output" + std::to_string(index) + ".txt";
    ASSAY_ASSIGN_OR_RETURN(test.input, files_.File(input));
    ASSAY_ASSIGN_OR_RETURN(test.answer, files_.File(output));
    test.sample = public_.contains(index);
    return test;
  }

  Status ReadPublic(size_t count) {
    const std::string text = Text({"public_testcases", "risultati"});
    if (text == "all") return OkStatus();
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find(',', at), text.size());
      std::string_view word = std::string_view(text).substr(at, end - at);
      at = end + 1;
      while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
      while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
      size_t index = 0;
      const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), index);
      if (error != std::errc() || rest != word.data() + word.size() || index >= count) {
        return Error(Find({"public_testcases", "risultati"}),
                     "public_testcases: expected numbers of tests, from 0, or \"all\"");
      }
      public_.insert(index);
    }
    return OkStatus();
  }

  Status ReadScore() {
    ASSAY_ASSIGN_OR_RETURN(const auto n_input, Number({"n_input"}, 1, kMaxTests));
    const YAML::Node type = Find({"score_type"}), parameters = Find({"score_type_parameters"});
    GenFile gen;
    const bool own = type.IsDefined() && parameters.IsDefined() && n_input;
    if (!own && files_.Has("gen/GEN")) {
      ASSAY_ASSIGN_OR_RETURN(const fs::path path, files_.File("gen/GEN"));
      ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxYamlBytes));
      ASSAY_ASSIGN_OR_RETURN(gen, ParseGenFile(text));
      if (n_input && gen.tests != static_cast<size_t>(*n_input)) {
        return Error(Find({"n_input"}), "n_input: gen/GEN has " + std::to_string(gen.tests) +
                                            " tests; make the two agree");
      }
    }
    const size_t count = gen.tests > 0 ? gen.tests : static_cast<size_t>(n_input.value_or(0));
    if (count == 0 || count > kMaxTests) {
      return Error(root_,
                   "n_input: how many tests are there? expected 1 to " + std::to_string(kMaxTests));
    }
    ASSAY_RETURN_IF_ERROR(ReadPublic(count));
    if (own) return ReadOwnScore(type, parameters, count);
    if (gen.subtasks.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const auto total, Number({"total_value"}, 0, 1e9));
      return Sum(count, total.value_or(100) / static_cast<double>(count));
    }
    size_t next = 0;
    for (const Subtask& subtask : gen.subtasks) {
      std::vector<size_t> tests;
      while (tests.size() < subtask.tests) tests.push_back(next++);
      ASSAY_RETURN_IF_ERROR(AddSubtask(subtask.points, Scoring::kMin, tests, false));
    }
    return OkStatus();
  }

  Status Sum(size_t count, double points) {
    for (size_t i = 0; i < count; ++i) {
      ASSAY_ASSIGN_OR_RETURN(Test test, MakeTest(i, ""));
      test.points = points;
      io_.root.tests.push_back(std::move(test));
    }
    return OkStatus();
  }

  // `shared`: tests may stand in several subtasks, so their names carry the subtask's.
  Status AddSubtask(double points, Scoring scoring, const std::vector<size_t>& tests, bool shared) {
    Group group;
    group.name = "subtask " + std::to_string(io_.root.groups.size());
    group.points = points;
    group.scoring = scoring;
    total_ += tests.size();
    if (total_ > kMaxTests) return Error(root_, "its subtasks hold too many tests together");
    for (const size_t index : tests) {
      ASSAY_ASSIGN_OR_RETURN(Test test, MakeTest(index, shared ? group.name + "/" : ""));
      test.points = points;
      group.tests.push_back(std::move(test));
    }
    io_.root.groups.push_back(std::move(group));
    return OkStatus();
  }

  // score_type and score_type_parameters, as in CMS's "Score types".
  Status ReadOwnScore(const YAML::Node& type, const YAML::Node& parameters, size_t count) {
    const std::string name = type.IsScalar() ? type.Scalar() : "";
    if (name == "Sum") {
      double points = 0;
      if (!YAML::convert<double>::decode(parameters, points) || !(points >= 0 && points <= 1e9)) {
        return Error(parameters, "score_type_parameters: Sum takes the points of one test");
      }
      return Sum(count, points);
    }
    if (name != "GroupMin" && name != "GroupMul") {
      return {StatusCode::kUnimplemented,
              Error(type, "score_type: " + EscapeName(name) +
                              " is not read; there are Sum, GroupMin and GroupMul")
                  .message()};
    }
    if (name == "GroupMul") {
      package_.warnings.push_back(
          Error(type, "GroupMul: with partial outcomes the least of them counts, not their product")
              .message());
    }
    if (!parameters.IsSequence() || parameters.size() == 0 || parameters.size() > kMaxSubtasks) {
      return Error(parameters, "score_type_parameters: expected a list of [points, tests]");
    }
    size_t next = 0;
    for (const auto& subtask : parameters) {
      double points = 0;
      if (!subtask.IsSequence() || subtask.size() < 2 ||
          !YAML::convert<double>::decode(subtask[0], points) || !(points >= 0 && points <= 1e9)) {
        return Error(subtask, "expected [points, tests]");
      }
      ASSAY_ASSIGN_OR_RETURN(const std::vector<size_t> tests, Target(subtask[1], count, next));
      ASSAY_RETURN_IF_ERROR(AddSubtask(points, Scoring::kMin, tests, !IsCount(subtask[1])));
    }
    return OkStatus();
  }

  static bool IsCount(const YAML::Node& target) {
    size_t value = 0;
    return target.IsScalar() && target.Tag() != "!" && YAML::convert<size_t>::decode(target, value);
  }

  // How many of the next tests, a pattern of their names, or the names.
  Result<std::vector<size_t>> Target(const YAML::Node& target, size_t count, size_t& next) const {
    std::vector<size_t> tests;
    if (IsCount(target)) {
      const size_t wanted = std::min<size_t>(target.as<size_t>(), kMaxTests + 1);
      if (next + wanted > count) {
        return Error(target, "the subtasks hold more tests than the " + std::to_string(count));
      }
      while (tests.size() < wanted) tests.push_back(next++);
      return tests;
    }
    std::set<std::string> names;
    if (target.IsSequence()) {
      for (const auto& one : target) {
        if (one.IsScalar()) names.insert(one.Scalar());
      }
    }
    const RE2 pattern(target.IsScalar() ? target.Scalar() : "", RE2::Quiet);
    if (target.IsScalar() && !pattern.ok()) {
      return Error(target,
                   "the pattern " + EscapeName(target.Scalar()) + " is wrong: " + pattern.error());
    }
    for (size_t i = 0; i < count; ++i) {
      const std::string code = CodeName(i);
      re2::StringPiece rest(code);
      if (target.IsScalar() ? RE2::Consume(&rest, pattern) : names.contains(code)) {
        tests.push_back(i);
      }
    }
    if (tests.empty()) return Error(target, "no test is meant by this subtask");
    return tests;
  }

  const YAML::Node root_;
  PackageFiles files_;
  Package package_;
  StandardIo io_;
  std::set<size_t> public_;
  size_t total_ = 0;
};

}  // namespace

Result<Package> ReadTask(std::string_view text, PackageFiles files) {
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (!root.IsMap()) return InvalidArgument("task.yaml:1: expected keys and values");
    return Reader(root, std::move(files)).Read();
  } catch (const YAML::Exception& error) {
    return InvalidArgument("task.yaml:" + std::to_string(std::max(0, error.mark.line + 1)) + ": " +
                           error.msg);
  }
}

}  // namespace cms

bool LooksLikeCms(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "task.yaml", error) &&
         std::filesystem::is_directory(folder / "input", error);
}

Result<Package> ReadCms(const std::filesystem::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(PackageFiles files, PackageFiles::Open(folder));
  ASSAY_ASSIGN_OR_RETURN(const auto path, files.File("task.yaml"));
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, cms::kMaxYamlBytes));
  auto package = cms::ReadTask(text, std::move(files));
  if (package.ok()) return package;
  return std::move(package).status().Annotate(folder.string());
}

}  // namespace assay::grader
