#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>

#include "judge/service/hub.h"

namespace assay::judge {

// One stream of a worker. Everything but `name` and `link` is guarded by the hub's mutex.
struct Hub::Session {
  std::string name;
  std::shared_ptr<Link> link;
  v1::Hello hello;
  bool greeted = false;  // said Hello
  bool ready = false;    // was answered
  bool closed = false;
  bool draining = false;
  std::string quarantined;
  std::deque<v1::WorkerMessage> backlog;  // until it is ready
  int credit = 0;
  int held = 0;                        // leases
  int reserved = 0;                    // leased, on their way
  int late = 0, failures = 0;          // in a row
  std::set<std::string> failed_kinds;  // of those failures
  bool outdone = false;                // another worker did one of these kinds since
  int64_t finished = 0;
  double load = 0;
  std::chrono::system_clock::time_point last_seen = std::chrono::system_clock::now();

  int Free() const { return std::min(credit, hello.slots() - held - reserved); }
  bool MayLease() const {
    return ready && !closed && !draining && quarantined.empty() && Free() > 0;
  }
};

struct Hub::Figures {
  explicit Figures(metrics::Registry& registry);
  metrics::Gauge &workers, &slots, &busy, &quarantined;
  metrics::Counter &accepted, &repeated, &late, &failed, &quarantines, &leased;
  std::vector<metrics::Histogram*> waited;  // by class
};

inline v1::JudgeMessage RevokedMessage(int64_t job, int attempt, v1::RevokeReason reason) {
  v1::JudgeMessage message;
  message.mutable_revoked()->mutable_lease()->set_job(job);
  message.mutable_revoked()->mutable_lease()->set_attempt(attempt);
  message.mutable_revoked()->set_reason(reason);
  return message;
}

inline v1::JudgeMessage AcceptedMessage(int64_t job, int attempt, bool counted) {
  v1::JudgeMessage message;
  message.mutable_accepted()->mutable_lease()->set_job(job);
  message.mutable_accepted()->mutable_lease()->set_attempt(attempt);
  message.mutable_accepted()->set_counted(counted);
  return message;
}

}  // namespace assay::judge
