#include "grader/grade_io.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "grader/files.h"
#include "grader/run/judge.h"
#include "grader/student_output.h"
#include "grader/tally.h"

namespace assay::grader {
namespace {

using runtime_images::Language;
using sandbox::Sandbox;

// By the submission's word, its files' names, or since the part has no other. Files that do not say
// it are the submission's fault: null, and `refused` says what to do.
Status ChooseLanguage(const Grading& grading, const Part& part, const Submission& submission,
                      const Language** language, std::string* refused) {
  auto found = FindLanguage(*grading.languages, submission.language, submission.files);
  if (!found.ok() && submission.language.empty() && part.languages.size() == 1) {
    found = grading.languages->ByName(*part.languages.begin());
  }
  if (found.ok()) {
    *language = *found;
    return OkStatus();
  }
  if (found.status().code() != StatusCode::kInvalidArgument) return std::move(found).status();
  *refused = std::move(found).status().message();
  return OkStatus();
}

// How many tests run the program as it is, without arguments or a shell around it. Of all workers
// together: how a submission is started depends on its package alone.
size_t PlainRuns(const Tally& tally, const StandardIo& task) {
  if (!task.output_file.empty()) return 0;
  return static_cast<size_t>(
      std::count_if(tally.order().begin(), tally.order().end(),
                    [&](size_t index) { return tally.test(index).test->arguments.empty(); }));
}

// The submission's program with the sandbox in which it was compiled, which runs the first tests.
struct Compiled {
  sandbox::SandboxSpec spec;
  std::unique_ptr<Sandbox> first;
  std::optional<Program> program;
};

Result<Compiled> Compile(const Grading& grading, const Part& part, const StandardIo& task,
                         const Submission& submission, const Language& language, size_t runs,
                         const GradeOptions& options) {
  ProgramSpec source;
  source.language = &language;
  ASSAY_ASSIGN_OR_RETURN(source.files, JoinFiles(part, submission, language));
  source.entry = submission.entry.empty() ? part.entry : submission.entry;
  if (const std::string given = GivenEntry(part, language); !given.empty()) {
    source.entry = given;
    source.entry_is_given = true;
  }
  for (const auto& file : submission.files) source.own.push_back(file.path);
  source.compile_flags = part.compile_flags;
  source.limits = part.limits;
  source.runs = runs;
  // What an interactive run comes to is not the program's doing alone.
  source.may_defer_check = task.mode == StandardIo::Mode::kBatch;
  Compiled compiled;
  ASSAY_ASSIGN_OR_RETURN(sandbox::RootImage image, grading.find_image(language.image));
  source.image_digest = image.digest;
  compiled.spec = SubmissionSandbox(std::move(image), language, part.limits);
  // A sandbox that breaks while it compiles is replaced once.
  Status failure;
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto box = grading.factory->Create(compiled.spec);
    if (!box.ok()) {
      failure = std::move(box).status();
      continue;
    }
    auto program = Program::Prepare(*grading.languages, source, **box, grading.cache, options.stop);
    if (!program.ok()) {
      failure = std::move(program).status();
      continue;
    }
    compiled.program = *std::move(program);
    compiled.first = *std::move(box);
    return compiled;
  }
  return failure;
}

void EmitCompiled(const Report& report, bool compiled, const GradeOptions& options,
                  const Progress& progress) {
  if (!options.events) return;
  Event event;
  event.kind = Event::Kind::kCompiled;
  event.report = &report;
  event.compiled = compiled;
  event.done = progress.done;
  event.total = progress.total;
  options.events(event);
}

// Hands tests to workers and takes their judgements back in the tally's order, so that events,
// what is passed over and the verdict are the same for any number of workers. Thread-safe.
class Conveyor {
 public:
  // `check`: where the compile step was left out, else null.
  Conveyor(Tally& tally, const DeferredCheck* check, const GradeOptions& options, Report& report,
           Progress& progress)
      : tally_(tally),
        check_(check),
        options_(options),
        report_(report),
        progress_(progress),
        compiled_is_due_(check != nullptr) {}

  // The next test to run; none when there is nothing left to do.
  std::optional<size_t> Take() {
    const std::lock_guard lock(mutex_);
    if (Refused()) return std::nullopt;
    while (next_ < tally_.order().size()) {
      const size_t place = next_++;
      const size_t index = tally_.order()[place];
      if (!options_.stop.stop_requested() && tally_.WhySkipped(index).empty()) return place;
      Arrive(place, std::nullopt);
    }
    return std::nullopt;
  }

  // Before a second sandbox is taken, which costs the machine more than a few short runs: true as
  // soon as a run takes its time, or where many are left.
  bool WantsHelp() {
    constexpr auto kShortRun = std::chrono::milliseconds(20);
    constexpr auto kSandbox = std::chrono::milliseconds(50);
    std::unique_lock lock(mutex_);
    if (!given_.wait_for(lock, kShortRun, [&] { return judged_ > 0; })) return true;
    const auto each = (std::chrono::steady_clock::now() - start_) / judged_;
    return each * (tally_.order().size() - next_) > kSandbox;
  }

  const JudgedTest& test(size_t place) const { return tally_.test(tally_.order()[place]); }

  void Give(size_t place, Judgement judgement) {
    const std::lock_guard lock(mutex_);
    if (!Refused()) Arrive(place, std::move(judgement));
    ++judged_;
    given_.notify_all();
  }

 private:
  // The sources are at fault after all: no test is told of.
  bool Refused() const { return check_ != nullptr && check_->refused(); }

  void Arrive(size_t place, std::optional<Judgement> judgement) {
    arrived_[place] = std::move(judgement);
    for (auto first = arrived_.find(committed_); first != arrived_.end();
         first = arrived_.find(++committed_)) {
      Commit(tally_.order()[first->first], std::move(first->second));
      arrived_.erase(first);
    }
  }

  void Commit(size_t index, std::optional<Judgement> judgement) {
    // As soon as a run shows it.
    if (std::exchange(compiled_is_due_, false)) EmitCompiled(report_, true, options_, progress_);
    // Judged ahead by another worker, but what came before it says that it does not run.
    std::string why = tally_.WhySkipped(index);
    if (why.empty() && judgement) {
      report_.max_cpu = std::max(report_.max_cpu, judgement->report.cpu);
      report_.max_memory_bytes = std::max(report_.max_memory_bytes, judgement->report.memory_bytes);
      tally_.Commit(index, *std::move(judgement), options_.attempt);
    } else {
      tally_.Skip(index, why.empty() ? "cancelled" : std::move(why));
    }
    ++progress_.done;
    if (!options_.events) return;
    Event event;
    event.kind = Event::Kind::kTest;
    event.report = &report_;
    event.test = &tally_.report(index);
    event.done = progress_.done;
    event.total = progress_.total;
    options_.events(event);
  }

  std::mutex mutex_;
  std::condition_variable given_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  size_t judged_ = 0;
  Tally& tally_;
  const DeferredCheck* check_;
  const GradeOptions& options_;
  Report& report_;
  Progress& progress_;
  size_t next_ = 0, committed_ = 0;
  bool compiled_is_due_;
  std::map<size_t, std::optional<Judgement>> arrived_;  // judged, but not yet their turn
};

bool WorkOnce(Conveyor& conveyor, Judge& judge) {
  const auto place = conveyor.Take();
  if (place) conveyor.Give(*place, judge.Run(conveyor.test(*place)));
  return place.has_value();
}

void Work(Conveyor& conveyor, Judge& judge) {
  while (WorkOnce(conveyor, judge)) {
  }
}

// As long as there is a processor to spare; a machine that is busy by now is so for a while.
void Help(const Grading& grading, Conveyor& conveyor, Judge& judge) {
  if (!conveyor.WantsHelp()) return;
  while (true) {
    const auto processor = grading.spare ? grading.spare() : nullptr;
    if ((grading.spare && processor == nullptr) || !WorkOnce(conveyor, judge)) return;
  }
}

// No test of the part ran: the submission is at fault.
PartReport NotCompiled(const StandardIo& task, const Part& part, std::string why,
                       const GradeOptions& options, const Report& report, Progress& progress) {
  EmitCompiled(report, false, options, progress);
  PartReport out;
  Tally(task, part.visibility, options.stop_at_first).Finish(part.points, out);
  out.verdict = Verdict::kCompileError;
  out.message = std::move(why);
  out.score = 0;
  progress.done += out.tests.size();
  return out;
}

// As many workers as there may be, each with a sandbox of its own once it runs a test; all but the
// first only while the machine has a processor to spare.
void WorkAll(const Grading& grading, Conveyor& conveyor, size_t tests,
             const std::function<std::unique_ptr<Judge>()>& new_judge) {
  const size_t workers = std::clamp<size_t>(grading.workers, 1, tests);
  // Before any of them works: the first one takes over the sandbox that compiled.
  std::vector<std::unique_ptr<Judge>> judges;
  for (size_t i = 0; i < workers; ++i) judges.push_back(new_judge());
  std::vector<std::jthread> others;
  for (size_t i = 1; i < workers; ++i) {
    others.emplace_back([&, judge = judges[i].get()] { Help(grading, conveyor, *judge); });
  }
  Work(conveyor, *judges[0]);
}

}  // namespace

size_t CountTests(const StandardIo& task) {
  size_t count = 0;
  ForEachTest(task.root, [&](const Test&, const auto&) { ++count; });
  return count;
}

Result<PartReport> GradeStandardIo(const Grading& grading, const Package& package, const Part& part,
                                   const StandardIo& task, const Submission& submission,
                                   Report& report, const GradeOptions& options,
                                   Progress& progress) {
  PartReport out;
  Tally tally(task, part.visibility, options.stop_at_first);
  const bool runs = task.mode != StandardIo::Mode::kSubmitAnswer;
  const Language* language = nullptr;
  Compiled compiled;
  // By what the compiler said, at once or when a run had failed.
  const auto refuse = [&](const std::string& said) -> Result<PartReport> {
    ASSAY_ASSIGN_OR_RETURN(const auto given, GivenFiles(part, submission, *language));
    SetCompilerOutput(said, submission.files, given, report);
    std::string line = ErrorLine(ForStudents(said, submission.files, given));
    if (line.empty()) line = "the compiler rejected it and said nothing";
    return NotCompiled(task, part, std::move(line), options, report, progress);
  };
  if (runs) {
    std::string refused;
    ASSAY_RETURN_IF_ERROR(ChooseLanguage(grading, part, submission, &language, &refused));
    if (language != nullptr) {
      report.language = language->title;
      refused = CheckFiles(part, submission, *language);
    }
    if (!refused.empty()) {
      return NotCompiled(task, part, std::move(refused), options, report, progress);
    }
    ASSAY_ASSIGN_OR_RETURN(compiled, Compile(grading, part, task, submission, *language,
                                             PlainRuns(tally, task), options));
    report.compiled_from_cache = compiled.program->from_cache();
    const std::string& said = compiled.program->compiler_output();
    if (compiled.program->verdict() != Verdict::kAccepted) return refuse(said);
    ASSAY_ASSIGN_OR_RETURN(const auto given, GivenFiles(part, submission, *language));
    SetCompilerOutput(said, submission.files, given, report);
  }

  // Nothing that could be wrong is not the same as right.
  if (tally.order().empty()) return InvalidArgument("the part has no test");
  std::optional<DeferredCheck> check;
  if (runs) check.emplace(*compiled.program);
  const bool deferred = runs && compiled.program->deferred_check();
  if (!deferred) EmitCompiled(report, true, options, progress);
  Generators generators(grading, package, task, part.limits);
  Checkers checkers(grading, part.limits);
  const JudgeContext context{package, part, task, submission, options, generators};
  Conveyor conveyor(tally, deferred ? &*check : nullptr, options, report, progress);
  WorkAll(grading, conveyor, tally.order().size(), [&] {
    std::unique_ptr<Student> student;
    if (runs) {
      auto box = std::make_unique<Box>(
          *grading.factory, compiled.spec,
          [&](Sandbox& fresh) { return compiled.program->PutInto(fresh); },
          std::move(compiled.first));
      student =
          std::make_unique<Student>(*compiled.program, *check, std::move(box), part, task, options);
    }
    return std::make_unique<Judge>(context, checkers, std::move(student));
  });
  if (deferred && check->refused()) return refuse(check->said());
  tally.Finish(part.points, out);
  if (options.stop.stop_requested() && out.verdict != Verdict::kJudgeError) {
    out.verdict = Verdict::kSkipped;
    out.message = "cancelled";
    out.score = 0;
  }
  return out;
}

}  // namespace assay::grader
