#include "grader/formats/gradescope/autograder.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "common/files.h"
#include "grader/formats/archive/package_files.h"
#include "grader/formats/gradescope/stand_in.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using sandbox::kMiB;
using std::chrono::seconds;

constexpr char kRoot[] = "autograder/", kStandInFolder[] = ".gradescope";
constexpr uint64_t kMaxFileBytes = 64 * kMiB, kMaxPackageBytes = 512 * kMiB;
constexpr uint64_t kMaxResultBytes = 16 * kMiB, kMaxLogBytes = 16 * kMiB;
constexpr size_t kLogShown = 4096;

// Gradescope runs dos2unix over its two scripts.
std::string UnixLines(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  return text;
}

// Times as a timestamp of Gradescope's, and no person's name: the package learns nobody's.
std::string Metadata(const Package& package, const Part& part, const Report& report,
                     const GradeOptions& options) {
  const std::string now = report.started_at.empty() ? "1970-01-01T00:00:00Z" : report.started_at;
  nlohmann::json previous = nlohmann::json::array();
  const nlohmann::json metadata = {
      {"id", options.attempt},
      {"created_at", now},
      {"assignment",
       {{"id", 1},
        {"title", package.title},
        {"course_id", 1},
        {"due_date", now},
        {"late_due_date", nullptr},
        {"release_date", now},
        {"group_submission", package.group_size > 1},
        {"group_size",
         package.group_size > 1 ? nlohmann::json(package.group_size) : nlohmann::json(nullptr)},
        {"outline", nlohmann::json::array()},
        {"total_points", nlohmann::json(part.points.value_or(0)).dump()}}},
      {"submission_method", "upload"},
      {"users",
       {{{"id", 1},
         {"name", "Student"},
         {"email", "student@example.org"},
         {"assignment", {{"release_date", now}, {"due_date", now}, {"late_due_date", nullptr}}}}}},
      {"previous_submissions", std::move(previous)},
  };
  return metadata.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

class Run {
 public:
  Run(const Grading& grading, const Package& package, const Part& part,
      const Autograder& autograder, const Submission& submission, const Report& report,
      const GradeOptions& options)
      : grading_(grading),
        package_(package),
        part_(part),
        autograder_(autograder),
        submission_(submission),
        report_(report),
        options_(options) {}

  Result<PartReport> Grade() {
    ASSAY_RETURN_IF_ERROR(Open());
    ASSAY_RETURN_IF_ERROR(PutPackage());
    ASSAY_RETURN_IF_ERROR(PutSubmission());
    PartReport part;
    ASSAY_RETURN_IF_ERROR(SetUp());
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Outcome outcome, RunAutograder());
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadResults());
    if (text.empty()) {
      part = WithoutResults(outcome);
    } else if (auto results = gradescope::ParseResults(text); !results.ok()) {
      part.message = "The autograder's results cannot be read.";
      Note(results.status().message());
    } else {
      part = gradescope::ToPartReport(*results, part_.points);
      Log(*results, outcome, part);
      if (!outcome.Succeeded()) Note("run_autograder: " + Describe(outcome));
    }
    if (!notes_.empty()) {
      if (!part.judge_message.empty()) part.judge_message += "\n";
      part.judge_message += notes_;
    }
    return part;
  }

 private:
  Status Open() {
    sandbox::SandboxSpec spec;
    ASSAY_ASSIGN_OR_RETURN(spec.image, grading_.find_image(autograder_.image));
    std::error_code error;
    if (!fs::is_symlink(spec.image.rootfs / "autograder", error)) {
      return FailedPrecondition("the image " + autograder_.image +
                                " was built before images had /autograder; build it again: "
                                "assay-images build " +
                                autograder_.image);
    }
    limits_.cpu = limits_.wall = autograder_.timeout;
    limits_.memory_bytes = std::max(part_.limits.memory_bytes, 1024 * kMiB);
    limits_.processes = 512;
    limits_.stdout_bytes = limits_.stderr_bytes = kMaxLogBytes;
    limits_.file_bytes = 256 * kMiB;
    limits_.open_files = 1024;
    spec.max_memory_bytes = limits_.memory_bytes;
    spec.disk = {.bytes = 1024 * kMiB, .inodes = 65536};
    ASSAY_ASSIGN_OR_RETURN(box_, grading_.factory->Create(spec));
    return OkStatus();
  }

  Status Put(const std::string& name, std::string_view data, unsigned mode) {
    total_ += data.size();
    if (total_ > kMaxPackageBytes) {
      return ResourceExhausted(autograder_.folder.string() + ": more than " +
                               std::to_string(kMaxPackageBytes) + " bytes in all");
    }
    return box_->PutFile(kRoot + name, data, mode);
  }

  Status PutPackage() {
    ASSAY_ASSIGN_OR_RETURN(const PackageFiles files, PackageFiles::Open(autograder_.folder));
    ASSAY_ASSIGN_OR_RETURN(const auto names, files.List("", true));
    for (const std::string& name : names) {
      ASSAY_ASSIGN_OR_RETURN(const fs::path path, files.File(name));
      ASSAY_ASSIGN_OR_RETURN(std::string data, ReadFile(path, kMaxFileBytes));
      std::error_code error;
      const auto perms = fs::status(path, error).permissions();
      const bool script = name == "run_autograder" || name == "setup.sh";
      const bool executable = script || (perms & fs::perms::owner_exec) != fs::perms::none;
      if (script) data = UnixLines(std::move(data));
      has_setup_ = has_setup_ || name == "setup.sh";
      ASSAY_RETURN_IF_ERROR(Put("source/" + name, data, executable ? 0755 : 0644));
      if (name == "run_autograder") {
        has_shebang_ = data.starts_with("#!");
        ASSAY_RETURN_IF_ERROR(Put(name, data, 0755));
      }
    }
    return OkStatus();
  }

  Status PutSubmission() {
    for (const sandbox::CollectedFile& file : submission_.files) {
      ASSAY_RETURN_IF_ERROR(Put("submission/" + file.path, file.data, file.mode));
    }
    for (const gradescope::StandInFile& file : gradescope::StandIn()) {
      ASSAY_RETURN_IF_ERROR(
          box_->PutFile(kStandInFolder + ("/" + std::string(file.path)), file.text));
    }
    return Put("submission_metadata.json", Metadata(package_, part_, report_, options_), 0644);
  }

  sandbox::RunSpec Spec(std::vector<std::string> argv) const {
    sandbox::RunSpec spec;
    spec.argv = std::move(argv);
    spec.env = sandbox::DefaultEnvironment();
    spec.env.push_back(std::string("PYTHONPATH=/work/") + kStandInFolder);
    spec.limits = limits_;
    spec.work = sandbox::Work::kKeep;
    spec.stop = options_.stop;
    return spec;
  }

  // Without a network much of it fails, and much of what it installs is there already.
  Status SetUp() {
    const std::string script = has_setup_ ? "cd /autograder && exec bash source/setup.sh" : "true";
    sandbox::RunSpec spec = Spec({"/bin/sh", "-c", "mkdir -p /autograder/results; " + script});
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Outcome outcome, box_->Run(spec));
    if (outcome.limit == sandbox::Limit::kCancelled) return Cancelled();
    if (!outcome.Succeeded()) {
      Note("warning: setup.sh failed (" + Describe(outcome) + "); it has no network here");
      NoteEnd(outcome);
    }
    return OkStatus();
  }

  Result<sandbox::Outcome> RunAutograder() {
    std::vector<std::string> argv = {"/autograder/run_autograder"};
    if (!has_shebang_) argv.insert(argv.begin(), "/bin/bash");
    sandbox::RunSpec spec = Spec(std::move(argv));
    spec.cwd = "/autograder";
    ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, box_->Run(spec));
    if (outcome.limit == sandbox::Limit::kCancelled) return Cancelled();
    return outcome;
  }

  // By a program of the image, so that the bound holds before a byte of it is ours.
  Result<std::string> ReadResults() {
    sandbox::RunSpec spec = Spec({"/bin/cat", "/autograder/results/results.json"});
    spec.limits.cpu = spec.limits.wall = seconds(10);
    spec.limits.stdout_bytes = kMaxResultBytes;
    spec.out.keep_bytes = kMaxResultBytes;
    ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, box_->Run(spec));
    if (outcome.limit == sandbox::Limit::kStdout) {
      return ResourceExhausted("results.json has more than " + std::to_string(kMaxResultBytes) +
                               " bytes");
    }
    if (!outcome.Succeeded()) return std::string();
    return std::move(outcome.out);
  }

  // It ended without a word: by a limit that the student's code may well have reached, or by
  // itself, which is the package's fault.
  PartReport WithoutResults(const sandbox::Outcome& outcome) {
    PartReport part;
    part.max_score = part_.points.value_or(1);
    const std::string how = Describe(outcome);
    switch (outcome.limit) {
      case sandbox::Limit::kNone:
        part.message = "The autograder wrote no results.";
        break;
      case sandbox::Limit::kMemory:
        part.verdict = Verdict::kMemoryLimit;
        part.message = "The autograder was ended: " + how;
        break;
      case sandbox::Limit::kStdout:
      case sandbox::Limit::kStderr:
      case sandbox::Limit::kFileSize:
        part.verdict = Verdict::kOutputLimit;
        part.message = "The autograder was ended: " + how;
        break;
      case sandbox::Limit::kSecurity:
        part.verdict = Verdict::kSecurityViolation;
        part.message = "The autograder was ended: " + how;
        break;
      default:
        part.verdict = Verdict::kTimeLimit;
        part.message = "The autograder was ended: " + how;
    }
    Note("run_autograder: " + how + ", and there is no results/results.json");
    NoteEnd(outcome);
    return part;
  }

  // What it printed, for whom `stdout_visibility` says.
  void Log(const gradescope::Results& results, const sandbox::Outcome& outcome, PartReport& part) {
    if (outcome.out.empty() && outcome.err.empty()) return;
    if (results.stdout_visibility == Visibility::kAlways &&
        results.visibility == Visibility::kAlways) {
      if (!part.message.empty()) part.message += "\n";
      part.message +=
          "Output of the autograder:\n" + (outcome.out + outcome.err).substr(0, kLogShown);
    } else {
      NoteEnd(outcome);
    }
  }

  void Note(const std::string& line) {
    if (!notes_.empty()) notes_ += "\n";
    notes_ += line;
  }
  // The end of what it said: where scripts put the reason.
  void NoteEnd(const sandbox::Outcome& outcome) {
    for (const std::string* text : {&outcome.out, &outcome.err}) {
      if (text->empty()) continue;
      const size_t from = text->size() > kLogShown / 2 ? text->size() - kLogShown / 2 : 0;
      Note(text->substr(from));
    }
  }
  static Status Cancelled() { return {StatusCode::kCancelled, "grading was stopped"}; }

  const Grading& grading_;
  const Package& package_;
  const Part& part_;
  const Autograder& autograder_;
  const Submission& submission_;
  const Report& report_;
  const GradeOptions& options_;
  std::unique_ptr<sandbox::Sandbox> box_;
  sandbox::Limits limits_;
  uint64_t total_ = 0;
  bool has_setup_ = false, has_shebang_ = false;
  std::string notes_;
};

}  // namespace

Result<PartReport> GradeAutograder(const Grading& grading, const Package& package, const Part& part,
                                   const Autograder& autograder, const Submission& submission,
                                   Report& report, const GradeOptions& options) {
  return Run(grading, package, part, autograder, submission, report, options).Grade();
}

}  // namespace assay::grader
