#pragma once

#include <cstdint>

#include "sandbox/agent/channel.h"
#include "sandbox/agent/files.h"
#include "sandbox/agent/gate.h"
#include "sandbox/agent/run.h"

namespace assay::sandbox::agent {

// The agent's loop: one thread, one poll. It always reads what the worker sends (stdin is bounded
// by credit) and reads a program's output only while there is room for it, so neither side can make
// the other wait for ever.
class Agent {
 public:
  int Serve();  // the exit code

 private:
  bool Handle(const Frame& frame);
  bool Wait();
  bool PumpOutput(FrameType type);
  void PumpStdin();
  void MaybeExited();
  bool PrepareNext();
  // Once for each time that a zygote was asked for.
  void AnswerZygote(int error);
  bool Fail(int error, std::string_view text);

  Channel channel_;
  Gate gate_;
  Runner runner_;
  FilePutter putter_;
  FileCollector collector_{&channel_};
  Configure configure_;
  Exited exited_;
  bool zygote_asked_ = false;  // and not answered yet
  bool ended_ = false;         // the run's processes are gone, its output perhaps not yet sent
  bool stdin_eof_ = false;
  uint32_t stdin_begin_ = 0, stdin_end_ = 0;
  char stdin_[kStdinWindow];
  char run_payload_[kMaxPayload];  // what the run's arguments point into
};

}  // namespace assay::sandbox::agent
