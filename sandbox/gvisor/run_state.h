#pragma once

#include <string>
#include <string_view>

#include "common/unique_fd.h"
#include "sandbox/gvisor/conversation.h"
#include "sandbox/gvisor/launch.h"
#include "sandbox/gvisor/watch.h"
#include "sandbox/output_tap.h"
#include "sandbox/sandbox.h"

namespace assay::sandbox::gvisor {

// The frame of a spec, kRun or kZygote; kInvalidArgument for what cannot be run.
Result<std::string> EncodeRun(const RunSpec& spec, agent::FrameType type);

// One run from its request to its outcome: one thread, one poll over the agent, the caller's
// descriptors, the stop token, and the time of the next look at the counters.
class RunState {
 public:
  RunState(RunscProcess& process, Conversation& conversation, const RunSpec& spec,
           uint64_t max_memory);
  Result<Outcome> Run(std::string request);
  // True when the sandbox had to be killed as a whole, or died.
  bool dead() const { return dead_; }

 private:
  Status Loop();
  Status Step();
  Status TakeFrames();
  Status Judge();
  void QueueStdin();
  void ReadStdinFd();
  Status SendQueued();
  void Stop(Limit limit);
  Status Died();
  Outcome MakeOutcome();

  RunscProcess& process_;
  Conversation& conversation_;
  const RunSpec& spec_;
  uint64_t max_memory_;
  Watch watch_;
  OutputTap out_, err_;
  UniqueFd stop_event_;

  std::string queued_;  // bytes for the agent
  size_t queued_at_ = 0;
  std::string_view stdin_rest_;
  uint64_t credit_ = agent::kStdinWindow;
  bool stdin_open_ = true, stdin_eof_sent_ = false;

  Limit limit_ = Limit::kNone;
  Clock::time_point kill_deadline_{}, next_check_{};
  bool exited_ = false, dead_ = false;
  agent::Exited exit_;
  std::string file_at_limit_;
};

}  // namespace assay::sandbox::gvisor
