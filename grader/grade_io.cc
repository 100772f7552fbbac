#include "grader/grade_io.h"

#include <algorithm>
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

Result<Compiled> Compile(const Grading& grading, const Part& part, const Submission& submission,
                         const Language& language, size_t runs, const GradeOptions& options) {
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

// Hands tests to workers and takes their judgements back in the tally's order, so that events,
// what is passed over and the verdict are the same for any number of workers. Thread-safe.
class Conveyor {
 public:
  Conveyor(Tally& tally, const GradeOptions& options, Report& report, Progress& progress)
      : tally_(tally), options_(options), report_(report), progress_(progress) {}

  // The next test to run; none when there is nothing left to do.
  std::optional<size_t> Take() {
    const std::lock_guard lock(mutex_);
    while (next_ < tally_.order().size()) {
      const size_t place = next_++;
      const size_t index = tally_.order()[place];
      if (!options_.stop.stop_requested() && tally_.WhySkipped(index).empty()) return place;
      Arrive(place, std::nullopt);
    }
    return std::nullopt;
  }

  const JudgedTest& test(size_t place) const { return tally_.test(tally_.order()[place]); }

  void Give(size_t place, Judgement judgement) {
    const std::lock_guard lock(mutex_);
    Arrive(place, std::move(judgement));
  }

 private:
  void Arrive(size_t place, std::optional<Judgement> judgement) {
    arrived_[place] = std::move(judgement);
    for (auto first = arrived_.find(committed_); first != arrived_.end();
         first = arrived_.find(++committed_)) {
      Commit(tally_.order()[first->first], std::move(first->second));
      arrived_.erase(first);
    }
  }

  void Commit(size_t index, std::optional<Judgement> judgement) {
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
  Tally& tally_;
  const GradeOptions& options_;
  Report& report_;
  Progress& progress_;
  size_t next_ = 0, committed_ = 0;
  std::map<size_t, std::optional<Judgement>> arrived_;  // judged, but not yet their turn
};

void Work(Conveyor& conveyor, Judge& judge) {
  while (const auto place = conveyor.Take()) {
    conveyor.Give(*place, judge.Run(conveyor.test(*place)));
  }
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
  Compiled compiled;
  std::string refused;
  if (runs) {
    const Language* language = nullptr;
    ASSAY_RETURN_IF_ERROR(ChooseLanguage(grading, part, submission, &language, &refused));
    if (language != nullptr) {
      report.language = language->title;
      refused = CheckFiles(part, submission, *language);
    }
    if (refused.empty()) {
      ASSAY_ASSIGN_OR_RETURN(
          compiled, Compile(grading, part, submission, *language, PlainRuns(tally, task), options));
      report.compiled_from_cache = compiled.program->from_cache();
      ASSAY_ASSIGN_OR_RETURN(const auto given, GivenFiles(part, submission, *language));
      const std::string& said = compiled.program->compiler_output();
      SetCompilerOutput(said, submission.files, given, report);
      if (compiled.program->verdict() != Verdict::kAccepted) {
        refused = ErrorLine(ForStudents(said, submission.files, given));
        if (refused.empty()) refused = "the compiler rejected it and said nothing";
      }
    }
  }
  EmitCompiled(report, refused.empty(), options, progress);
  if (!refused.empty()) {
    tally.Finish(part.points, out);
    out.verdict = Verdict::kCompileError;
    out.message = std::move(refused);
    out.score = 0;
    progress.done += out.tests.size();
    return out;
  }

  // Nothing that could be wrong is not the same as right.
  if (tally.order().empty()) return InvalidArgument("the part has no test");
  Generators generators(grading, package, task, part.limits);
  Checkers checkers(grading, part.limits);
  const JudgeContext context{package, part, task, submission, options, generators};
  const auto new_judge = [&] {
    std::unique_ptr<Student> student;
    if (runs) {
      auto box = std::make_unique<Box>(
          *grading.factory, compiled.spec,
          [&](Sandbox& fresh) { return compiled.program->PutInto(fresh); },
          std::move(compiled.first));
      student = std::make_unique<Student>(*compiled.program, std::move(box), part, task, options);
    }
    return std::make_unique<Judge>(context, checkers, std::move(student));
  };
  Conveyor conveyor(tally, options, report, progress);
  const size_t workers = std::clamp<size_t>(grading.workers, 1, tally.order().size() + 1);
  std::vector<std::unique_ptr<Judge>> judges;
  for (size_t i = 0; i < workers; ++i) judges.push_back(new_judge());
  {
    std::vector<std::jthread> others;
    for (size_t i = 1; i < workers; ++i) {
      others.emplace_back([&conveyor, judge = judges[i].get()] { Work(conveyor, *judge); });
    }
    Work(conveyor, *judges[0]);
  }
  tally.Finish(part.points, out);
  if (options.stop.stop_requested() && out.verdict != Verdict::kJudgeError) {
    out.verdict = Verdict::kSkipped;
    out.message = "cancelled";
    out.score = 0;
  }
  return out;
}

}  // namespace assay::grader
