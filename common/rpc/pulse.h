#pragma once

#include <memory>

namespace assay::rpc {

// gRPC 1.51's threads for callbacks wait a second for something to happen, and when nothing did
// they sleep 100 ms without looking: in a process that is idle every eleventh call waits up to so
// long (src/cpp/common/completion_queue_cc.cc, "sleep for 100ms"). While a Pulse is held, something
// happens two and a half times a second: a call of this process to itself, without a socket. One a
// process, shared by all who ask; servers and channels of this library hold it.
class Pulse {
 public:
  static std::shared_ptr<Pulse> Share();
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

 private:
  struct State;
  Pulse();
  const std::unique_ptr<State> state_;
};

}  // namespace assay::rpc
