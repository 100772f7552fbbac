#include "grader/unit_tests/student_tests.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "grader/student_output.h"
#include "grader/text.h"
#include "grader/unit_tests/mutate.h"
#include "grader/unit_tests/rows.h"
#include "grader/unit_tests/suite.h"

namespace assay::grader {
namespace {

using runtime_images::Language;
using sandbox::CollectedFile;

// Candidates that are looked at for each generated mutant that is wanted: some do not compile, some
// change nothing that anybody could see.
constexpr size_t kCandidatesPerMutant = 4;
constexpr uint64_t kSeed = 0x6d75'7461'6e74ULL;

std::vector<CollectedFile> Merge(const std::vector<CollectedFile>& lower,
                                 const std::vector<CollectedFile>& upper) {
  std::map<std::string, CollectedFile> files;
  for (const auto* side : {&lower, &upper}) {
    for (const CollectedFile& file : *side) files[file.path] = file;
  }
  std::vector<CollectedFile> merged;
  for (auto& [path, file] : files) merged.push_back(std::move(file));
  return merged;
}

// The submission's tests and, apart from them, what else it brought.
struct Split {
  std::vector<CollectedFile> tests, others;
};

Split SplitTests(const Language& language, const UnitTests& unit, const Submission& submission) {
  Split split;
  for (const CollectedFile& file : submission.files) {
    const bool test = std::any_of(
        language.frameworks.begin(), language.frameworks.end(), [&](const auto& framework) {
          return (unit.framework.empty() || framework.name == unit.framework) &&
                 runtime_images::IsTestFile(framework, {file.path, file.data});
        });
    (test ? split.tests : split.others).push_back(file);
  }
  return split;
}

class Trial {
 public:
  Trial(const Grading& grading, const Part& part, const UnitTests& unit, const Language& language,
        const GradeOptions& options)
      : grading_(grading), part_(part), unit_(unit), language_(language), options_(options) {}

  // `tests` over `code`, `others` below.
  Result<SuiteRun> Run(const std::vector<CollectedFile>& code,
                       const std::vector<CollectedFile>& tests,
                       const std::vector<CollectedFile>& others) const {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<CollectedFile> given, Given());
    std::vector<CollectedFile> beside = Merge(given, code);
    std::set<std::string> taken;
    for (const CollectedFile& file : beside) taken.insert(file.path);
    std::vector<CollectedFile> own;
    for (const CollectedFile& file : tests) {
      if (!taken.contains(file.path)) own.push_back(file);  // the code under test is not replaced
    }
    ASSAY_ASSIGN_OR_RETURN(const SuitePlan plan,
                           PlanSuite(grading_, part_, unit_, language_, std::move(beside), own));
    return RunSuite(grading_, plan, others, options_);
  }

  Result<std::vector<CollectedFile>> Given() const {
    std::vector<CollectedFile> all;
    for (const PackageProgram& given : part_.given) {
      if (!given.language.empty() && given.language != language_.name) continue;
      ASSAY_ASSIGN_OR_RETURN(const auto files, LoadFiles(given));
      all = Merge(files, all);
    }
    return all;
  }

 private:
  const Grading& grading_;
  const Part& part_;
  const UnitTests& unit_;
  const Language& language_;
  const GradeOptions& options_;
};

std::string FirstFailure(const SuiteRun& run) {
  for (const ResultRow& row : run.results.rows) {
    if (row.outcome == ResultRow::Outcome::kFail || row.outcome == ResultRow::Outcome::kError) {
      const std::string why = OneLine(row.message);
      return ValidUtf8(row.name) + (why.empty() ? "" : ": " + why);
    }
  }
  return run.message;
}

bool AllPass(const SuiteRun& run) {
  return run.verdict == Verdict::kAccepted && FirstFailure(run).empty() &&
         std::any_of(run.results.rows.begin(), run.results.rows.end(),
                     [](const ResultRow& row) { return row.outcome == ResultRow::Outcome::kPass; });
}

// Runs `work(i)` for i below `count` on as many threads as there are workers; the first Status that
// is not ok ends it.
template <typename Work>
Status InParallel(size_t count, unsigned workers, const Work& work) {
  std::atomic<size_t> next = 0;
  std::vector<Status> errors(count);
  const auto loop = [&] {
    for (size_t i = next++; i < count; i = next++) {
      errors[i] = work(i);
      if (!errors[i].ok()) next = count;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < std::min<size_t>(workers, count); ++i) threads.emplace_back(loop);
    loop();
  }
  for (Status& error : errors) ASSAY_RETURN_IF_ERROR(std::move(error));
  return OkStatus();
}

struct Candidate {
  Mutant mutant;
  bool generated = false, use = true;
};

// Drops what is no fault: mutants that do not compile with the author's own suite, and those that
// this suite cannot tell from the reference.
Status DropUseless(const Trial& trial, const UnitTests& unit, const Language& language,
                   unsigned workers, std::vector<Candidate>& candidates) {
  std::vector<CollectedFile> suite;
  for (const PackageProgram& program : unit.suites) {
    if (!program.language.empty() && program.language != language.name) continue;
    ASSAY_ASSIGN_OR_RETURN(const auto files, LoadFiles(program));
    suite.insert(suite.end(), files.begin(), files.end());
  }
  if (suite.empty()) return OkStatus();
  return InParallel(candidates.size(), workers, [&](size_t i) -> Status {
    if (!candidates[i].generated) return OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const SuiteRun run, trial.Run(candidates[i].mutant.files, suite, {}));
    candidates[i].use = run.verdict != Verdict::kCompileError && !AllPass(run);
    return OkStatus();
  });
}

Result<std::vector<Candidate>> Candidates(const UnitTests& unit, const Language& language,
                                          const std::vector<CollectedFile>& reference) {
  std::vector<Candidate> candidates;
  for (const PackageProgram& program : unit.mutants) {
    if (!program.language.empty() && program.language != language.name) continue;
    ASSAY_ASSIGN_OR_RETURN(const auto files, LoadFiles(program));
    candidates.push_back({{program.name, Merge(reference, files)}, false, true});
  }
  if (unit.generated_mutants > 0) {
    const size_t most = static_cast<size_t>(unit.generated_mutants) * kCandidatesPerMutant;
    for (Mutant& mutant : MakeMutants(language.name, reference, kSeed, most))
      candidates.push_back({std::move(mutant), true, true});
  }
  return candidates;
}

// Without tests of the author's nobody looked whether a generated change matters.
std::string Survived(const Candidate& candidate, bool checked) {
  return candidate.generated && !checked ? "a changed program that your tests accept; whether the "
                                           "change matters was not checked"
                                         : "a wrong program that your tests accept";
}

ResultRow Row(std::string name, bool passed, std::string message) {
  ResultRow row;
  row.name = std::move(name);
  row.outcome = passed ? ResultRow::Outcome::kPass : ResultRow::Outcome::kFail;
  row.message = std::move(message);
  return row;
}

}  // namespace

Status GradeStudentTests(const Grading& grading, const Part& part, const UnitTests& unit,
                         const Language& language, const Submission& submission, Report& report,
                         const GradeOptions& options, PartReport& out) {
  if (report.language.empty()) report.language = language.title;
  const Split split = SplitTests(language, unit, submission);
  if (split.tests.empty()) {
    out.verdict = Verdict::kWrongAnswer;
    out.message = "the submission holds no test";
    for (const auto& framework : language.frameworks) {
      if (!unit.framework.empty() && framework.name != unit.framework) continue;
      out.message += "; a test of " + framework.name + " is a file named " +
                     (framework.files.empty() ? "as you like" : framework.files.front());
      break;
    }
    return OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<CollectedFile> reference, LoadFiles(*unit.reference));
  const Trial trial(grading, part, unit, language, options);
  ASSAY_ASSIGN_OR_RETURN(const SuiteRun base, trial.Run(reference, split.tests, split.others));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<CollectedFile> given, trial.Given());
  SetCompilerOutput(base.compiler_output, submission.files, Merge(given, reference), report);
  report.max_cpu = std::max<std::chrono::nanoseconds>(report.max_cpu, base.outcome.cpu);
  report.max_memory_bytes = std::max(report.max_memory_bytes, base.outcome.peak_memory_bytes);

  SuiteResults rows;
  const bool fair = AllPass(base);
  std::string why;
  if (!fair) {
    why = FirstFailure(base);
    why = why.empty() ? "no test passed" : "your tests reject a correct program: " + why;
  }
  rows.rows.push_back(Row("reference", fair, why));
  if (base.verdict == Verdict::kCompileError) out.verdict = Verdict::kCompileError;

  ASSAY_ASSIGN_OR_RETURN(std::vector<Candidate> candidates, Candidates(unit, language, reference));
  const unsigned workers = std::max(1U, grading.workers);
  if (fair) ASSAY_RETURN_IF_ERROR(DropUseless(trial, unit, language, workers, candidates));
  size_t wanted = unit.mutants.size() + static_cast<size_t>(std::max(0, unit.generated_mutants));
  std::erase_if(candidates, [](const Candidate& candidate) { return !candidate.use; });
  if (candidates.size() > wanted) candidates.resize(wanted);

  // What was changed where quotes the reference: that is for the teacher.
  std::vector<std::string> shown;
  std::map<std::string, std::string> changes;
  size_t generated = 0;
  for (const Candidate& candidate : candidates) {
    shown.push_back("mutant " + (candidate.generated ? "generated " + std::to_string(++generated)
                                                     : candidate.mutant.name));
    if (candidate.generated) changes[shown.back()] = candidate.mutant.name;
  }
  const bool checked = std::any_of(unit.suites.begin(), unit.suites.end(), [&](const auto& suite) {
    return suite.language.empty() || suite.language == language.name;
  });
  std::vector<ResultRow> killed(candidates.size());
  std::vector<char> compiles(candidates.size(), 1);
  if (fair) {
    ASSAY_RETURN_IF_ERROR(InParallel(candidates.size(), workers, [&](size_t i) -> Status {
      ASSAY_ASSIGN_OR_RETURN(const SuiteRun run,
                             trial.Run(candidates[i].mutant.files, split.tests, split.others));
      compiles[i] = run.verdict != Verdict::kCompileError ? 1 : 0;
      const bool caught = !AllPass(run);
      killed[i] = Row(shown[i], caught, caught ? "" : Survived(candidates[i], checked));
      return OkStatus();
    }));
  }
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!fair) {
      killed[i] = Row(shown[i], false, "not run: the tests reject the correct program");
      killed[i].outcome = ResultRow::Outcome::kSkip;
    }
    if (compiles[i] != 0) rows.rows.push_back(std::move(killed[i]));
  }
  rows.complete = true;
  // By itself a fair suite is worth nothing: the points are for what it finds.
  UnitTests scored = unit;
  if (scored.rows.empty() && rows.rows.size() > 1)
    scored.rows.push_back({.pattern = "mutant *", .points = part.points.value_or(1), .hints = {}});
  const std::set<std::string> none;
  ScoreRows({.language = language.name,
             .expected = &none,
             .skipped = nullptr,
             .part = &part,
             .unit = &scored,
             .attempt = options.attempt,
             .believed = fair},
            rows, out);
  for (TestReport& test : out.tests) {
    if (const auto change = changes.find(test.name); change != changes.end())
      test.judge_feedback = change->second;
  }
  if (!fair) out.score = 0;
  return OkStatus();
}

}  // namespace assay::grader
