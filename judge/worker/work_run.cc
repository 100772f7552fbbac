#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "grader/program.h"
#include "grader/verdict.h"
#include "judge/worker/extra_files.h"
#include "judge/worker/output_match.h"
#include "judge/worker/text.h"
#include "judge/worker/work.h"

namespace assay::judge {
namespace {

using grader::Program;
using grader::Verdict;
using sandbox::kGiB;
using sandbox::kKiB;
using sandbox::kMiB;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// What a program gets where the job says nothing, and the most that a job may say. Who takes jobs
// from strangers has limits of its own; these keep a worker whole.
constexpr milliseconds kCpu{5000}, kMostCpu{120'000};
constexpr milliseconds kWall{10'000}, kMostWall{300'000};
constexpr uint64_t kMemory = 256 * kMiB, kMostMemory = 4 * kGiB;
constexpr uint64_t kOutput = kMiB, kMostOutput = 16 * kMiB;
constexpr uint64_t kMostFile = 256 * kMiB, kMostStack = 4 * kGiB;
constexpr uint32_t kProcesses = 64, kMostProcesses = 512;
constexpr int kMostRuns = 20;
constexpr size_t kMostArguments = 256, kMostArgumentBytes = 64 * kKiB;
constexpr uint64_t kMostErrors = kMiB;
constexpr size_t kCompileOutput = 256 * kKiB;

// The files say how to build and start themselves, as Judge0's "Multi-file program".
constexpr std::string_view kProject = "multi-file";

template <typename T>
T Within(int64_t wanted, T otherwise, T most) {
  return wanted <= 0 ? otherwise : std::min(static_cast<T>(wanted), most);
}

grader::ProblemLimits Limits(const pb::RunLimits& wanted) {
  grader::ProblemLimits limits;
  limits.time = std::min(wanted.cpu_ms() <= 0 ? kCpu : milliseconds(wanted.cpu_ms()), kMostCpu);
  limits.wall = std::min(wanted.wall_ms() <= 0 ? kWall : milliseconds(wanted.wall_ms()), kMostWall);
  limits.memory_bytes = Within<uint64_t>(wanted.memory_bytes(), kMemory, kMostMemory);
  limits.output_bytes = Within<uint64_t>(wanted.output_bytes(), kOutput, kMostOutput);
  limits.processes = Within<uint32_t>(wanted.processes(), kProcesses, kMostProcesses);
  limits.same_for_all_languages = true;
  return limits;
}

int64_t Microseconds(nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

std::string Script(const std::vector<sandbox::CollectedFile>& files, std::string_view name) {
  for (const std::string& wanted : {std::string(name) + ".sh", std::string(name)}) {
    const bool there = std::any_of(files.begin(), files.end(),
                                   [&](const auto& file) { return file.path == wanted; });
    if (there) return wanted;
  }
  return {};
}

// One program, from its files to what came out of its runs.
class ProgramRun {
 public:
  ProgramRun(const grader::Grading& grading, const pb::RunWork& work, const JobContext& context)
      : grading_(grading), work_(work), context_(context) {}

  // A Status is ours; what the program is to blame for stands in outcome().
  Status Run() {
    ASSAY_RETURN_IF_ERROR(Plan());
    if (!out_.status().empty()) return OkStatus();
    if (context_.events) {
      pb::JobEvent started;
      started.mutable_started()->set_worker(context_.worker);
      started.mutable_started()->set_language(spec_.language->title);
      context_.events(std::move(started));
    }
    ASSAY_RETURN_IF_ERROR(TwiceIfBroken([this] { return Compile(); }));
    if (!out_.status().empty()) return OkStatus();
    for (int i = 0; i < runs_; ++i) {
      ASSAY_RETURN_IF_ERROR(TwiceIfBroken([this] { return Once(); }));
      if (context_.stop.stop_requested() || out_.status() != Code(Verdict::kAccepted)) break;
    }
    return OkStatus();
  }

  // Times and memory are the means over the runs.
  pb::RunOutcome TakeOutcome() {
    if (done_ > 0) {
      out_.set_cpu_us(Microseconds(cpu_) / done_);
      out_.set_wall_us(Microseconds(wall_) / done_);
      out_.set_memory_bytes(static_cast<int64_t>(memory_ / static_cast<uint64_t>(done_)));
    }
    return std::move(out_);
  }

  std::string language() const { return spec_.language != nullptr ? spec_.language->title : ""; }

 private:
  static std::string Code(Verdict verdict) { return std::string(grader::VerdictCode(verdict)); }

  void Refuse(const Status& why) {
    out_.set_status(Code(Verdict::kCompileError));
    out_.set_compile_output(CutText(why.message(), kCompileOutput));
  }

  Status Plan() {
    runs_ = std::clamp(work_.number_of_runs(), 1, kMostRuns);
    auto files = TakeFiles(work_.files());
    if (!files.ok()) {
      Refuse(files.status());
      return OkStatus();
    }
    spec_.files = *std::move(files);
    if (Status status = AddArchive(); !status.ok()) {
      Refuse(std::move(status).Annotate("additional files"));
      return OkStatus();
    }
    spec_.limits = Limits(work_.limits());
    spec_.entry = work_.entry();
    if (Status status = CheckArguments(); !status.ok()) {
      Refuse(status);
      return OkStatus();
    }
    spec_.compile_flags.assign(work_.compiler_options().begin(), work_.compiler_options().end());
    if (work_.language() == kProject) {
      if (Status status = PlanProject(); !status.ok()) Refuse(status);
    } else {
      auto language = grader::FindLanguage(*grading_.languages, work_.language(), spec_.files);
      if (language.ok()) spec_.language = *language;
      if (!language.ok()) Refuse(language.status());
    }
    if (!out_.status().empty()) return OkStatus();
    ASSAY_ASSIGN_OR_RETURN(sandbox::RootImage image, grading_.find_image(spec_.language->image));
    spec_.image_digest = image.digest;
    box_ = grader::SubmissionSandbox(std::move(image), *spec_.language, spec_.limits);
    return OkStatus();
  }

  // More files beside the program's, which win.
  Status AddArchive() {
    if (work_.archive().empty()) return OkStatus();
    ASSAY_ASSIGN_OR_RETURN(auto more, UnpackExtraFiles(work_.archive()));
    std::set<std::string> names;
    for (const auto& file : spec_.files) names.insert(file.path);
    for (auto& file : more) {
      if (names.insert(file.path).second) spec_.files.push_back(std::move(file));
    }
    return OkStatus();
  }

  Status CheckArguments() const {
    size_t bytes = 0;
    for (const auto* words : {&work_.arguments(), &work_.compiler_options()}) {
      if (static_cast<size_t>(words->size()) > kMostArguments) {
        return InvalidArgument("more than " + std::to_string(kMostArguments) + " arguments");
      }
      for (const std::string& word : *words) bytes += word.size();
    }
    if (bytes > kMostArgumentBytes) return InvalidArgument("the arguments are too long");
    return OkStatus();
  }

  Status PlanProject() {
    const std::string compile = Script(spec_.files, "compile");
    const std::string run = Script(spec_.files, "run");
    if (run.empty()) return InvalidArgument("no file named run or run.sh says how to start it");
    std::vector<sandbox::CollectedFile> others;
    for (const auto& file : spec_.files) {
      if (file.path != compile && file.path != run) others.push_back({file.path, {}, 0644});
    }
    if (others.empty()) others = {{"run.sh", {}, 0644}};
    ASSAY_ASSIGN_OR_RETURN(spec_.language, grader::FindLanguage(*grading_.languages, "", others));
    if (!compile.empty()) spec_.commands = {{"/bin/bash", compile}};
    spec_.run = {"/bin/bash", run};
    return OkStatus();
  }

  template <typename Step>
  Status TwiceIfBroken(Step&& step) {
    Status status = step();
    if (status.ok() || context_.stop.stop_requested()) return status;
    sandbox_.reset();
    return step();
  }

  Status Compile() {
    ASSAY_ASSIGN_OR_RETURN(sandbox_, grading_.factory->Create(box_));
    ASSAY_ASSIGN_OR_RETURN(program_, Program::Prepare(*grading_.languages, spec_, *sandbox_,
                                                      grading_.cache, context_.stop));
    out_.set_compile_output(CutText(program_->compiler_output(), kCompileOutput));
    const bool ok = program_->verdict() == Verdict::kAccepted;
    if (!ok) out_.set_status(Code(Verdict::kCompileError));
    if (context_.events && !context_.stop.stop_requested()) {
      pb::JobEvent compiled;
      compiled.mutable_compiled()->set_ok(ok);
      compiled.mutable_compiled()->set_output_for_students(
          CutText(program_->compiler_output(), 16 * kKiB));
      context_.events(std::move(compiled));
    }
    return OkStatus();
  }

  sandbox::RunSpec RunSpec() const {
    sandbox::RunSpec run = program_->run();
    run.argv.insert(run.argv.end(), work_.arguments().begin(), work_.arguments().end());
    if (work_.redirect_stderr_to_stdout()) {
      const std::vector<std::string> shell = {"/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&1"};
      run.argv.insert(run.argv.begin(), shell.begin(), shell.end());
    }
    run.stdin_bytes = work_.stdin();
    run.stop = context_.stop;
    run.limits.file_bytes =
        Within<uint64_t>(work_.limits().file_bytes(), run.limits.file_bytes, kMostFile);
    run.limits.stack_bytes = Within<uint64_t>(work_.limits().stack_bytes(), 0, kMostStack);
    run.out.keep_bytes = run.limits.stdout_bytes;
    run.err.keep_bytes = std::min(run.limits.stderr_bytes, kMostErrors);
    return run;
  }

  Status Once() {
    if (sandbox_ == nullptr || !sandbox_->alive()) {
      ASSAY_ASSIGN_OR_RETURN(sandbox_, grading_.factory->Create(box_));
      ASSAY_RETURN_IF_ERROR(program_->PutInto(*sandbox_));
    }
    ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, sandbox_->Run(RunSpec()));
    if (outcome.evidence.exec_errno != 0 && work_.language() != kProject) {
      return Internal(program_->run().argv.front() + " could not be started");
    }
    ++done_;
    cpu_ += outcome.cpu;
    wall_ += outcome.wall;
    memory_ += outcome.peak_memory_bytes;
    Verdict verdict = grader::VerdictOfRun(outcome, program_->language().out_of_memory);
    if (verdict == Verdict::kAccepted && work_.has_expected_output() &&
        !OutputMatches(work_.expected_output(), outcome.out)) {
      verdict = Verdict::kWrongAnswer;
    }
    out_.set_status(Code(verdict));
    out_.set_message(Message(outcome));
    out_.clear_exit_code();
    out_.clear_signal();
    if (outcome.exit_code) out_.set_exit_code(*outcome.exit_code);
    if (outcome.signal) out_.set_signal(*outcome.signal);
    out_.set_stdout(std::move(outcome.out));
    out_.set_stderr(std::move(outcome.err));
    return OkStatus();
  }

  static std::string Message(const sandbox::Outcome& outcome) {
    return outcome.Succeeded() ? "" : CutText(Describe(outcome), 500);
  }

  const grader::Grading& grading_;
  const pb::RunWork& work_;
  const JobContext& context_;
  grader::ProgramSpec spec_;
  sandbox::SandboxSpec box_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::optional<Program> program_;
  int runs_ = 1, done_ = 0;
  nanoseconds cpu_{}, wall_{};
  uint64_t memory_ = 0;
  pb::RunOutcome out_;
};

}  // namespace

JobOutcome RunProgram(const grader::Grading& grading, const pb::RunWork& work,
                      const JobContext& context) {
  const auto start = std::chrono::steady_clock::now();
  ProgramRun run(grading, work, context);
  const Status status = run.Run();
  if (context.stop.stop_requested()) return JobOutcome::Cancelled();
  if (!status.ok()) return JobOutcome::Failed(status);
  JobOutcome outcome;
  outcome.kind = JobOutcome::Kind::kFinished;
  pb::ReportBundle bundle;
  *bundle.mutable_run() = run.TakeOutcome();
  pb::JobResult& result = outcome.result;
  result.set_verdict(bundle.run().status());
  result.set_score(bundle.run().status() == "AC" ? 1 : 0);
  result.set_max_score(1);
  result.set_message(bundle.run().message());
  result.set_student_message(bundle.run().message());
  result.set_language(run.language());
  result.set_backend(std::string(grading.factory->name()));
  result.set_max_cpu_us(bundle.run().cpu_us());
  result.set_max_memory_bytes(bundle.run().memory_bytes());
  result.set_elapsed_us(Microseconds(std::chrono::steady_clock::now() - start));
  outcome.report = bundle.SerializeAsString();
  return outcome;
}

}  // namespace assay::judge
