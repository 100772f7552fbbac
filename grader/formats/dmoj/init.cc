#include "grader/formats/dmoj/init.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "common/archive/entry_name.h"
#include "common/files.h"
#include "grader/formats/dmoj/config.h"
#include "grader/formats/dmoj/labels.h"
#include "grader/formats/dmoj/pattern.h"
#include "grader/formats/dmoj/programs.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace dmoj {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxTests = 100'000, kMaxInitBytes = 4U << 20U;
constexpr double kMaxPoints = 1e9;

// Keys that mean something at the top, in a batch or in a case, and those that change nothing here:
// how much of an output DMOJ's site shows, what Java's class loader is told.
constexpr std::array<std::string_view, 28> kKnownKeys = {"archive",
                                                         "test_cases",
                                                         "pretest_test_cases",
                                                         "points",
                                                         "in",
                                                         "out",
                                                         "batched",
                                                         "dependencies",
                                                         "checker",
                                                         "generator",
                                                         "generator_args",
                                                         "generator_in",
                                                         "interactive",
                                                         "custom_judge",
                                                         "signature_grader",
                                                         "binary_data",
                                                         "short_circuit",
                                                         "output_limit_length",
                                                         "wall_time_factor",
                                                         "time_limit",
                                                         "memory_limit",
                                                         "output_prefix_length",
                                                         "hints",
                                                         "name",
                                                         "meta",
                                                         "<<",
                                                         "symlinks",
                                                         "unbuffered"};

class Reader {
 public:
  Reader(Config root, Data data) : root_(std::move(root)), data_(std::move(data)) {}

  Result<Package> Read() {
    ASSAY_RETURN_IF_ERROR(Refuse());
    ASSAY_RETURN_IF_ERROR(CheckKeys(root_));
    package_.format = "dmoj";
    package_.folder = data_.files().folder();
    package_.id = package_.title = package_.folder.filename().string();
    package_.parts.resize(1);
    ASSAY_ASSIGN_OR_RETURN(const std::string archive, root_.Text("archive", ""));
    if (!archive.empty()) {
      const Status opened = data_.OpenArchive(archive);
      if (!opened.ok()) {
        return Status(opened.code(),
                      root_.Place(root_.Find("archive")) + ": archive: " + opened.message());
      }
    }
    io_.scoring = true;
    ASSAY_RETURN_IF_ERROR(ReadJudge());
    ASSAY_RETURN_IF_ERROR(ReadAllCases());
    if (!root_.within_budget()) {
      return root_.Error(root_.node(), "aliases make it stand for too much; write less of them");
    }
    part().task = std::move(io_);
    bool gave_limits = false;
    ASSAY_RETURN_IF_ERROR(ReadLabels(data_, position_, package_, gave_limits));
    ASSAY_RETURN_IF_ERROR(ReadLimits(gave_limits));
    package_.scratch = data_.scratch();
    return std::move(package_);
  }

 private:
  Part& part() { return package_.parts[0]; }

  Status CheckKeys(const Config& config) {
    for (const std::string& key : config.Keys()) {
      if (key.ends_with('+')) {
        return config.Error(config.Own(key), "the key " + EscapeName(key) +
                                                 " is Python code that DMOJ's judge runs; write "
                                                 "what it makes instead");
      }
      if (std::find(kKnownKeys.begin(), kKnownKeys.end(), key) != kKnownKeys.end()) continue;
      Warn(config, key, "means nothing here and was left out");
    }
    return OkStatus();
  }

  void Warn(const Config& config, const std::string& key, const std::string& what) {
    if (package_.warnings.size() >= 100) return;
    package_.warnings.push_back(config.Place(config.Own(key)) + ": " + EscapeName(key) + " " +
                                what);
  }

  // What would be graded wrongly is not graded at all.
  Status Refuse() {
    const YAML::Node custom = root_.Find("custom_judge");
    if (!custom.IsDefined()) return OkStatus();
    return {StatusCode::kUnimplemented,
            root_.Place(custom) +
                ": custom_judge: its Python code runs inside of DMOJ's judge process and drives "
                "it; write it as an interactor (`interactive:`) or a checker (`checker:`)"};
  }

  Status ReadJudge() {
    const YAML::Node interactive = root_.Find("interactive");
    if (interactive.IsDefined()) {
      io_.mode = StandardIo::Mode::kInteractive;
      ASSAY_ASSIGN_OR_RETURN(io_.checker, ReadInteractor(root_, interactive, data_));
    } else {
      ASSAY_ASSIGN_OR_RETURN(io_.checker, ReadChecker(root_, root_.Find("checker"), data_));
    }
    const YAML::Node symlinks = root_.Find("symlinks");
    if (symlinks.IsDefined() && symlinks.size() > 0) {
      Warn(root_, "symlinks", "are not made: a program that opens one will not find it");
    }
    ASSAY_ASSIGN_OR_RETURN(const bool unbuffered, root_.Flag("unbuffered", false));
    if (unbuffered) {
      Warn(root_, "unbuffered", "is left out: programs must flush what they write");
    }
    return ReadSignature();
  }

  // The student's functions, called by a main of the package's.
  Status ReadSignature() {
    const YAML::Node node = root_.Find("signature_grader");
    if (!node.IsDefined()) return OkStatus();
    if (!node.IsMap()) return root_.Error(node, "signature_grader: expected entry and header");
    const Config config = root_.Alone(node);
    ASSAY_ASSIGN_OR_RETURN(const std::string entry, config.Text("entry", ""));
    ASSAY_ASSIGN_OR_RETURN(const std::string header, config.Text("header", ""));
    ASSAY_ASSIGN_OR_RETURN(const bool allow_main, config.Flag("allow_main", false));
    std::string prefix = "#include \"" + fs::path(header).filename().string() + "\"\n";
    if (!allow_main) prefix += "#define main main_of_the_submission\n";
    for (const std::string language : {"c", "cpp"}) {
      PackageProgram given;
      given.name = "signature_grader";
      given.language = language;
      // A copy: C++ takes the entry for its own only by its ending.
      const std::string entry_name = fs::path(entry).stem().string() + "." + language;
      for (const bool is_entry : {true, false}) {
        const std::string& name = is_entry ? entry : header;
        const auto path = data_.File(name);
        if (!path.ok()) {
          return root_.Error(node, std::string("signature_grader: ") +
                                       (is_entry ? "entry: " : "header: ") +
                                       path.status().message());
        }
        ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(*path, kMaxInitBytes));
        ASSAY_ASSIGN_OR_RETURN(
            const fs::path copy,
            data_.Write("signature-" + language + "/" +
                            (is_entry ? entry_name : fs::path(header).filename().string()),
                        text));
        given.files.push_back(copy);
        given.base = copy.parent_path();
      }
      given.entry = entry_name;
      part().given.push_back(std::move(given));
      part().languages.insert(language);
      part().source_prefix[language] = prefix;
    }
    part().compile_flags = {"-DSIGNATURE_GRADER"};
    return OkStatus();
  }

  Status ReadLimits(bool gave_limits) {
    ProblemLimits& limits = part().limits;
    if (!gave_limits) limits.time = std::chrono::seconds(2);
    ASSAY_ASSIGN_OR_RETURN(const double seconds, root_.Number("time_limit", 0));
    ASSAY_ASSIGN_OR_RETURN(const double kibibytes, root_.Number("memory_limit", 0));
    if (seconds > 0 && seconds <= 3600) {
      limits.time = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
    } else if (!gave_limits) {
      package_.warnings.push_back(
          "init.yml:1: DMOJ keeps the time and memory limits in its site; 2 s and 256 MiB are "
          "taken; add time_limit (seconds) and memory_limit (KiB) for others");
    }
    if (kibibytes >= 1024 && kibibytes < double(1U << 30U)) {
      limits.memory_bytes = static_cast<uint64_t>(kibibytes) * 1024;
    }
    ASSAY_ASSIGN_OR_RETURN(const double output, root_.Number("output_limit_length", 25165824));
    if (!(output >= 1 && output <= double(1U << 30U))) {
      return root_.Error(root_.Find("output_limit_length"),
                         "output_limit_length: expected bytes, 1 to 1073741824");
    }
    limits.output_bytes = static_cast<uint64_t>(output);
    ASSAY_ASSIGN_OR_RETURN(const double factor, root_.Number("wall_time_factor", 3));
    if (!(factor >= 1 && factor <= 100)) {
      return root_.Error(root_.Find("wall_time_factor"), "wall_time_factor: expected 1 to 100");
    }
    limits.wall = std::chrono::milliseconds(
        static_cast<int64_t>(static_cast<double>(limits.time.count()) * factor));
    return OkStatus();
  }

  // ------------------------------------------------------------------------------ test cases

  Status ReadAllCases() {
    const YAML::Node pretests = root_.Own("pretest_test_cases");
    if (pretests.IsDefined() && !pretests.IsNull()) {
      ASSAY_RETURN_IF_ERROR(ReadList(pretests, true));
    }
    const YAML::Node cases = root_.Own("test_cases");
    if (cases.IsDefined() && cases.IsSequence()) {
      ASSAY_RETURN_IF_ERROR(ReadList(cases, false));
    } else {
      ASSAY_RETURN_IF_ERROR(ReadMatched(cases));
    }
    CloseRun();
    if (position_ == 0) return root_.Error(root_.node(), "no test cases");
    // Without batches and gates there is nothing to group.
    std::vector<Group>& groups = io_.root.groups;
    if (groups.size() == 1 && groups[0].groups.empty() && !groups[0].points && !groups[0].checker) {
      io_.root.tests = std::move(groups[0].tests);
      groups.clear();
    }
    return OkStatus();
  }

  Status ReadList(const YAML::Node& list, bool pretests) {
    if (!list.IsSequence()) return root_.Error(list, "expected a list of test cases");
    for (const auto& node : list) {
      if (!node.IsMap()) return root_.Error(node, "expected a test case: keys and values");
      const Config config = root_.Inner(node);
      ASSAY_RETURN_IF_ERROR(CheckKeys(config));
      const YAML::Node batched = config.Own("batched");
      if (batched.IsDefined()) {
        ASSAY_RETURN_IF_ERROR(ReadBatch(config, batched, pretests));
        continue;
      }
      Test test;
      ASSAY_RETURN_IF_ERROR(ReadCase(config, test));
      if (pretests) test.points = 0;
      ASSAY_RETURN_IF_ERROR(AddSingle(config, std::move(test)));
    }
    return OkStatus();
  }

  Result<double> Points(const Config& config) {
    ASSAY_ASSIGN_OR_RETURN(const double points, config.Number("points", 1));
    if (points >= 0 && points <= kMaxPoints) return points;
    return config.Error(config.Find("points"), "points: expected a number from 0 to 1000000000");
  }

  Status ReadBatch(const Config& config, const YAML::Node& batched, bool pretests) {
    CloseRun();
    ++batches_;
    Group group;
    group.name = BatchName(batches_);
    ASSAY_ASSIGN_OR_RETURN(const double points, Points(config));
    group.points = pretests ? 0 : points;
    group.scoring = Scoring::kMin;
    group.on_reject = OnReject::kBreak;
    RequireGate(group);
    ASSAY_RETURN_IF_ERROR(ReadDependencies(config, group));
    ASSAY_RETURN_IF_ERROR(ReadOwnChecker(config, root_, group));
    if (!batched.IsSequence() || batched.size() == 0) {
      return config.Error(batched, "batched: expected a list of test cases");
    }
    for (const auto& node : batched) {
      if (!node.IsMap()) return config.Error(node, "expected a test case: keys and values");
      const Config test_config = config.Inner(node);
      ASSAY_RETURN_IF_ERROR(CheckKeys(test_config));
      if (test_config.Own("batched").IsDefined())
        return config.Error(node, "a batch inside of a batch");
      Test test;
      ASSAY_RETURN_IF_ERROR(ReadCase(test_config, test));
      test.points = *group.points;
      Group own;
      // NOLINTNEXTLINE(readability-suspicious-call-argument): the outer one is this one's `config`
      ASSAY_RETURN_IF_ERROR(ReadOwnChecker(test_config, config, own));
      if (!own.checker && group.groups.empty()) {
        group.tests.push_back(std::move(test));
        continue;
      }
      // Tests come before groups: from the first with a checker of its own on, each has a group.
      own.name = group.name + " case " + test.name;
      own.tests.push_back(std::move(test));
      group.groups.push_back(std::move(own));
    }
    AddGroup(std::move(group));
    return OkStatus();
  }

  Status ReadDependencies(const Config& config, Group& group) {
    const YAML::Node node = config.Own("dependencies");
    if (!node.IsDefined() || node.IsNull()) return OkStatus();
    if (!node.IsSequence()) return config.Error(node, "dependencies: expected numbers of batches");
    for (const auto& one : node) {
      int64_t number = 0;
      if (!YAML::convert<int64_t>::decode(one, number) || number < 1 ||
          static_cast<size_t>(number) >= batches_) {
        return config.Error(one, "dependencies: expected the number of an earlier batch, from 1");
      }
      if (group.requires_groups.size() >= batches_) break;  // repeated by then
      group.requires_groups.push_back(BatchName(static_cast<size_t>(number)));
    }
    return OkStatus();
  }

  // A checker that stands in the map itself, or between it and `outer`.
  Status ReadOwnChecker(const Config& config, const Config& outer, Group& group) {
    const YAML::Node node = config.Own("checker");
    if (!node.IsDefined() || node.IsNull()) return OkStatus();
    const YAML::Node before = outer.Find("checker");
    if (before.IsDefined() && before.is(node)) return OkStatus();
    if (io_.mode == StandardIo::Mode::kInteractive) {
      return config.Error(node, "checker: the interactor judges; a case has no checker beside it");
    }
    ASSAY_ASSIGN_OR_RETURN(group.checker, ReadChecker(config, node, data_));
    return OkStatus();
  }

  Status ReadCase(const Config& config, Test& test) {
    if (++position_ > kMaxTests) {
      return root_.Error(config.node(), "more than " + std::to_string(kMaxTests) + " test cases");
    }
    test.name = std::to_string(position_);
    ASSAY_ASSIGN_OR_RETURN(test.points, Points(config));
    ASSAY_ASSIGN_OR_RETURN(const bool binary, config.Flag("binary_data", false));
    ASSAY_ASSIGN_OR_RETURN(const std::string in, config.Text("in", ""));
    ASSAY_ASSIGN_OR_RETURN(const std::string out, config.Text("out", ""));
    const YAML::Node generator = config.Find("generator");
    if (!in.empty()) {
      const auto path = data_.Normalised(in, binary);
      if (!path.ok()) return config.Error(config.Find("in"), "in: " + path.status().message());
      test.input = *path;
    }
    if (!out.empty()) {
      const auto path = data_.Normalised(out, binary);
      if (!path.ok()) return config.Error(config.Find("out"), "out: " + path.status().message());
      test.answer = *path;
    }
    if (!generator.IsDefined()) return OkStatus();
    ASSAY_ASSIGN_OR_RETURN(Generated generated, ReadGenerated(config, generator, in));
    // Both sides are one run of it: they must be the same in every word.
    generated.answer_on_stderr = out.empty();
    if (in.empty()) test.input = generated;
    if (out.empty()) test.answer = std::move(generated);
    return OkStatus();
  }

  Result<Generated> ReadGenerated(const Config& config, const YAML::Node& node,
                                  const std::string& in) {
    Generated generated;
    // One program however many cases name it.
    size_t known = 0;
    while (known < generators_.size() && !generators_[known].is(node)) ++known;
    if (known == generators_.size()) {
      if (known >= 1000) return config.Error(node, "more than 1000 generators");
      ASSAY_ASSIGN_OR_RETURN(GeneratorSpec spec, ReadGenerator(config, node, data_));
      generators_.push_back(node);
      generator_arguments_.push_back(std::move(spec.arguments));
      io_.generators.push_back(std::move(spec.program));
    }
    generated.program = known;
    ASSAY_ASSIGN_OR_RETURN(generated.arguments, config.Texts("generator_args"));
    ASSAY_ASSIGN_OR_RETURN(const std::string input, config.Text("generator_in", ""));
    if (!in.empty() && (!generated.arguments.empty() || !input.empty())) {
      return config.Error(config.node(),
                          "a case has either `in` or what its generator is given "
                          "(generator_args, generator_in)");
    }
    if (generated.arguments.empty()) generated.arguments = generator_arguments_[known];
    if (!input.empty()) {
      const auto path = data_.File(input);
      if (!path.ok()) {
        return config.Error(config.Find("generator_in"),
                            "generator_in: " + path.status().message());
      }
      generated.input = *path;
    }
    return generated;
  }

  // test_cases with patterns, or none at all.
  Status ReadMatched(const YAML::Node& node) {
    std::string input(kDefaultInputPattern), output(kDefaultOutputPattern);
    std::vector<double> points;
    if (node.IsDefined() && !node.IsNull()) {
      if (!node.IsMap()) return root_.Error(node, "test_cases: expected a list or patterns");
      const Config config = root_.Alone(node);
      ASSAY_ASSIGN_OR_RETURN(input, config.Text("input_format", input));
      ASSAY_ASSIGN_OR_RETURN(output, config.Text("output_format", output));
      for (const auto& one : config.Own("case_points")) {
        double value = -1;
        if (!YAML::convert<double>::decode(one, value) || !(value >= 0 && value <= kMaxPoints)) {
          return config.Error(one, "case_points: expected points");
        }
        points.push_back(value);
      }
    }
    if (!data_.has_archive()) {
      return root_.Error(node, "test_cases: patterns need an `archive:` to look for cases in");
    }
    ASSAY_ASSIGN_OR_RETURN(const auto names, data_.ArchiveNames());
    auto groups = MatchCases(names, input, output);
    if (!groups.ok()) return root_.Error(node, "test_cases: " + groups.status().message());
    if (!points.empty() && points.size() < groups->size()) {
      return root_.Error(node, "case_points: " + std::to_string(points.size()) + " for " +
                                   std::to_string(groups->size()) + " cases and batches");
    }
    // The same as if they were written down.
    YAML::Node list(YAML::NodeType::Sequence);
    for (size_t i = 0; i < groups->size(); ++i) {
      const MatchedGroup& group = (*groups)[i];
      YAML::Node item(YAML::NodeType::Map);
      if (!points.empty()) item["points"] = points[i];
      YAML::Node batch(YAML::NodeType::Sequence);
      for (const MatchedCase& one : group.cases) {
        YAML::Node leaf(YAML::NodeType::Map);
        YAML::Node target = group.batch ? leaf : item;
        if (!one.input.empty()) target["in"] = one.input;
        if (!one.output.empty()) target["out"] = one.output;
        if (group.batch) batch.push_back(leaf);
      }
      if (group.batch) item["batched"] = batch;
      list.push_back(item);
    }
    return ReadList(list, false);
  }

  // ------------------------------------------------------------------------------ groups

  static std::string BatchName(size_t number) { return "batch " + std::to_string(number); }

  // Cases that stand outside of batches, one after another, make a group, so that all stay in the
  // order in which they were written.
  Status AddSingle(const Config& config, Test test) {
    Group own;
    ASSAY_RETURN_IF_ERROR(ReadOwnChecker(config, root_, own));
    const bool alone = own.checker.has_value() || test.points == 0;
    if (alone) CloseRun();
    Group& group = alone ? own : run_;
    if (group.tests.empty()) {
      group.name = "cases from " + test.name;
      RequireGate(group);
    }
    const bool gate = test.points == 0;
    group.tests.push_back(std::move(test));
    if (gate) gate_ = group.name;
    if (alone) io_.root.groups.push_back(std::move(own));
    return OkStatus();
  }

  void CloseRun() {
    if (!run_.tests.empty()) io_.root.groups.push_back(std::move(run_));
    run_ = {};
  }

  void AddGroup(Group group) {
    if (group.points == 0) gate_ = group.name;
    io_.root.groups.push_back(std::move(group));
  }

  // What gives no points is a gate: nothing runs after it unless it was passed. A gate needs the
  // one before, so the last is enough.
  void RequireGate(Group& group) const {
    if (!gate_.empty()) group.requires_groups.push_back(gate_);
  }

  Config root_;
  Data data_;
  Package package_;
  StandardIo io_;
  size_t position_ = 0, batches_ = 0;
  Group run_;
  std::string gate_;
  std::vector<YAML::Node> generators_;
  std::vector<std::vector<std::string>> generator_arguments_;
};

}  // namespace

Result<Package> ReadInit(std::string_view text, Data data) {
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (!root.IsMap()) return InvalidArgument("init.yml:1: expected keys and values");
    return Reader(Config("init.yml", root), std::move(data)).Read();
  } catch (const YAML::Exception& error) {
    return InvalidArgument("init.yml:" + std::to_string(std::max(0, error.mark.line + 1)) + ": " +
                           error.msg);
  }
}

}  // namespace dmoj

bool LooksLikeDmoj(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "init.yml", error);
}

Result<Package> ReadDmoj(const std::filesystem::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(dmoj::Data data, dmoj::Data::Open(folder));
  ASSAY_ASSIGN_OR_RETURN(const auto path, data.files().File("init.yml"));
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, dmoj::kMaxInitBytes));
  auto package = dmoj::ReadInit(text, std::move(data));
  if (package.ok()) return package;
  return std::move(package).status().Annotate(folder.string());
}

}  // namespace assay::grader
