#include "grader/run/interactive.h"

#include <atomic>
#include <semaphore>
#include <thread>
#include <utility>

#include "common/files.h"
#include "grader/run/relay.h"

namespace assay::grader {
namespace {

using sandbox::Limit;
using sandbox::Outcome;
using sandbox::RunSpec;
using sandbox::Sandbox;
using std::chrono::milliseconds;

constexpr size_t kTranscriptBytes = size_t{16} * 1024;
constexpr char kSaid[] = "assay-said";
// Waiting for an answer is no fault, so the bound is well above what an interactor thinks.
constexpr milliseconds kIdle{3000};
// What a submission that has closed its output may still take to end by itself.
constexpr milliseconds kLeaving{1000};
constexpr milliseconds kBusy{200};  // an interactor that only waits uses less, beside what its
constexpr int kWaitingShare = 8;    // sandbox uses meanwhile: a guest kernel 5 % of a core

// Two runs at the same time and what became of them.
struct Session {
  Result<Outcome> student = Internal("not run");
  Result<Outcome> interactor = Internal("not run");
  bool interactor_first = false;
  std::string transcript;
};

bool Rejected(CheckerProtocol protocol, const Outcome& outcome) {
  const int accepted = protocol == CheckerProtocol::kKattis ? 42 : 0;
  return outcome.exit_code.has_value() && *outcome.exit_code != accepted;
}

Result<Session> Talk(Sandbox& student_box, RunSpec student_run, Sandbox& interactor_box,
                     RunSpec interactor_run, CheckerProtocol protocol, std::stop_token stop) {
  ASSAY_ASSIGN_OR_RETURN(Pipe from_student, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe to_interactor, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe from_interactor, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe to_student, MakePipe());
  student_run.stdin_fd = to_student.read.get();
  student_run.out.fd = from_student.write.get();
  student_run.out.keep_bytes = 0;
  interactor_run.stdin_fd = to_interactor.read.get();
  interactor_run.out.fd = from_interactor.write.get();
  interactor_run.out.keep_bytes = 0;
  std::atomic<bool> student_ended = false, interactor_ended_first = false;
  std::binary_semaphore student_left(0);
  // A program may hang up and go on: the other one reads the end of its input. What the interactor
  // says after that, it says of a submission that has ended its part.
  student_run.out.at_end = [&from_student, &student_ended] {
    student_ended = true;
    from_student.write.reset();
  };
  // From here on the submission reads the end of its input, and what it makes of that is no fault
  // of its own: its end may be known before the interactor's is.
  interactor_run.out.at_end = [&from_interactor, &student_ended, &interactor_ended_first] {
    if (!student_ended) interactor_ended_first = true;
    from_interactor.write.reset();
  };
  // Once the interactor has rejected, nobody needs the submission's end.
  std::stop_source end_student;
  const std::stop_callback on_stop(stop, [&] { end_student.request_stop(); });
  student_run.stop = end_student.get_token();
  interactor_run.stop = stop;

  Session session;
  Transcript transcript(kTranscriptBytes);
  Relay relay({std::move(from_student.read), std::move(to_interactor.write),
               std::move(from_interactor.read), std::move(to_student.write)},
              transcript);
  // Each closes its two ends when it has ended: that is how the other one learns of it.
  std::jthread student_thread([&] {
    session.student = student_box.Run(student_run);
    student_ended = true;
    student_left.release();
    from_student.write.reset();
    to_student.read.reset();
  });
  std::jthread interactor_thread([&] {
    session.interactor = interactor_box.Run(interactor_run);
    session.interactor_first = interactor_ended_first || !student_ended;
    if (!session.interactor.ok() || Rejected(protocol, *session.interactor)) {
      // One that is on its way out ends as it would: that decides, not how fast the interactor was
      // to see it go.
      if (session.interactor_first || !student_left.try_acquire_for(kLeaving)) {
        end_student.request_stop();
      }
    }
    from_interactor.write.reset();
    to_interactor.read.reset();
  });
  const Status relayed = relay.Run();
  student_thread.join();
  interactor_thread.join();
  ASSAY_RETURN_IF_ERROR(relayed);
  session.transcript = transcript.Take();
  return session;
}

// Whether it did more than to wait.
bool Computed(const Outcome& interactor) {
  return interactor.cpu >= kBusy + interactor.wall / kWaitingShare;
}

// True where the submission's own end decides, not the interactor's word.
bool StudentDecides(const Session& session, const StudentRun& student, const CheckAnswer& answer) {
  if (session.interactor_first && answer.verdict != Verdict::kAccepted) return false;
  return student.verdict != Verdict::kAccepted && student.outcome.limit != Limit::kCancelled;
}

// An interactor that writes to a submission that has left gets a broken pipe: no fault of its own.
bool LeftAlone(const Session& session, const Outcome& interactor) {
  constexpr int kSigpipe = 13;
  return !session.interactor_first && interactor.signal == kSigpipe;
}

void Decide(const Session& session, const Outcome& interactor, InteractiveResult& result) {
  if (StudentDecides(session, result.student, result.answer)) {
    result.verdict = result.student.verdict;
    result.message = result.student.message;
    if (result.verdict == Verdict::kIdleLimit) {
      result.message += ": the submission and the interactor were both waiting for the other";
    }
    return;
  }
  if (LeftAlone(session, interactor)) {
    result.verdict = Verdict::kWrongAnswer;
    result.message = "the submission ended while the interactor was still talking to it";
    return;
  }
  result.verdict = result.answer.verdict;
  if (result.verdict == Verdict::kJudgeError) {
    result.message = "the interactor failed: " + result.answer.judge_feedback;
  }
}

}  // namespace

Result<InteractiveResult> RunInteractive(Student& student, CheckerRunner& checkers,
                                         const Checker& interactor, const Test& test,
                                         const CheckRequest& request, std::stop_token stop) {
  ASSAY_ASSIGN_OR_RETURN(Box* const box, checkers.BoxOf(interactor));
  RunSpec student_run = student.Spec(test);
  if (student_run.limits.idle.count() == 0) {
    student_run.limits.idle = std::max<sandbox::Nanoseconds>(kIdle, student.time_limit());
    student_run.limits.wall = std::max(student_run.limits.wall, 3 * student_run.limits.idle);
  }
  RunSpec interactor_run = checkers.ToolOf(interactor).run();
  for (std::string& word : CheckerArguments(interactor, true, *request.arguments)) {
    interactor_run.argv.push_back(std::move(word));
  }
  // It waits for the submission, so its wall time is that one's and some more.
  interactor_run.limits.wall += student_run.limits.wall;
  const std::string mark = NewMark();
  WrapForFeedback(interactor_run, mark, true);
  std::vector<BoxFile> files = {{kInputFile, request.input}, {kAnswerFile, request.answer}};
  if (request.feedback != nullptr) {
    for (const auto& [name, data] : *request.feedback) {
      files.push_back({kFeedbackFolder + name, data});
    }
  }

  Result<Session> session = Internal("not run");
  for (int attempt = 0; attempt < 2; ++attempt) {
    ASSAY_ASSIGN_OR_RETURN(Sandbox* const student_box, student.Ready(test));
    ASSAY_ASSIGN_OR_RETURN(Sandbox* const interactor_box, box->Ready(files));
    session =
        Talk(*student_box, student_run, *interactor_box, interactor_run, interactor.protocol, stop);
    if (!session.ok()) break;
    if (!session->student.ok()) student.Discard();
    if (!session->interactor.ok()) box->Discard();
    if (!session->student.ok() || !session->interactor.ok()) continue;
    // Waiting for an interactor that computes, or that a busy machine keeps from computing, is no
    // deadlock: once more, with all the time that the interactor may take.
    const bool waited = session->student->limit == Limit::kIdleTime;
    if (attempt > 0 || !waited || !Computed(*session->interactor)) break;
    student_run.limits.idle += interactor_run.limits.cpu;
    student_run.limits.wall += interactor_run.limits.cpu;
    interactor_run.limits.wall += interactor_run.limits.cpu;
  }
  ASSAY_RETURN_IF_ERROR(session.status());
  ASSAY_RETURN_IF_ERROR(session->student.status());
  ASSAY_RETURN_IF_ERROR(session->interactor.status());

  InteractiveResult result;
  result.student = student.Judge(*std::move(session->student));
  Outcome& outcome = *session->interactor;
  UnwrapShellExit(outcome);
  FeedbackFiles feedback = ParseFeedback(outcome.err, mark);
  const std::string said = std::exchange(feedback[kSaid], {});
  feedback.erase(kSaid);
  // Those of testlib speak on standard error, which went into the file.
  outcome.err = said;
  result.answer = ParseCheckerAnswer(
      interactor.protocol, {outcome, feedback, said, request.max_points, request.scoring});
  constexpr std::string_view kWritten = "assay-output";
  if (const auto written = feedback.find(std::string(kWritten)); written != feedback.end()) {
    result.written = std::move(written->second);
    feedback.erase(written);
  }
  if (request.feedback != nullptr) *request.feedback = std::move(feedback);
  result.transcript = std::move(session->transcript);
  Decide(*session, outcome, result);
  return result;
}

}  // namespace assay::grader
