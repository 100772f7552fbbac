#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"
#include "sandbox/agent/protocol.h"
#include "sandbox/sandbox.h"

// The worker's half of the agent protocol, apart from descriptors: what may come next, and how
// much. The agent runs in the same guest kernel as the student's program, so every byte of it is
// taken as the student's.
namespace assay::sandbox::gvisor {

class Conversation {
 public:
  enum class Expect : uint8_t {
    kHello,
    kReady,
    kNothing,  // no request is open: any frame breaks the protocol
    kPut,      // kPutDone or kError
    kRun,      // kStdout, kStderr, kCredit, then kExited
    kCollect,  // kFileBegin and its kFileData, kRefused, then kCollectDone
  };
  // One event. Views are into the buffer, until the next Space().
  struct Event {
    agent::FrameType type{};
    std::string_view data;  // kStdout, kStderr
    uint32_t credit = 0;
    agent::Exited exited;
  };

  Conversation();
  void Begin(Expect expect) { expect_ = expect; }
  // Opens kRun; `StdinSent` bounds the credit that may come back.
  void BeginRun();
  void StdinSent(uint32_t bytes) { stdin_out_ += bytes; }
  void BeginCollect(const CollectLimits& limits);
  // A zygote was asked for: its answer may come at any time, once, and is no event.
  void ZygoteAsked() { zygote_pending_ = true; }
  bool zygote_pending() const { return zygote_pending_; }

  char* Space(size_t* size) { return in_.Space(size); }
  void Added(size_t size) { in_.Added(size); }

  // The next event: true, or false when more bytes are needed. kError of an open kPut request is
  // that request's Status and leaves the agent usable; every other Status means that the sandbox is
  // broken (broken()).
  Result<bool> Next(Event* event);
  bool broken() const { return broken_; }

  Collected TakeCollected() { return std::move(collected_); }

 private:
  Status Broken(std::string_view why);
  Result<bool> Accept(const agent::Frame& frame, Event* event);
  Result<bool> AcceptRun(const agent::Frame& frame, Event* event);
  Result<bool> AcceptCollect(const agent::Frame& frame, Event* event);

  std::unique_ptr<char[]> storage_;
  agent::FrameBuffer in_;
  Expect expect_ = Expect::kHello;
  bool broken_ = false, zygote_pending_ = false;
  uint64_t stdin_out_ = 0;  // sent and not yet credited
  CollectLimits limits_;
  Collected collected_;
  uint64_t collected_bytes_ = 0, file_left_ = 0;
};

}  // namespace assay::sandbox::gvisor
