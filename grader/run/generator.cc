#include "grader/run/generator.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "common/sha256.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxChain = 16;
constexpr uint64_t kMaxGenerated = 1024 * sandbox::kMiB;

ProblemLimits GeneratorLimits(const ProblemLimits& limits) {
  ProblemLimits tool = ToolLimits(limits);
  tool.output_bytes = kMaxGenerated;
  return tool;
}

}  // namespace

Generators::Generators(const Grading& grading, const Package& package, const StandardIo& task,
                       const ProblemLimits& limits)
    : grading_(grading), package_(package), task_(task) {
  for (const PackageProgram& program : task.generators) {
    tools_.emplace_back(grading, program, GeneratorLimits(limits));
  }
}

Result<fs::path> Generators::Folder() {
  fs::path folder;
  if (package_.scratch != nullptr) {
    folder = package_.scratch->path() / "generated";
  } else if (!grading_.scratch.empty()) {
    folder = grading_.scratch / "generated";
  } else {
    if (!own_) {
      ASSAY_ASSIGN_OR_RETURN(own_, TempDir::Create("assay-generated-"));
    }
    folder = own_->path();
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return ErrnoStatus(folder.string(), error.value());
  return folder;
}

Result<fs::path> Generators::Make(const Generated& generated, bool answer) {
  const std::lock_guard lock(mutex_);
  return MakeLocked(generated, answer, 0);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxChain.
Result<fs::path> Generators::MakeLocked(const Generated& generated, bool answer, int depth) {
  if (generated.program >= task_.generators.size()) {
    return InvalidArgument("a test names a generator that the package does not have");
  }
  if (depth > kMaxChain) return InvalidArgument("generators read from one another without an end");
  const PackageProgram& program = task_.generators[generated.program];
  fs::path given = generated.input;
  if (generated.input_from != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(given, MakeLocked(*generated.input_from, false, depth + 1));
  }
  Sha256 sha;
  for (const fs::path& file : program.files) sha.UpdateField(file.string());
  for (const std::string& word : program.arguments) sha.UpdateField(word);
  sha.UpdateField("");
  for (const std::string& word : generated.arguments) sha.UpdateField(word);
  sha.UpdateField(given.string());
  const std::string key = sha.Hex();
  ASSAY_ASSIGN_OR_RETURN(const fs::path folder, Folder());
  const fs::path output = folder / (key + ".out");
  const fs::path errors = folder / (key + ".err");
  std::error_code error;
  if (!fs::exists(output, error)) {
    ASSAY_RETURN_IF_ERROR(
        Run(generated, given, output, errors).Annotate("generator " + program.name));
  }
  return answer && generated.answer_on_stderr ? errors : output;
}

// Writes what it prints on standard output and on standard error, whichever side asks first.
Status Generators::Run(const Generated& generated, const fs::path& given, const fs::path& output,
                       const fs::path& errors) {
  Tool& tool = tools_[generated.program];
  std::unique_ptr<Box>& box = boxes_[generated.program];
  if (box == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(box, tool.NewBox());
  }
  sandbox::RunSpec run = tool.run();
  run.argv.insert(run.argv.end(), generated.arguments.begin(), generated.arguments.end());
  MappedFile input;
  if (!given.empty()) {
    ASSAY_ASSIGN_OR_RETURN(input, MappedFile::Open(given));
  }
  run.stdin_bytes = input.view();
  fs::path partial = output;
  partial += ".partial";
  const UniqueFd out(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out.valid()) return ErrnoStatus(partial.string(), errno);
  run.out = {.keep_bytes = 0, .fd = out.get()};
  run.err.keep_bytes = run.limits.stderr_bytes;
  ASSAY_ASSIGN_OR_RETURN(const sandbox::Outcome outcome, box->Run({}, run));
  if (!outcome.Succeeded()) {
    return InvalidArgument(Describe(outcome) + ": " + outcome.err.substr(0, 500));
  }
  std::error_code error;
  // A sandbox that broke half-way was replaced, and the file holds the first half twice.
  if (fs::file_size(partial, error) != outcome.stdout_bytes || error) {
    return Internal(partial.string() + ": not all of the output arrived");
  }
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(errors, outcome.err, 0600));
  fs::rename(partial, output, error);
  return error ? ErrnoStatus(output.string(), error.value()) : OkStatus();
}

Result<TestData> TestData::Open(const DataSource& source, Generators& generators, bool answer) {
  TestData data;
  if (const auto* path = std::get_if<fs::path>(&source)) {
    ASSAY_ASSIGN_OR_RETURN(data.file_, MappedFile::Open(*path));
  } else if (const auto* text = std::get_if<std::string>(&source)) {
    data.text_ = text;
  } else if (const auto* generated = std::get_if<Generated>(&source)) {
    ASSAY_ASSIGN_OR_RETURN(const fs::path made, generators.Make(*generated, answer));
    ASSAY_ASSIGN_OR_RETURN(data.file_, MappedFile::Open(made));
  }
  return data;
}

}  // namespace assay::grader
