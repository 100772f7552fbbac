#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "common/files.h"
#include "grader/machinery/machinery.h"
#include "grader/report/export.h"
#include "grader/submission.h"
#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"
#include "grader/tool/receipts.h"
#include "grader/tool/view.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

struct Options {
  MachineryOptions machinery;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  std::string package, language, viewer = "instructor", receipt;
  std::vector<std::string> submissions, reports;
  int attempt = 1;
  bool json = false, details = false, stop_at_first = false;
};

struct Target {
  std::string name;
  fs::path path;
  const LabelledSubmission* label = nullptr;
};

// The package's labelled submissions, or the given files without an expectation.
std::vector<Target> Targets(const Package& package, const Options& options) {
  std::vector<Target> targets;
  for (const std::string& path : options.submissions) targets.push_back({path, path, nullptr});
  if (!options.submissions.empty()) return targets;
  for (const auto& label : package.submissions) targets.push_back({label.name, label.path, &label});
  return targets;
}

Result<Submission> Load(const Target& target, const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(Submission submission, LoadSubmission(target.path));
  submission.name = target.name;
  if (target.label != nullptr) {
    submission.entry = target.label->entry;
    submission.language = target.label->language;
  }
  if (!options.language.empty()) submission.language = options.language;
  return submission;
}

// "report.html", or "gradescope:results.json" where the name does not say it.
Result<std::pair<ExportFormat, std::string>> ParseReport(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon != std::string::npos) {
    const auto format = ParseExportFormat(text.substr(0, colon));
    if (format) return std::pair(*format, text.substr(colon + 1));
  }
  static const std::map<std::string, ExportFormat> kByExtension = {
      {".json", ExportFormat::kJson},   {".xml", ExportFormat::kJUnit},
      {".sarif", ExportFormat::kSarif}, {".csv", ExportFormat::kCsv},
      {".html", ExportFormat::kHtml},   {".htm", ExportFormat::kHtml}};
  const auto found = kByExtension.find(fs::path(text).extension().string());
  if (found == kByExtension.end()) {
    return InvalidArgument("--report " + text +
                           ": end it in .html, .json, .xml (JUnit), .sarif or .csv, or write the "
                           "format before it: gradescope:results.json");
  }
  return std::pair(found->second, text);
}

Status WriteReports(const Options& options, const Report& report, const Submission& submission) {
  for (const std::string& wanted : options.reports) {
    ASSAY_ASSIGN_OR_RETURN(const auto where, ParseReport(wanted));
    const ShownReport shown(report, *ParseViewer(options.viewer));
    std::string text;
    if (where.first == ExportFormat::kHtml) {
      HtmlOptions html;
      for (const auto& file : submission.files) html.sources[file.path] = file.data;
      text = ToHtml(shown, html);
    } else {
      text = Export(where.first, shown);
    }
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(where.second, text));
  }
  return OkStatus();
}

Status CheckOptions(const Options& options, const std::vector<Target>& targets) {
  if (!ParseViewer(options.viewer)) {
    return InvalidArgument("--as " + options.viewer +
                           ": there are instructor, student_before_due, student_after_due and "
                           "student_after_published");
  }
  for (const std::string& wanted : options.reports) {
    ASSAY_RETURN_IF_ERROR(ParseReport(wanted).status());
  }
  if (targets.empty()) {
    return InvalidArgument(options.package +
                           ": it has no labelled submissions; name the files to grade");
  }
  if (targets.size() > 1 && (!options.reports.empty() || !options.receipt.empty())) {
    return InvalidArgument("--report and --receipt are for one submission; name it");
  }
  return OkStatus();
}

// As many submissions at once as sandboxes may stand; shown in the order in which they were given.
class GradeRun {
 public:
  explicit GradeRun(const Options& options) : options_(options) {}

  int Run() {
    auto package = LoadPackage(options_.package);
    if (!package.ok()) return Complain(package.status());
    targets_ = Targets(*package, options_);
    if (const Status status = CheckOptions(options_, targets_); !status.ok()) {
      std::ignore = Complain(status);
      return kExitUsage;
    }
    const size_t at_once = std::min<size_t>(options_.jobs, targets_.size());
    MachineryOptions parts = options_.machinery;
    parts.jobs = static_cast<unsigned>(options_.jobs / at_once);
    auto machinery = Machinery::Assemble(parts);
    if (!machinery.ok()) return Complain(machinery.status());
    std::vector<std::string> names;
    for (const Target& target : targets_) names.push_back(target.name);
    name_width_ = NameWidth(names);
    if (!options_.json) fmt::print("{}", TableHead(*package, (*machinery)->backend(), names));
    graded_.resize(targets_.size());
    {
      std::vector<std::jthread> workers;
      for (size_t i = 0; i < at_once; ++i) {
        workers.emplace_back([&] { TakeAndGrade(**machinery, *package); });
      }
    }
    if (code_ == kExitBadInput || code_ == kExitNoFile) return code_;
    if (options_.json) {
      fmt::print("]\n");
    } else if (targets_.size() > 1) {
      const bool labelled = targets_.front().label != nullptr;
      fmt::print("\n{} of {} {}\n", good_, targets_.size(), labelled ? "as expected" : "accepted");
    }
    return code_;
  }

 private:
  // What became of one target: a row, or why its files could not be read.
  struct Graded {
    Result<Submission> submission;
    Row row;
  };

  void TakeAndGrade(const Machinery& machinery, const Package& package) {
    std::unique_lock lock(mutex_);
    while (!stopped_ && taken_ < targets_.size()) {
      const size_t index = taken_++;
      lock.unlock();
      Graded graded = Grade(machinery, package, targets_[index]);
      lock.lock();
      graded_[index] = std::move(graded);
      ShowWhatIsDue(machinery);
    }
  }

  Graded Grade(const Machinery& machinery, const Package& package, const Target& target) {
    Graded graded{Load(target, options_), {target.name, target.label, {}, {}}};
    if (!graded.submission.ok()) return graded;
    GradeOptions grade;
    grade.attempt = options_.attempt;
    grade.stop_at_first = options_.stop_at_first;
    grade.events = [&](const Event& event) {
      if (event.kind != Event::Kind::kTest) return;
      Progress(fmt::format("{}  test {} of {}", target.name, event.done, event.total));
    };
    Progress(target.name);
    graded.row.report = GradeSubmission(machinery.grading(), package, *graded.submission, grade);
    if (target.label != nullptr) graded.row.check = CheckLabel(*target.label, graded.row.report);
    return graded;
  }

  void Progress(std::string_view text) {
    const std::lock_guard lock(mutex_);
    terminal_.Progress(text);
  }

  // Everything up to the first that is not graded yet. Under mutex_.
  void ShowWhatIsDue(const Machinery& machinery) {
    for (; !stopped_ && shown_ < graded_.size() && graded_[shown_]; ++shown_) {
      terminal_.Clear();
      const int code = Finish(machinery, *graded_[shown_]);
      graded_[shown_].reset();
      code_ = std::max(code_, code);
      stopped_ = code == kExitBadInput || code == kExitNoFile;
    }
  }

  int Finish(const Machinery& machinery, const Graded& graded) {
    if (!graded.submission.ok()) return Complain(graded.submission.status());
    const Row& row = graded.row;
    if (row.AsExpected()) ++good_;
    Show(row);
    Status status = WriteReports(options_, row.report, *graded.submission);
    if (status.ok() && !options_.receipt.empty()) {
      status = WriteReceipt({machinery, options_.package, *graded.submission, row.report},
                            options_.receipt);
    }
    if (!status.ok()) return Complain(status);
    if (row.report.verdict == Verdict::kJudgeError) return kExitFailed;
    return row.AsExpected() ? kExitOk : kExitRejected;
  }

  void Show(const Row& row) {
    if (options_.json) {
      // One at a time, so that a reader of the stream need not wait for the last.
      std::string text = ToJson(ShownReport(row.report, *ParseViewer(options_.viewer)));
      while (!text.empty() && text.back() == '\n') text.pop_back();
      fmt::print("{}{}", first_ ? "[\n" : ",\n", text);
      first_ = false;
    } else {
      fmt::print("{}", TableLine(row, name_width_, terminal_));
      if (options_.details) {
        const ShownReport shown(row.report, *ParseViewer(options_.viewer));
        fmt::print("{}", Details(*shown, terminal_));
      }
    }
    std::fflush(stdout);
  }

  const Options& options_;
  std::vector<Target> targets_;
  size_t name_width_ = 0;
  // Guards what follows.
  std::mutex mutex_;
  Terminal terminal_;
  std::vector<std::optional<Graded>> graded_;  // by target; those that wait to be shown
  size_t taken_ = 0, shown_ = 0, good_ = 0;
  bool stopped_ = false, first_ = true;
  int code_ = kExitOk;
};

}  // namespace

void AddGrade(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* grade = app.add_subcommand("grade", "grade submissions");
  grade
      ->add_option("package", options->package,
                   "a problem's folder or archive: assignment.yaml, Kattis, DMOJ, Polygon, CMS, "
                   "Gradescope, Exercism")
      ->required();
  grade->add_option("submissions", options->submissions,
                    "files or folders (default: the labelled submissions of the package)");
  grade->add_option("--backend", options->machinery.backend,
                    "gvisor or native (default: gvisor where runsc is found)");
  grade->add_option("--language", options->language, "instead of telling it by the files' names");
  grade
      ->add_option("--jobs,-j", options->jobs,
                   "sandboxes at once, of one submission or of several (default: one a processor)")
      ->check(CLI::Range(1, 256));
  grade->add_option("--attempt", options->attempt, "which attempt it is: hints may wait for later")
      ->check(CLI::Range(1, 1000000));
  grade->add_flag("--details,-d", options->details, "show every test, hints and notes");
  grade->add_flag("--stop-at-first", options->stop_at_first, "run nothing after a rejected test");
  grade->add_flag("--no-cache", options->machinery.no_cache,
                  "compile even what was compiled before");
  grade->add_flag("--json", options->json, "print an array of reports (docs/report.schema.json)");
  grade
      ->add_option("--report", options->reports,
                   "write FILE.html, .json, .xml (JUnit), .sarif, .csv, or gradescope:FILE")
      ->take_all();
  grade->add_option("--as", options->viewer,
                    "who looks: instructor (default), student_before_due, student_after_due, "
                    "student_after_published");
  grade->add_option("--receipt", options->receipt, "write a signed receipt of the verdict");
  grade->footer(
      "Exit codes: 0 all as expected (or accepted where nothing is expected); 1 some are not;\n"
      "64 wrong usage; 65 a package or submission that cannot be read; 66 no such file;\n"
      "70 the judge failed.");
  grade->callback([options, &chosen] { chosen = [options] { return GradeRun(*options).Run(); }; });
}

}  // namespace assay::grader
