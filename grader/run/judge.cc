#include "grader/run/judge.h"

#include <algorithm>
#include <filesystem>

#include "grader/compare.h"
#include "grader/run/interactive.h"

namespace assay::grader {
namespace {

constexpr size_t kExcerpt = 2048;
// Of tests that were accepted: ten thousand of them are still a small report.
constexpr size_t kShortExcerpt = 256;
constexpr int kMaxRuns = 3;

void SetRun(const Student& student, StandardIo::Mode mode, StudentRun& run, TestReport& report) {
  report.verdict = run.verdict;
  report.message = std::move(run.message);
  report.cpu = std::max(report.cpu, run.outcome.cpu);
  report.wall = std::max(report.wall, run.outcome.wall);
  report.time_limit = student.time_limit();
  report.memory_bytes = std::max(report.memory_bytes, run.outcome.peak_memory_bytes);
  report.memory_limit_bytes = student.memory_limit();
  report.exit_code = run.outcome.exit_code;
  report.signal = run.outcome.signal;
  report.errors = MakeExcerpt(run.outcome.err, kExcerpt);
  if (mode != StandardIo::Mode::kInteractive) {
    report.actual = MakeExcerpt(run.outcome.out, kExcerpt);
    report.actual.total_bytes =
        std::max<uint64_t>(run.outcome.out.size(), run.outcome.stdout_bytes);
  }
}

void SetAnswer(CheckAnswer answer, Judgement& judgement) {
  TestReport& report = judgement.report;
  report.verdict = answer.verdict;
  report.feedback = std::move(answer.feedback);
  report.judge_feedback = std::move(answer.judge_feedback);
  judgement.score = {answer.fraction, answer.points};
  if (report.verdict == Verdict::kJudgeError && report.message.empty()) {
    report.message = "the checker failed: " + report.judge_feedback.substr(0, 300);
  } else if (report.verdict != Verdict::kAccepted && report.message.empty()) {
    report.message = report.feedback.substr(0, report.feedback.find('\n')).substr(0, 300);
  }
}

void Shorten(Excerpt& excerpt) {
  const uint64_t total = excerpt.total_bytes;
  excerpt = MakeExcerpt(excerpt.text, kShortExcerpt);
  excerpt.text.shrink_to_fit();
  excerpt.total_bytes = total;
}

}  // namespace

Excerpt MakeExcerpt(std::string_view text, size_t max) {
  size_t size = std::min(text.size(), max);
  // Not in the middle of a character; what is not UTF-8 is cut where the bound stands.
  if (size < text.size()) {
    size_t at = size;
    while (at > 0 && size - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) size = at;
  }
  return {std::string(text.substr(0, size)), text.size()};
}

CheckRequest Judge::Request(const JudgedTest& judged, std::string_view input,
                            std::string_view answer) {
  CheckRequest request;
  request.input = input;
  request.answer = answer;
  request.arguments = &judged.arguments;
  request.max_points = judged.max_points;
  request.scoring = context_.task.scoring;
  request.problem = context_.package.id;
  request.position = judged.position;
  if (student_ != nullptr) request.language = student_->language();
  if (!context_.submission.files.empty()) request.source = context_.submission.files[0].data;
  return request;
}

Status Judge::Look(const JudgedTest& judged, const CheckRequest& request, Judgement& judgement) {
  TestReport& report = judgement.report;
  if (judged.checker->program) {
    ASSAY_ASSIGN_OR_RETURN(CheckAnswer answer, checkers_.Check(*judged.checker, request));
    SetAnswer(std::move(answer), judgement);
    return OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const Comparison comparison,
                         Compare(judged.checker->builtin, request.answer, request.output));
  report.verdict = comparison.equal          ? Verdict::kAccepted
                   : comparison.presentation ? Verdict::kPresentationError
                                             : Verdict::kWrongAnswer;
  report.message = comparison.difference;
  report.difference_offset_expected = comparison.expected_offset;
  report.difference_offset_actual = comparison.actual_offset;
  judgement.score.fraction = comparison.equal ? 1.0 : comparison.score;
  return OkStatus();
}

Result<Judge::Once> Judge::OneRun(const JudgedTest& judged, std::string_view input,
                                  std::string_view answer, FeedbackFiles* feedback) {
  Once once;
  ASSAY_ASSIGN_OR_RETURN(StudentRun run, student_->Run(*judged.test, input));
  once.near_limit = run.near_limit;
  SetRun(*student_, context_.task.mode, run, once.judgement.report);
  if (run.verdict != Verdict::kAccepted) return once;
  CheckRequest request = Request(judged, input, answer);
  request.output = run.outcome.out;
  request.feedback = feedback;
  request.execution_time = std::chrono::duration<double>(run.outcome.cpu).count();
  ASSAY_RETURN_IF_ERROR(Look(judged, request, once.judgement));
  return once;
}

Result<Judge::Once> Judge::OneConversation(const JudgedTest& judged, std::string_view input,
                                           std::string_view answer, FeedbackFiles* feedback) {
  Once once;
  CheckRequest request = Request(judged, input, answer);
  request.feedback = feedback;
  const Checker& interactor = context_.task.checker;
  if (!interactor.program) return InvalidArgument("an interactive problem without an interactor");
  ASSAY_ASSIGN_OR_RETURN(InteractiveResult talk,
                         RunInteractive(*student_, checkers_, interactor, *judged.test, request,
                                        context_.options.stop));
  once.near_limit = talk.student.near_limit;
  TestReport& report = once.judgement.report;
  SetRun(*student_, StandardIo::Mode::kInteractive, talk.student, report);
  report.message = std::move(talk.message);
  report.transcript = std::move(talk.transcript);
  const Verdict verdict = talk.verdict;
  SetAnswer(std::move(talk.answer), once.judgement);
  if (verdict != report.verdict) once.judgement.score = {};  // the submission's own end decided
  report.verdict = verdict;
  if (verdict != Verdict::kAccepted) return once;
  report.message.clear();
  if (context_.task.after_interaction) {
    JudgedTest after = judged;
    after.checker = &*context_.task.after_interaction;
    request.output = talk.written;
    request.feedback = nullptr;
    ASSAY_RETURN_IF_ERROR(Look(after, request, once.judgement));
  }
  return once;
}

Result<Judge::Once> Judge::Batch(const JudgedTest& judged, std::string_view input,
                                 std::string_view answer) {
  return OneRun(judged, input, answer, nullptr);
}

Result<Judge::Once> Judge::Interactive(const JudgedTest& judged, std::string_view input,
                                       std::string_view answer) {
  return OneConversation(judged, input, answer, nullptr);
}

// Kattis: as long as the validator accepts and leaves nextpass.in, that is the next run's input.
Result<Judge::Once> Judge::Passes(const JudgedTest& judged, std::string_view input,
                                  std::string_view answer) {
  FeedbackFiles feedback;
  std::string next;
  TestReport so_far;
  bool near_limit = false;
  for (int pass = 1; pass <= context_.task.max_passes; ++pass) {
    ASSAY_ASSIGN_OR_RETURN(Once once, context_.task.interactive_passes
                                          ? OneConversation(judged, input, answer, &feedback)
                                          : OneRun(judged, input, answer, &feedback));
    TestReport& report = once.judgement.report;
    report.cpu = std::max(report.cpu, so_far.cpu);
    report.wall = std::max(report.wall, so_far.wall);
    report.memory_bytes = std::max(report.memory_bytes, so_far.memory_bytes);
    if (!so_far.transcript.empty()) report.transcript.insert(0, so_far.transcript);
    near_limit = near_limit || once.near_limit;
    once.near_limit = near_limit;
    const auto found = feedback.find("nextpass.in");
    if (report.verdict != Verdict::kAccepted || found == feedback.end()) {
      if (report.verdict != Verdict::kAccepted && pass > 1 && !report.message.empty()) {
        report.message = "pass " + std::to_string(pass) + ": " + report.message;
      }
      return once;
    }
    next = std::move(found->second);
    feedback.erase(found);
    input = next;
    so_far = std::move(report);
  }
  return InvalidArgument("the validator asked for more than " +
                         std::to_string(context_.task.max_passes) + " passes");
}

// The file for this test: "NAME.out", "NAME.ans", "NAME", by the test's whole or last name; or the
// only file.
Result<Judge::Once> Judge::SubmittedAnswer(const JudgedTest& judged, std::string_view input,
                                           std::string_view answer) {
  Once once;
  TestReport& report = once.judgement.report;
  const std::string& name = judged.test->name;
  const std::string last = name.substr(name.rfind('/') + 1);
  const auto& files = context_.submission.files;
  const sandbox::CollectedFile* found = files.size() == 1 ? files.data() : nullptr;
  for (const auto& file : files) {
    for (const char* extension : {".out", ".ans", ".txt", ""}) {
      if (file.path == name + extension || file.path == last + extension) found = &file;
    }
  }
  if (found == nullptr) {
    report.verdict = Verdict::kWrongAnswer;
    report.message = "no file \"" + last + ".out\" was handed in for this test";
    return once;
  }
  CheckRequest request = Request(judged, input, answer);
  request.output = found->data;
  report.actual = MakeExcerpt(found->data, kExcerpt);
  ASSAY_RETURN_IF_ERROR(Look(judged, request, once.judgement));
  return once;
}

Result<Judge::Once> Judge::RunOnce(const JudgedTest& judged) {
  ASSAY_ASSIGN_OR_RETURN(const TestData input_data,
                         TestData::Open(judged.test->input, context_.generators, false));
  ASSAY_ASSIGN_OR_RETURN(const TestData answer_data,
                         TestData::Open(judged.test->answer, context_.generators, true));
  const std::string_view input = input_data.view();
  const std::string_view answer = answer_data.view();
  auto once = [&]() -> Result<Once> {
    switch (context_.task.mode) {
      case StandardIo::Mode::kBatch:
        return Batch(judged, input, answer);
      case StandardIo::Mode::kInteractive:
        return Interactive(judged, input, answer);
      case StandardIo::Mode::kMultiPass:
        return Passes(judged, input, answer);
      case StandardIo::Mode::kSubmitAnswer:
        return SubmittedAnswer(judged, input, answer);
    }
    return Internal("unknown mode");
  }();
  if (!once.ok()) return once;
  TestReport& report = once->judgement.report;
  report.input = MakeExcerpt(input, kExcerpt);
  report.expected = MakeExcerpt(answer, kExcerpt);
  if (report.verdict == Verdict::kAccepted) {
    for (Excerpt* e : {&report.input, &report.expected, &report.actual, &report.errors})
      Shorten(*e);
  }
  return once;
}

Judgement Judge::Run(const JudgedTest& judged) {
  int late = 0;
  Judgement last;
  for (int runs = 1; runs <= kMaxRuns; ++runs) {
    auto once = RunOnce(judged);
    if (!once.ok()) {
      last = {};
      last.report.verdict = Verdict::kJudgeError;
      last.report.machine_failed = IsMachineFault(once.status());
      last.report.message = std::move(once).status().message();
      return last;
    }
    last = std::move(once->judgement);
    last.report.runs = runs;
    const bool too_late = last.report.verdict == Verdict::kTimeLimit;
    late += too_late ? 1 : 0;
    // At the wall limit with time to spare: once another run has said the same, it is the
    // submission's way.
    const bool wall = too_late && last.report.cpu < last.report.time_limit;
    if (runs == 1 && (!once->near_limit || (wall && wall_limit_confirmed_))) break;
    if (wall && late >= 2) wall_limit_confirmed_ = true;
    // Two that agree count.
    if (late >= 2 || runs - late >= 2) break;
  }
  return last;
}

}  // namespace assay::grader
