#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "assay/judge/v1/worker.pb.h"
#include "common/status.h"
#include "judge/worker/job.h"

namespace assay::judge {

// A job and the attempt of it that somebody was given.
struct LeaseKey {
  int64_t job = 0;
  int32_t attempt = 0;
  auto operator<=>(const LeaseKey&) const = default;

  static LeaseKey Of(const pb::LeaseId& id) { return {id.job(), id.attempt()}; }
  void To(pb::LeaseId* id) const {
    id->set_job(job);
    id->set_attempt(attempt);
  }
};

// One stream to the judge, from its opening to its end.
class JudgeStream {
 public:
  virtual ~JudgeStream() = default;
  // Queues; returns at once; what is queued when the stream breaks is gone. Thread-safe.
  virtual void Send(pb::WorkerMessage message) = 0;
  // Bytes that Send took and the connection did not yet.
  virtual size_t queued_bytes() const = 0;
  // Says what is queued, then that no more will come. The judge ends the stream.
  virtual void Finish() = 0;
};

struct StreamCallbacks {
  std::function<void(pb::JudgeMessage)> on_message;
  std::function<void(const Status&)> on_end;  // once, last; ok where the judge said the end
};

// The way to the judge. Thread-safe. Its streams are gone before it is.
class JudgeLink {
 public:
  virtual ~JudgeLink() = default;
  // Callbacks come from threads of the link, one at a time, also before this returns. Destroying
  // the stream cancels it; no callback comes once its destructor has returned.
  virtual std::unique_ptr<JudgeStream> Open(StreamCallbacks callbacks) = 0;
  // Blocks; kCancelled by the stop token.
  virtual Status GetBlob(const LeaseKey& lease, const std::string& sha256, const ChunkSink& sink,
                         const std::stop_token& stop) = 0;
  // The SHA-256 under which the judge has it now. Blocks.
  virtual Result<std::string> PutBlob(const LeaseKey& lease, const std::string& data,
                                      const std::stop_token& stop) = 0;
};

}  // namespace assay::judge
