#pragma once

#include <cstdint>

#include "sandbox/agent/protocol.h"

namespace assay::sandbox::agent {

// Which frame of the worker may come now: the agent's half of the protocol's state machine, apart
// from what the frames do, so that it can be fuzzed on any machine.
class Gate {
 public:
  enum class State : uint8_t { kFresh, kIdle, kPutting, kRunning };
  enum class Verdict : uint8_t {
    kAct,     // decoded into the message and allowed
    kIgnore,  // of a run that ended while the frame was on its way
    kReject,  // a worker that does not speak the protocol: the agent ends
  };
  struct Message {
    Configure configure;
    PutBegin put;
    Run run;
    Collect collect;
  };

  Verdict Check(const Frame& frame, Message* out);
  void RunEnded() { state_ = State::kIdle; }
  // `bytes` of stdin were passed on to the program.
  void StdinConsumed(uint32_t bytes) { stdin_held_ -= bytes; }
  State state() const { return state_; }

 private:
  State state_ = State::kFresh;
  uint64_t put_left_ = 0;
  uint32_t stdin_held_ = 0;  // of the window
  bool stdin_eof_ = false;
};

}  // namespace assay::sandbox::agent
