#include "grader/run/student.h"

#include <fmt/format.h>

#include "grader/run/checker_answer.h"

namespace assay::grader {
namespace {

using sandbox::Limit;
using sandbox::Outcome;
using sandbox::RunSpec;

// Gives out the file that the program wrote instead of standard output, so that the sandbox's files
// can stay as they were. $1 is the file.
constexpr char kOutputScript[] = R"sh(f=$1; shift
"$@" >/dev/null; c=$?
if [ -f "$f" ]; then cat -- "$f"; fi
exit $c)sh";

// The last line that says something: where interpreters put the point.
std::string LastLine(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  const size_t line = text.rfind('\n');
  return std::string(text.substr(line == std::string_view::npos ? 0 : line + 1).substr(0, 160));
}

}  // namespace

Student::Student(const Program& program, DeferredCheck& check, std::unique_ptr<Box> box,
                 const Part& part, const StandardIo& task, const GradeOptions& options)
    : program_(program),
      check_(check),
      box_(std::move(box)),
      part_(part),
      task_(task),
      options_(options),
      time_limit_(program.run().limits.cpu) {}

RunSpec Student::Spec(const Test& test) const {
  RunSpec run = program_.run();
  run.argv.insert(run.argv.end(), test.arguments.begin(), test.arguments.end());
  if (!task_.output_file.empty()) {
    std::vector<std::string> argv = {"/bin/sh", "-c", kOutputScript, "sh", task_.output_file};
    argv.insert(argv.end(), run.argv.begin(), run.argv.end());
    run.argv = std::move(argv);
  }
  if (options_.rerun_near_limit) {
    // Let it run a little longer, so that one that was just late is told from one that never ends.
    run.limits.cpu = std::chrono::duration_cast<sandbox::Nanoseconds>(
        time_limit_ * (1.0 + part_.limits.near_limit_margin));
    run.limits.wall = std::max(run.limits.wall, run.limits.cpu);
  }
  run.stop = options_.stop;
  return run;
}

Result<std::vector<BoxFile>> Student::FilesOf(const Test& test) {
  std::vector<BoxFile> files;
  test_files_.clear();
  for (const auto& path : test.files) {
    ASSAY_ASSIGN_OR_RETURN(MappedFile file, MappedFile::Open(path));
    files.push_back({path.filename().string(), file.view()});
    test_files_.push_back(std::move(file));
  }
  return files;
}

Result<sandbox::Sandbox*> Student::Ready(const Test& test) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<BoxFile> files, FilesOf(test));
  return box_->Ready(files);
}

Result<StudentRun> Student::Run(const Test& test, std::string_view input) {
  RunSpec run = Spec(test);
  ASSAY_ASSIGN_OR_RETURN(std::vector<BoxFile> files, FilesOf(test));
  if (task_.input_file.empty()) {
    run.stdin_bytes = input;
  } else {
    files.push_back({task_.input_file, input});
  }
  ASSAY_ASSIGN_OR_RETURN(Outcome outcome, box_->Run(files, run));
  if (!task_.output_file.empty()) UnwrapShellExit(outcome);
  if (outcome.evidence.exec_errno != 0) {
    return Internal("the submission could not be started: " + Describe(outcome));
  }
  const bool failed = !outcome.Succeeded();
  StudentRun judged = Judge(std::move(outcome));
  if (!failed) check_.Passed();
  if (failed) {
    ASSAY_ASSIGN_OR_RETURN(const bool refused, check_.Refuses(*box_, options_.stop));
    if (refused) judged.verdict = Verdict::kCompileError;
  }
  return judged;
}

StudentRun Student::Judge(Outcome outcome) const {
  StudentRun run;
  run.verdict = VerdictOfRun(outcome, program_.language().out_of_memory);
  const bool late = outcome.cpu > time_limit_;
  if (late && (run.verdict == Verdict::kAccepted || run.verdict == Verdict::kRuntimeError)) {
    run.verdict = Verdict::kTimeLimit;
  }
  if (options_.rerun_near_limit) {
    const double margin = part_.limits.near_limit_margin;
    if (run.verdict == Verdict::kTimeLimit) {
      // Killed at the end of the margin: sure. At the wall limit: the machine may have been busy.
      run.near_limit = outcome.limit != Limit::kCpuTime;
    } else if (run.verdict == Verdict::kAccepted) {
      run.near_limit = outcome.cpu >= time_limit_ * (1.0 - margin);
    }
  }
  if (run.verdict == Verdict::kTimeLimit && outcome.limit == Limit::kNone) {
    const auto seconds = [](sandbox::Nanoseconds t) {
      return std::chrono::duration<double>(t).count();
    };
    run.message = fmt::format("over the CPU time limit of {:.3f} s (used {:.3f} s)",
                              seconds(time_limit_), seconds(outcome.cpu));
  } else if (run.verdict != Verdict::kAccepted) {
    run.message = Describe(outcome);
    const std::string said = LastLine(outcome.err);
    if (outcome.limit == Limit::kNone && !said.empty()) run.message += ": " + said;
  }
  run.outcome = std::move(outcome);
  return run;
}

}  // namespace assay::grader
