#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "grader/analysis/analysis.h"
#include "grader/analysis/fit.h"
#include "grader/part_report.h"
#include "grader/program.h"
#include "grader/student_output.h"
#include "grader/unit_tests/suite.h"

namespace assay::grader {
namespace {

using runtime_images::Language;
using sandbox::CollectedFile;
using sandbox::kMiB;

constexpr uint64_t kMaxInput = 128 * kMiB;
constexpr size_t kMaxSizes = 24;
constexpr int kMaxExtensions = 10;

// A program that is compiled and stands in a sandbox of its own.
class Runner {
 public:
  static Result<Runner> Make(const Grading& grading, const Language& language, ProgramSpec spec,
                             std::stop_token stop) {
    Runner runner;
    sandbox::SandboxSpec box;
    ASSAY_ASSIGN_OR_RETURN(box.image, grading.find_image(language.image));
    box.max_memory_bytes = std::max(RunLimits(language, spec.limits).memory_bytes,
                                    CompileLimits(language, spec.limits).memory_bytes);
    box.disk = {.bytes = 512 * kMiB, .inodes = 65536};
    ASSAY_ASSIGN_OR_RETURN(runner.box_, grading.factory->Create(box));
    spec.language = &language;
    spec.image_digest = box.image.digest;
    ASSAY_ASSIGN_OR_RETURN(Program program, Program::Prepare(*grading.languages, std::move(spec),
                                                             *runner.box_, grading.cache, stop));
    runner.program_ = std::make_unique<Program>(std::move(program));
    runner.stop_ = std::move(stop);
    return runner;
  }

  const Program& program() const { return *program_; }

  Result<sandbox::Outcome> Run(const std::vector<std::string>& arguments, std::string_view input,
                               uint64_t keep) {
    sandbox::RunSpec run = program_->run();
    run.argv.insert(run.argv.end(), arguments.begin(), arguments.end());
    run.stdin_bytes = input;
    run.limits.stdout_bytes = std::max<uint64_t>(run.limits.stdout_bytes, kMaxInput);
    run.limits.file_bytes = std::max<uint64_t>(run.limits.file_bytes, kMaxInput);
    run.out.keep_bytes = keep;
    run.stop = stop_;
    return box_->Run(run);
  }

 private:
  std::unique_ptr<sandbox::Sandbox> box_;
  std::unique_ptr<Program> program_;
  std::stop_token stop_;
};

Result<Runner> MakeGenerator(const Grading& grading, const Growth& growth, std::stop_token stop) {
  ProgramSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.files, LoadFiles(growth.generator));
  ASSAY_ASSIGN_OR_RETURN(const Language* language,
                         FindLanguage(*grading.languages, growth.generator.language, spec.files));
  spec.entry = growth.generator.entry;
  spec.limits.time = std::chrono::seconds(30);
  spec.limits.memory_bytes = 1024 * kMiB;
  ASSAY_ASSIGN_OR_RETURN(Runner runner, Runner::Make(grading, *language, std::move(spec), stop));
  if (runner.program().verdict() != Verdict::kAccepted) {
    return InvalidArgument("the generator does not compile: " +
                           runner.program().compiler_output().substr(0, 1000));
  }
  return runner;
}

class Experiment {
 public:
  Experiment(const Part& part, const Growth& growth, Runner generator, Runner student)
      : part_(part),
        growth_(growth),
        generator_(std::move(generator)),
        student_(std::move(student)) {}

  struct Size {
    Verdict verdict = Verdict::kAccepted;
    std::string message;
    double seconds = 0;
    sandbox::Outcome outcome;  // of the fastest run
  };

  // Measures n as often as the package says; a second time adds to the first.
  Result<const Size*> Measure(uint64_t n) {
    ASSAY_ASSIGN_OR_RETURN(const std::string input, Input(n));
    Size& size = sizes_[n];
    for (int i = 0; i < std::clamp(growth_.repeats, 1, 20); ++i) {
      ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, student_.Run({}, input, 0));
      const Verdict verdict = VerdictOfRun(outcome, student_.program().language().out_of_memory);
      const double seconds = std::chrono::duration<double>(outcome.cpu).count();
      if (verdict != Verdict::kAccepted) {
        size.verdict = verdict;
        size.message = Describe(outcome);
        size.outcome = std::move(outcome);
        return &size;
      }
      if (size.seconds == 0 || seconds < size.seconds) {
        size.seconds = seconds;
        size.outcome = std::move(outcome);
      }
      // A long run is measured well by itself.
      if (seconds > 2 && i > 0) break;
    }
    return &size;
  }

  GrowthFit Fit() const {
    std::vector<GrowthPoint> points;
    for (const auto& [n, size] : sizes_) {
      if (size.verdict == Verdict::kAccepted) points.push_back({n, std::max(size.seconds, 1e-4)});
    }
    return FitGrowth(std::move(points), growth_.expected);
  }

  // A larger size, while the limits leave room for it; 0: no more.
  uint64_t Larger() const {
    if (sizes_.empty() || sizes_.size() >= kMaxSizes) return 0;
    const auto& [n, size] = *sizes_.rbegin();
    const auto limit =
        std::chrono::duration<double>(RunLimits(student_.program().language(), part_.limits).cpu);
    if (size.verdict != Verdict::kAccepted || size.seconds > limit.count() / 5) return 0;
    if (n > (uint64_t{1} << 40U)) return 0;
    if (growth_.expected == "2^n") return n + 1;
    // Where nothing is to be seen yet the steps are longer.
    return size.seconds < 0.05 ? n * 4 : n * 2;
  }

  void Forget(uint64_t n) { sizes_.erase(n); }
  const std::map<uint64_t, Size>& sizes() const { return sizes_; }

 private:
  Result<std::string> Input(uint64_t n) {
    std::vector<std::string> arguments = growth_.generator.arguments;
    arguments.push_back(std::to_string(n));
    ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, generator_.Run(arguments, "", kMaxInput));
    if (!outcome.Succeeded()) {
      return InvalidArgument(fmt::format("the generator failed for n = {}: {}: {}", n,
                                         Describe(outcome), outcome.err.substr(0, 300)));
    }
    if (outcome.stdout_bytes > outcome.out.size())
      return ResourceExhausted(fmt::format("the input for n = {} is longer than 128 MiB", n));
    return std::move(outcome.out);
  }

  const Part& part_;
  const Growth& growth_;
  Runner generator_, student_;
  std::map<uint64_t, Size> sizes_;
};

std::string Points(const Experiment& experiment) {
  std::string text;
  for (const auto& [n, size] : experiment.sizes()) {
    text += fmt::format(
        "{}n = {}: {}", text.empty() ? "" : ", ", n,
        size.verdict == Verdict::kAccepted ? fmt::format("{:.3f} s", size.seconds) : size.message);
  }
  return text;
}

void AddTests(const Experiment& experiment, const Part& part, PartReport& out) {
  for (const auto& [n, size] : experiment.sizes()) {
    TestReport test;
    test.name = fmt::format("n = {}", n);
    test.verdict = size.verdict;
    test.message = size.message;
    test.visibility = part.visibility;
    test.cpu = size.outcome.cpu;
    test.wall = size.outcome.wall;
    test.memory_bytes = size.outcome.peak_memory_bytes;
    test.exit_code = size.outcome.exit_code;
    test.signal = size.outcome.signal;
    out.tests.push_back(std::move(test));
  }
}

// The package's own sizes; false where one of them failed, which `out` then says.
Result<bool> MeasureAll(Experiment& experiment, const std::vector<uint64_t>& sizes,
                        PartReport& out) {
  for (const uint64_t n : sizes) {
    ASSAY_ASSIGN_OR_RETURN(const Experiment::Size* size, experiment.Measure(n));
    if (size->verdict == Verdict::kAccepted) continue;
    out.verdict = size->verdict;
    out.message = fmt::format("n = {}: {}", n, size->message);
    return false;
  }
  return true;
}

Status Judge(Experiment& experiment, const Part& part, const Growth& growth, PartReport& out) {
  std::vector<uint64_t> sizes = growth.sizes;
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  if (sizes.empty()) return InvalidArgument("growth: no sizes to run");
  if (sizes.size() > kMaxSizes) sizes.resize(kMaxSizes);
  ASSAY_ASSIGN_OR_RETURN(const bool ran, MeasureAll(experiment, sizes, out));
  if (!ran) {
    AddTests(experiment, part, out);
    return OkStatus();
  }
  GrowthFit fit = experiment.Fit();
  std::set<uint64_t> confirmed;
  for (int extensions = 0;;) {
    // Too short to say: larger sizes of our own, as far as the time limit goes. What such a size
    // costs beyond the limit is not held against anybody.
    if (fit.finding == GrowthFinding::kInconclusive && extensions < kMaxExtensions) {
      ++extensions;
      const uint64_t n = experiment.Larger();
      if (n == 0) break;
      auto size = experiment.Measure(n);
      if (!size.ok() || (*size)->verdict != Verdict::kAccepted) {
        experiment.Forget(n);
        break;
      }
      fit = experiment.Fit();
      continue;
    }
    if (fit.finding != GrowthFinding::kFaster) break;
    // What condemns is measured twice, and the shorter of both times counts; that may leave
    // too little to say, and then a larger size is asked again.
    std::vector<uint64_t> again;
    for (const auto& [n, size] : experiment.sizes()) {
      if (confirmed.insert(n).second) again.push_back(n);
    }
    if (again.empty()) break;
    for (const uint64_t n : again) {
      ASSAY_ASSIGN_OR_RETURN(const Experiment::Size* size, experiment.Measure(n));
      if (size->verdict != Verdict::kAccepted) experiment.Forget(n);
    }
    fit = experiment.Fit();
  }
  AddTests(experiment, part, out);
  TestReport verdict;
  verdict.name = "growth";
  verdict.title = "running time grows like " + growth.expected;
  verdict.visibility = part.visibility;
  verdict.max_score = out.max_score;
  switch (fit.finding) {
    case GrowthFinding::kWithin:
      out.verdict = Verdict::kAccepted;
      out.message = "grows like " + fit.grows_like + ", as was asked or slower";
      if (fit.grows_like == growth.expected) out.message = "grows like " + fit.grows_like;
      break;
    case GrowthFinding::kFaster:
      out.verdict = Verdict::kTimeLimit;
      out.message = "grows like " + fit.grows_like + " where " + growth.expected + " was asked";
      break;
    case GrowthFinding::kInconclusive:
      out.verdict = Verdict::kAccepted;
      out.message =
          "how the time grows cannot be told (" + fit.why + "), so nothing is held against it";
      break;
  }
  out.message += " (" + Points(experiment) + ")";
  if (out.verdict == Verdict::kAccepted) out.score = out.max_score;
  verdict.verdict = out.verdict;
  verdict.score = out.score;
  verdict.message = out.message;
  out.tests.push_back(std::move(verdict));
  return OkStatus();
}

Status GradeInto(const Grading& grading, const Part& part, const Growth& growth,
                 const Submission& submission, Report& report, const GradeOptions& options,
                 PartReport& out) {
  if (!IsGrowthClass(growth.expected)) {
    return InvalidArgument("unknown growth \"" + growth.expected +
                           "\"; there are 1, log n, n, n log n, n^2, n^3 and 2^n");
  }
  const auto* found = LanguageOfPart(*grading.languages, part, submission, out);
  if (found == nullptr) return OkStatus();
  const Language& language = *found;
  ProgramSpec spec;
  spec.files = submission.files;
  std::set<std::string> own;
  std::vector<CollectedFile> beside;
  for (const CollectedFile& file : submission.files) {
    own.insert(file.path);
    spec.own.push_back(file.path);
  }
  for (const PackageProgram& given : part.given) {
    if (!given.language.empty() && given.language != language.name) continue;
    ASSAY_ASSIGN_OR_RETURN(const std::vector<CollectedFile> files, LoadFiles(given));
    for (const CollectedFile& file : files) {
      if (!part.editable.contains(file.path) || !own.contains(file.path)) beside.push_back(file);
      std::erase_if(spec.files, [&](const CollectedFile& mine) {
        return mine.path == file.path && !part.editable.contains(file.path);
      });
      if (!part.editable.contains(file.path) || !own.contains(file.path))
        spec.files.push_back(file);
    }
  }
  spec.entry = submission.entry.empty() ? part.entry : submission.entry;
  spec.limits = part.limits;
  ASSAY_ASSIGN_OR_RETURN(Runner student,
                         Runner::Make(grading, language, std::move(spec), options.stop));
  if (report.language.empty()) report.language = language.title;
  if (student.program().verdict() != Verdict::kAccepted) {
    SetCompilerOutput(student.program().compiler_output(), submission.files, beside, report);
    out.verdict = student.program().verdict();
    out.message = "the submission does not compile";
    return OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(Runner generator, MakeGenerator(grading, growth, options.stop));
  Experiment experiment(part, growth, std::move(generator), std::move(student));
  ASSAY_RETURN_IF_ERROR(Judge(experiment, part, growth, out));
  for (const auto& [n, size] : experiment.sizes()) {
    report.max_cpu = std::max<std::chrono::nanoseconds>(report.max_cpu, size.outcome.cpu);
    report.max_memory_bytes = std::max(report.max_memory_bytes, size.outcome.peak_memory_bytes);
  }
  return OkStatus();
}

}  // namespace

PartReport GradeGrowth(const Grading& grading, const Package& /*package*/, const Part& part,
                       const Growth& growth, const Submission& submission, Report& report,
                       const GradeOptions& options) {
  PartReport out = BeginPart(part);
  const Status status = GradeInto(grading, part, growth, submission, report, options, out);
  if (!status.ok()) EndWithFault(status, out);
  return out;
}

}  // namespace assay::grader
