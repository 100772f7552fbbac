#include "proto/judge0/status.h"

#include <array>

#include "assay/judge/v1/judge.pb.h"

namespace assay::judge0 {
namespace {

namespace v1 = judge::v1;

enum Id : int {
  kInQueue = 1,
  kProcessing,
  kAccepted,
  kWrongAnswer,
  kTimeLimit,
  kCompilation,
  kSigsegv,
  kSigxfsz,
  kSigfpe,
  kSigabrt,
  kNzec,
  kOther,
  kInternal,
};

constexpr std::array<Status, 14> kStatuses = {{
    {1, "In Queue"},
    {2, "Processing"},
    {3, "Accepted"},
    {4, "Wrong Answer"},
    {5, "Time Limit Exceeded"},
    {6, "Compilation Error"},
    {7, "Runtime Error (SIGSEGV)"},
    {8, "Runtime Error (SIGXFSZ)"},
    {9, "Runtime Error (SIGFPE)"},
    {10, "Runtime Error (SIGABRT)"},
    {11, "Runtime Error (NZEC)"},
    {12, "Runtime Error (Other)"},
    {13, "Internal Error"},
    {14, "Exec Format Error"},
}};

int OfSignal(int signal) {
  switch (signal) {
    case 11:
      return kSigsegv;
    case 25:
      return kSigxfsz;
    case 8:
      return kSigfpe;
    case 6:
      return kSigabrt;
    default:
      return kOther;
  }
}

int OfVerdict(const std::string& verdict, const v1::RunOutcome* run) {
  if (verdict == "AC") return kAccepted;
  if (verdict == "WA" || verdict == "PE") return kWrongAnswer;
  if (verdict == "TLE" || verdict == "ILE") return kTimeLimit;
  if (verdict == "CE") return kCompilation;
  if (verdict == "OLE") return kSigxfsz;
  if (verdict == "MLE" || verdict == "SV") return kOther;
  if (verdict != "RTE") return kInternal;
  if (run == nullptr) return kNzec;
  return run->has_signal() ? OfSignal(run->signal()) : kNzec;
}

}  // namespace

std::span<const Status> Statuses() { return kStatuses; }

const Status& StatusById(int id) { return kStatuses.at(static_cast<size_t>(id) - 1); }

const Status& StatusOf(const v1::Submission& submission, const v1::RunOutcome* run) {
  switch (submission.state()) {
    case v1::STATE_QUEUED:
      return StatusById(kInQueue);
    case v1::STATE_RUNNING:
      return StatusById(kProcessing);
    case v1::STATE_DONE:
      return StatusById(
          OfVerdict(run != nullptr ? run->status() : submission.result().verdict(), run));
    default:
      return StatusById(kInternal);
  }
}

std::string MessageOf(const v1::Submission& submission, const v1::RunOutcome* run) {
  if (submission.state() == v1::STATE_CANCELLED) return "Cancelled";
  if (submission.state() == v1::STATE_FAILED) return submission.failure();
  if (submission.state() != v1::STATE_DONE || run == nullptr) return {};
  switch (StatusOf(submission, run).id) {
    case kTimeLimit:
      return run->message().find("CPU time limit") != std::string::npos
                 ? "Time limit exceeded"
                 : "Time limit exceeded (wall clock)";
    case kNzec:
      return "Exited with error status " + std::to_string(run->exit_code());
    case kSigsegv:
    case kSigxfsz:
    case kSigfpe:
    case kSigabrt:
    case kOther:
      if (run->status() == "RTE") return "Caught fatal signal " + std::to_string(run->signal());
      return run->message();
    default:
      return {};
  }
}

}  // namespace assay::judge0
