#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/rpc/rpc.h"
#include "common/status.h"

namespace assay::fault {

// A submission as whoever made it knows it.
struct Acknowledged {
  std::string key;  // of idempotency
  std::string id;
  bool by_door = false;  // through the gateway rather than at the judge
  // The first final word that was heard of it; empty: none was asked for.
  std::string final_word;
};

struct LoadOptions {
  std::string target;  // the judge
  rpc::TlsFiles tls;
  std::string door, token;  // the gateway, which every fourth submission goes through; may be empty
  uint64_t seed = 1;
  int total = 1000;
  int threads = 4;
  int64_t busy_us = 2000;              // how long a job sleeps in its worker
  std::chrono::seconds patience{120};  // for one submission, over all its tries
};

struct LoadFigures {
  int acknowledged = 0;
  int refused = 0;  // with retry-after; tried again
  int failed = 0;   // calls that failed; tried again with the same key
  int given_up = 0;
  std::vector<double> submit_ms;  // of calls that were acknowledged at once
};

// Makes submissions until `total` are acknowledged, and asks for the state of some.
class Load {
 public:
  static Result<std::unique_ptr<Load>> Start(const LoadOptions& options);
  virtual ~Load() = default;
  virtual int acknowledged() const = 0;
  virtual bool done() const = 0;
  // Submissions from this one on wait: faults that take their time are not run away from. None at
  // first.
  virtual void Allow(int submissions) = 0;
  // Joins the threads.
  virtual LoadFigures Finish(std::vector<Acknowledged>& acknowledged) = 0;
};

// The final word on a submission, asked of the judge: "DONE AC 1/1 judgement 1".
// kFailedPrecondition: it has none yet.
Result<std::string> FinalWord(const LoadOptions& options, const Acknowledged& one);

// Submits with a key that was acknowledged before; the id that comes back.
Result<std::string> SubmitAgain(const LoadOptions& options, const Acknowledged& one);

}  // namespace assay::fault
