#pragma once

#include <functional>

#include "assay/judge/v1/judge.pb.h"
#include "common/blobs/blob_store.h"
#include "common/executor.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/trace/trace.h"
#include "judge/queue/queue.h"
#include "judge/service/event_log.h"
#include "judge/service/spec_cache.h"
#include "judge/store/store.h"

namespace assay::judge {

// What the parts of the service share. All of it outlives them.
struct Core {
  Queue& queue;
  Store& store;
  blobs::BlobStore& blobs;
  EventLog& events;
  SpecCache& specs;
  Executor& work;  // for tasks that are nobody's call
  log::Logger logger;
  metrics::Registry& metrics;
  trace::Tracer& tracer;
  // A judgement that counts has ended, durably: done, dead or cancelled. Called from threads of the
  // judge; returns soon. May be empty. Ok when those who are to be told will be, whatever happens;
  // it may be called again.
  std::function<Status(const v1::Submission&, const std::string& callback_url)> on_ended;
  std::function<void(const std::string& tenant, const v1::Rejudge&)> on_rejudge_committed;
  // Whether that address may be told of an end, as far as it can be said before. May be empty.
  std::function<Status(const std::string& callback_url)> check_callback;
};

// Whether the same may go well later.
inline bool IsPassing(const Status& status) {
  switch (status.code()) {
    case StatusCode::kUnavailable:
    case StatusCode::kAborted:
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

// A snapshot for whoever watches.
inline v1::SubmissionEvent SnapshotOf(v1::Submission submission) {
  v1::SubmissionEvent event;
  *event.mutable_snapshot() = std::move(submission);
  return event;
}

}  // namespace assay::judge
