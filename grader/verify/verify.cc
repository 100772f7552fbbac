#include "grader/verify/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/run/generator.h"
#include "grader/run/tool.h"
#include "grader/submission.h"

namespace assay::grader {
namespace {

using Severity = Finding::Severity;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Where no limit is known yet: what the accepted submissions may take while it is looked for.
constexpr milliseconds kUnlimited{20'000};
constexpr size_t kMaxValidatorFindings = 20;

double Seconds(nanoseconds t) { return std::chrono::duration<double>(t).count(); }

nanoseconds Slowest(const Report& report) {
  nanoseconds slowest{};
  for (const PartReport& part : report.parts) {
    for (const TestReport& test : part.tests) slowest = std::max(slowest, test.cpu);
  }
  return slowest;
}

class Verifier {
 public:
  Verifier(const Grading& grading, const Package& package, const VerifyOptions& options)
      : grading_(grading), package_(package), options_(options) {}

  PackageVerification Run() {
    for (Finding& finding : CheckStatically(package_)) Say(std::move(finding));
    if (options_.run_validators) RunValidators();
    if (options_.run_submissions) RunSubmissions();
    return std::move(out_);
  }

 private:
  void Say(Finding finding) {
    if (options_.finding) options_.finding(finding);
    out_.findings.push_back(std::move(finding));
  }
  void Say(Severity severity, std::string where, std::string what) {
    Say({severity, std::move(where), std::move(what)});
  }
  bool stopped() const { return options_.grade.stop.stop_requested(); }
  void Progress(const std::string& what, size_t done, size_t total) {
    if (options_.progress) options_.progress(what, done, total);
  }

  // ---- input validators

  void RunValidators() {
    for (const Part& part : package_.parts) {
      const auto* io = std::get_if<StandardIo>(&part.task);
      if (io == nullptr) continue;
      Generators generators(grading_, package_, *io, part.limits);
      for (const PackageProgram& program : io->input_validators) {
        Tool tool(grading_, program, ToolLimits(part.limits));
        auto box = tool.NewBox();
        if (!box.ok()) {
          Say(Severity::kError, program.name, box.status().message());
          continue;
        }
        RunValidator(*io, program, tool, **box, generators);
      }
    }
  }

  void RunValidator(const StandardIo& io, const PackageProgram& program, const Tool& tool, Box& box,
                    Generators& generators) {
    size_t total = 0;
    size_t done = 0;
    size_t refused = 0;
    ForEachTest(io.root, [&](const Test&, const auto&) { ++total; });
    ForEachTest(io.root, [&](const Test& test, const auto&) {
      if (stopped()) return;
      Progress(program.name, done++, total);
      const Status status = ValidateOne(program, tool, box, generators, test);
      if (!status.ok() && ++refused <= kMaxValidatorFindings) {
        Say(Severity::kError, test.name, status.message());
      }
    });
    if (options_.validator && !stopped()) options_.validator(program, refused, total);
  }

  static Status ValidateOne(const PackageProgram& program, const Tool& tool, Box& box,
                            Generators& generators, const Test& test) {
    ASSAY_ASSIGN_OR_RETURN(const TestData input, TestData::Open(test.input, generators, false));
    sandbox::RunSpec run = tool.run();
    const std::string name = std::filesystem::path(program.name).filename().string();
    auto arguments = test.validator_arguments.find(name);
    if (arguments == test.validator_arguments.end()) arguments = test.validator_arguments.find("");
    if (arguments != test.validator_arguments.end()) {
      run.argv.insert(run.argv.end(), arguments->second.begin(), arguments->second.end());
    }
    run.stdin_bytes = input.view();
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Outcome outcome, box.Run({}, run));
    if (outcome.exit_code == program.accept_exit) return OkStatus();
    std::string said = outcome.err.empty() ? outcome.out : outcome.err;
    said.resize(std::min<size_t>(said.size(), 400));
    return InvalidArgument(fmt::format("{} refuses the input ({}): {}", program.name,
                                       sandbox::Describe(outcome),
                                       said.empty() ? "it says nothing" : said));
  }

  // ---- labelled submissions

  void RunSubmissions() {
    Package package = ForLabels();  // the time limit is set in this one
    std::vector<const LabelledSubmission*> wanted;
    for (const LabelledSubmission& label : package_.submissions) {
      if (label.name.find(options_.only) != std::string::npos) wanted.push_back(&label);
    }
    // Those that set the limit first, the accepted ones at the head: without a limit of its own the
    // package gets it from them.
    std::stable_sort(wanted.begin(), wanted.end(), [](const auto* a, const auto* b) {
      return SetsLimit(*a) != SetsLimit(*b) ? SetsLimit(*a)
                                            : a->sets_lower_bound > b->sets_lower_bound;
    });
    const bool calibrate = package_.fixed_time_limit == std::nullopt && options_.only.empty() &&
                           !wanted.empty() && SetsLimit(*wanted.front()) &&
                           package_.format.rfind("kattis", 0) == 0;
    if (calibrate) SetLimit(package, kUnlimited);
    bool limit_known = !calibrate;
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (!limit_known && !SetsLimit(*wanted[i])) {
        Calibrate(package);
        limit_known = true;
      }
      Progress(wanted[i]->name, i, wanted.size());
      VerifiedSubmission run = Grade(package, *wanted[i]);
      // Too slow for a limit that it should have raised: it is asked how much it needs.
      if (calibrate && limit_known && wanted[i]->sets_lower_bound && IsTooSlow(run)) {
        SetLimit(package, kUnlimited);
        run = Grade(package, *wanted[i]);
        Calibrate(package, run.check.agrees() ? Slowest(run.report) : nanoseconds{});
      }
      if (stopped()) break;
      Take(std::move(run));
    }
    if (!limit_known) Calibrate(package);
    out_.time_limit = Limit(package);
    for (const VerifiedSubmission& run : out_.submissions) CheckMargins(run);
  }

  static void SetLimit(Package& package, milliseconds limit) {
    for (Part& part : package.parts) part.limits.time = limit;
  }
  static milliseconds Limit(const Package& package) {
    return package.parts.empty() ? milliseconds{} : package.parts.front().limits.time;
  }

  // Kattis' list of languages is for solvers: packages keep examples in others too.
  Package ForLabels() const {
    Package package = package_;
    if (package.format.rfind("kattis", 0) != 0) return package;
    for (Part& part : package.parts) part.languages.clear();
    return package;
  }

  static bool SetsLimit(const LabelledSubmission& label) {
    const std::set<Verdict> accepted = {Verdict::kAccepted};
    return label.sets_lower_bound && (label.permitted == accepted || label.result == accepted);
  }
  static bool IsTooSlow(const VerifiedSubmission& run) {
    if (run.check.agrees()) return false;
    for (const PartReport& part : run.report.parts) {
      for (const TestReport& test : part.tests) {
        if (test.verdict == Verdict::kTimeLimit) return true;
      }
    }
    return false;
  }

  void Calibrate(Package& package, nanoseconds slowest = {}) {
    for (const VerifiedSubmission& run : out_.submissions) {
      if (run.check.agrees() && run.label->sets_lower_bound) {
        slowest = std::max(slowest, Slowest(run.report));
      }
    }
    SetLimit(package, CalibratedLimit(slowest, package_.time_multiplier_ac_to_limit));
    out_.calibrated = true;
    out_.slowest_accepted = std::chrono::duration_cast<milliseconds>(slowest);
  }

  VerifiedSubmission Grade(const Package& package, const LabelledSubmission& label) {
    VerifiedSubmission run;
    run.label = &label;
    auto submission = LoadSubmission(label.path);
    if (submission.ok()) {
      submission->language = label.language;
      submission->entry = label.entry;
      run.report = GradeSubmission(grading_, package, *submission, options_.grade);
      run.check = CheckLabel(label, run.report);
    } else {
      run.report.message = submission.status().message();
      run.check.why.push_back(run.report.message);
    }
    run.report.submission = label.name;
    return run;
  }

  void Take(VerifiedSubmission run) {
    for (const std::string& why : run.check.why) Say(Severity::kError, run.label->name, why);
    if (options_.submission) options_.submission(run);
    out_.submissions.push_back(std::move(run));
  }

  // A verdict that a slower machine, or a busy one, could turn.
  void CheckMargins(const VerifiedSubmission& run) {
    if (!run.check.agrees()) return;
    for (const PartReport& part : run.report.parts) {
      for (const TestReport& test : part.tests) {
        const double limit = Seconds(test.time_limit);
        const double used = Seconds(test.cpu);
        if (limit <= 0) continue;
        if (run.label->sets_lower_bound && used * package_.time_multiplier_ac_to_limit > limit &&
            !out_.calibrated) {
          Say(Severity::kWarning, run.label->name,
              fmt::format("{}: needs {:.2f} s of {:.2f} s: less than {:g} times as much is left; "
                          "raise the limit to {:.1f} s or make the test smaller",
                          test.name, used, limit, package_.time_multiplier_ac_to_limit,
                          std::ceil(used * package_.time_multiplier_ac_to_limit * 10) / 10));
          return;
        }
      }
    }
    CheckUpperBound(run);
  }

  // Too slow must be too slow with room: with a limit that much higher it still is.
  void CheckUpperBound(const VerifiedSubmission& run) {
    if (!run.label->sets_upper_bound || stopped()) return;
    Package package = ForLabels();
    const double factor = package_.time_multiplier_limit_to_tle;
    for (Part& part : package.parts) {
      part.limits.time =
          milliseconds(std::llround(static_cast<double>(out_.time_limit.count()) * factor));
    }
    auto submission = LoadSubmission(run.label->path);
    if (!submission.ok()) return;
    submission->language = run.label->language;
    submission->entry = run.label->entry;
    Progress(run.label->name + " (with more time)", 0, 0);
    const Report report = GradeSubmission(grading_, package, *submission, options_.grade);
    if (stopped()) return;
    for (const PartReport& part : report.parts) {
      for (const TestReport& test : part.tests) {
        if (test.verdict == Verdict::kTimeLimit) return;
      }
    }
    Say(Severity::kWarning, run.label->name,
        fmt::format("is only just too slow: with {:g} times the limit of {:.1f} s it is {}; make "
                    "the largest test larger",
                    factor, Seconds(out_.time_limit), VerdictCode(report.verdict)));
  }

  const Grading& grading_;
  const Package& package_;
  const VerifyOptions& options_;
  PackageVerification out_;
};

}  // namespace

size_t PackageVerification::Count(Finding::Severity severity) const {
  return static_cast<size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [severity](const Finding& finding) { return finding.severity == severity; }));
}

milliseconds CalibratedLimit(nanoseconds slowest, double to_limit) {
  const double seconds = std::ceil(Seconds(slowest) * to_limit);
  return milliseconds(1000 * static_cast<int64_t>(std::max(1.0, seconds)));
}

PackageVerification VerifyPackage(const Grading& grading, const Package& package,
                                  const VerifyOptions& options) {
  return Verifier(grading, package, options).Run();
}

}  // namespace assay::grader
