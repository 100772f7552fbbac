#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "assay/judge/v1/worker.pb.h"
#include "common/rpc/rpc.h"
#include "judge/worker/judge_link.h"

namespace assay::judge {

// For tests of workers: a judge that does what the test says, over real gRPC and mutual TLS. Takes
// one worker at a time. Thread-safe.
class TestJudge {
 public:
  // Port 0 picks one.
  static Result<std::unique_ptr<TestJudge>> Start(const rpc::TlsFiles& files, int port = 0);
  virtual ~TestJudge() = default;

  virtual std::string target() const = 0;
  virtual int port() const = 0;

  // What GetBlob gives, to whom a lease of this attempt was said; its SHA-256.
  virtual std::string AddBlob(const std::string& data) = 0;
  // What PutBlob took; empty: nothing of that name.
  virtual std::string Blob(const std::string& sha256) const = 0;

  // The next message that fits; those before it are dropped. A test failure after 60 seconds.
  using Fits = std::function<bool(const pb::WorkerMessage&)>;
  virtual pb::WorkerMessage Hear(const Fits& fits) = 0;
  virtual void Say(const pb::JudgeMessage& message) = 0;
  // Ends the worker's stream as a lost connection would.
  virtual void Break() = 0;

  // Hears Hello, says Welcome.
  pb::Hello Greet(std::chrono::milliseconds heartbeat = std::chrono::milliseconds(200));
  void Lease(int64_t job, const pb::JobSpec& spec, int attempt = 1);
  void Accept(const pb::LeaseId& lease);
};

}  // namespace assay::judge
