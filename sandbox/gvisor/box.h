#pragma once

#include <memory>
#include <string>

#include "sandbox/gvisor/conversation.h"
#include "sandbox/gvisor/launch.h"
#include "sandbox/sandbox.h"

namespace assay::sandbox::gvisor {

// A frame of the protocol as bytes.
std::string EncodeFrame(agent::FrameType type, std::string_view payload);

// A running gVisor sandbox and the conversation with its agent.
class GvisorSandbox : public Sandbox {
 public:
  GvisorSandbox(std::unique_ptr<RunscProcess> process, const SandboxSpec& spec)
      : process_(std::move(process)), spec_(spec) {}

  // Waits for the agent's hello and configures it.
  Status Greet();

  Status PutFile(std::string_view path, std::string_view data, unsigned mode) override;
  Result<Outcome> Run(const RunSpec& spec) override;
  Result<Collected> Collect(const CollectLimits& limits) override;
  void Expect(const RunSpec& spec) override;
  bool alive() const override { return alive_; }

 private:
  // Writes all of `data`, reading nothing: the agent reads always.
  Status Send(std::string_view data);
  // Waits for bytes and takes them in; kUnavailable when the sandbox is gone.
  Status Receive(int timeout_ms);
  // The next event of an open request; waits for it.
  Status Await(Conversation::Event* event);
  // Until a zygote that was asked for stands, or is not to be had.
  Status AwaitZygote(const std::stop_token& stop);
  // Kills the sandbox and passes on why.
  Status Fail(Status why);

  std::unique_ptr<RunscProcess> process_;
  SandboxSpec spec_;
  Conversation conversation_;
  bool expected_ = false;  // a zygote was asked for
  bool alive_ = true;
};

}  // namespace assay::sandbox::gvisor
