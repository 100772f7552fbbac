#include "grader/run/tool.h"

#include <algorithm>

#include "common/files.h"

namespace assay::grader {

using sandbox::CollectedFile;
using sandbox::kMiB;

namespace {

constexpr uint64_t kMaxProgramFile = 64 * kMiB;
constexpr uint64_t kToolDisk = 4096 * kMiB;  // input, answer and output of a test stand in it

}  // namespace

Result<std::vector<CollectedFile>> ReadProgramFiles(const PackageProgram& program) {
  std::vector<CollectedFile> files;
  for (const auto& path : program.files) {
    ASSAY_ASSIGN_OR_RETURN(std::string data, ReadFile(path, kMaxProgramFile));
    std::error_code error;
    const auto mode = std::filesystem::status(path, error).permissions();
    const bool executable =
        (mode & std::filesystem::perms::owner_exec) != std::filesystem::perms::none;
    files.push_back({path.lexically_relative(program.base).generic_string(), std::move(data),
                     executable ? 0755U : 0644U});
  }
  return files;
}

ProblemLimits ToolLimits(const ProblemLimits& limits) {
  ProblemLimits tool;
  tool.time = limits.checker_time;
  tool.memory_bytes = limits.checker_memory_bytes;
  tool.output_bytes = std::max<uint64_t>(limits.output_bytes, 256 * kMiB);
  tool.processes = 64;
  tool.same_for_all_languages = true;
  return tool;
}

Tool::Tool(const Grading& grading, const PackageProgram& program, const ProblemLimits& limits,
           std::vector<CollectedFile> extra, std::vector<std::string> run)
    : grading_(grading),
      program_(program),
      limits_(limits),
      extra_(std::move(extra)),
      own_run_(std::move(run)) {}

Status Tool::Prepare() {
  ProgramSpec source;
  ASSAY_ASSIGN_OR_RETURN(source.files, ReadProgramFiles(program_));
  ASSAY_ASSIGN_OR_RETURN(source.language,
                         FindLanguage(*grading_.languages, program_.language, source.files));
  source.files.insert(source.files.end(), extra_.begin(), extra_.end());
  source.entry = program_.entry;
  source.commands = program_.commands;
  source.compile_flags = program_.compile_flags;
  source.run = own_run_.empty() ? program_.run : own_run_;
  source.limits = limits_;
  const runtime_images::Language& language = *source.language;
  ASSAY_ASSIGN_OR_RETURN(sandbox::RootImage image, grading_.find_image(language.image));
  source.image_digest = image.digest;
  spec_ = SubmissionSandbox(std::move(image), language, limits_);
  spec_.disk.bytes = kToolDisk;
  ASSAY_ASSIGN_OR_RETURN(first_, grading_.factory->Create(spec_));
  ASSAY_ASSIGN_OR_RETURN(
      compiled_, Program::Prepare(*grading_.languages, std::move(source), *first_, grading_.cache));
  if (compiled_->verdict() != Verdict::kAccepted) {
    return InvalidArgument("does not compile: " + compiled_->compiler_output().substr(0, 2000));
  }
  run_ = compiled_->run();
  run_.argv.insert(run_.argv.end(), program_.arguments.begin(), program_.arguments.end());
  return OkStatus();
}

Result<std::unique_ptr<Box>> Tool::NewBox() {
  const std::lock_guard lock(mutex_);
  if (!prepared_) prepared_ = Prepare().Annotate(program_.name);
  if (!prepared_->ok()) return *prepared_;
  return std::make_unique<Box>(
      *grading_.factory, spec_, [this](sandbox::Sandbox& box) { return compiled_->PutInto(box); },
      std::move(first_));
}

}  // namespace assay::grader
