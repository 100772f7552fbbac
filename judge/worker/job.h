#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "assay/judge/v1/job.pb.h"
#include "common/status.h"

// One job from its specification to its end. What runs jobs knows nothing of streams and leases;
// what speaks to the judge knows nothing of sandboxes.
namespace assay::judge {

namespace pb = ::assay::judge::v1;

// Takes a blob's bytes piece by piece; the first Status that is not ok ends the transfer.
using ChunkSink = std::function<Status(std::string_view chunk)>;
// Reads the blob of that SHA-256, as far as the job's lease allows. Blocks.
using BlobFetch = std::function<Status(const std::string& sha256, const ChunkSink& sink)>;

// What a job is handed beside its specification.
struct JobContext {
  std::string worker;    // its name, for events
  std::stop_token stop;  // cancelled, lost or too late: the outcome will not be looked at
  BlobFetch fetch;
  // Called from one thread at a time; `sequence` is set by who sends it.
  std::function<void(pb::JobEvent)> events;
};

struct JobOutcome {
  enum class Kind : uint8_t {
    kFinished,   // `result` and `report`
    kFailed,     // not the submission's fault: `reason`, to be tried again elsewhere
    kCancelled,  // by the stop token
  } kind = Kind::kFailed;
  pb::JobResult result;  // report_sha256 is set by who stores the report
  std::string report;    // a serialised ReportBundle; empty: none
  std::string reason;
  std::chrono::milliseconds retry_after{0};

  static JobOutcome Failed(const Status& status);
  static JobOutcome Cancelled();
};

// Thread-safe: one runs many jobs at once.
class JobRunner {
 public:
  virtual ~JobRunner() = default;
  // Never fails otherwise than by the outcome. `spec` is of the judge and what stands in it of
  // strangers.
  virtual JobOutcome Run(const pb::JobSpec& spec, const JobContext& context) = 0;
};

}  // namespace assay::judge
