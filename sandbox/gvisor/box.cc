#include "sandbox/gvisor/box.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "sandbox/gvisor/run_state.h"

namespace assay::sandbox::gvisor {
namespace {

using agent::FrameType;

constexpr int kAnswerTimeoutMs = 30'000;
constexpr uint32_t kGuestUser = 1000;
constexpr std::chrono::seconds kZygotePatience{5};

}  // namespace

std::string EncodeFrame(FrameType type, std::string_view payload) {
  std::string frame(agent::kHeaderBytes, '\0');
  agent::EncodeHeader(type, payload.size(), frame.data());
  frame += payload;
  return frame;
}

Status GvisorSandbox::Fail(Status why) {
  alive_ = false;
  process_->Kill();
  return why;
}

Status GvisorSandbox::Send(std::string_view data) {
  while (!data.empty()) {
    const ssize_t n = ::send(process_->channel(), data.data(), data.size(), MSG_NOSIGNAL);
    if (n > 0) {
      data.remove_prefix(static_cast<size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      pollfd wait{process_->channel(), POLLOUT, 0};
      if (::poll(&wait, 1, kAnswerTimeoutMs) != 0) continue;
      return Fail(DeadlineExceeded("gvisor: the sandbox takes no bytes"));
    }
    return Fail(Unavailable("gvisor: the sandbox is gone: " + process_->Log()));
  }
  return OkStatus();
}

Status GvisorSandbox::Receive(int timeout_ms) {
  pollfd wait{process_->channel(), POLLIN, 0};
  const int ready = ::poll(&wait, 1, timeout_ms);
  if (ready < 0 && errno == EINTR) return OkStatus();
  if (ready == 0)
    return Fail(DeadlineExceeded("gvisor: the sandbox does not answer: " + process_->Log()));
  size_t size = 0;
  char* space = conversation_.Space(&size);
  const ssize_t n = ::recv(process_->channel(), space, size, 0);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return OkStatus();
  if (n <= 0) return Fail(Unavailable("gvisor: the sandbox is gone: " + process_->Log()));
  conversation_.Added(static_cast<size_t>(n));
  return OkStatus();
}

Status GvisorSandbox::Await(Conversation::Event* event) {
  while (true) {
    auto next = conversation_.Next(event);
    if (!next.ok()) return conversation_.broken() ? Fail(next.status()) : next.status();
    if (*next) return OkStatus();
    ASSAY_RETURN_IF_ERROR(Receive(kAnswerTimeoutMs));
  }
}

Status GvisorSandbox::Greet() {
  Conversation::Event event;
  conversation_.Begin(Conversation::Expect::kHello);
  ASSAY_RETURN_IF_ERROR(Await(&event));
  agent::Configure configure;
  configure.disk_bytes = spec_.disk.bytes;
  configure.uid = configure.gid = kGuestUser;
  char payload[64];
  agent::Writer writer(payload, sizeof payload);
  configure.Encode(writer);
  conversation_.Begin(Conversation::Expect::kReady);
  ASSAY_RETURN_IF_ERROR(Send(EncodeFrame(FrameType::kConfigure, {payload, writer.size()})));
  return Await(&event);
}

Status GvisorSandbox::PutFile(std::string_view path, std::string_view data, unsigned mode) {
  if (!alive_) return FailedPrecondition("gvisor: the sandbox is dead");
  if (!agent::IsSafePath(path)) {
    return InvalidArgument("put \"" + std::string(path) +
                           "\": must be a relative path without empty, \".\" or \"..\" parts");
  }
  if (mode != 0644 && mode != 0755) {
    return InvalidArgument("put \"" + std::string(path) + "\": the mode must be 0644 or 0755");
  }
  char payload[2 * agent::kMaxPath];
  agent::Writer writer(payload, sizeof payload);
  agent::PutBegin{mode, data.size(), path}.Encode(writer);
  std::string frames = EncodeFrame(FrameType::kPutBegin, {payload, writer.size()});
  conversation_.Begin(Conversation::Expect::kPut);
  while (true) {
    const std::string_view chunk = data.substr(0, agent::kDataChunk);
    if (!chunk.empty()) frames += EncodeFrame(FrameType::kPutData, chunk);
    ASSAY_RETURN_IF_ERROR(Send(frames));
    frames.clear();
    data.remove_prefix(chunk.size());
    if (data.empty()) break;
  }
  Conversation::Event event;
  return Await(&event).Annotate("put \"" + std::string(path) + "\"");
}

Result<Collected> GvisorSandbox::Collect(const CollectLimits& limits) {
  if (!alive_) return FailedPrecondition("gvisor: the sandbox is dead");
  char payload[64];
  agent::Writer writer(payload, sizeof payload);
  agent::Collect{limits.max_files, limits.max_file_bytes, limits.max_total_bytes, limits.max_depth}
      .Encode(writer);
  conversation_.BeginCollect(limits);
  ASSAY_RETURN_IF_ERROR(Send(EncodeFrame(FrameType::kCollect, {payload, writer.size()})));
  Conversation::Event event;
  do {
    ASSAY_RETURN_IF_ERROR(Await(&event));
  } while (event.type != FrameType::kCollectDone);
  Collected collected = conversation_.TakeCollected();
  std::sort(collected.files.begin(), collected.files.end(),
            [](const CollectedFile& a, const CollectedFile& b) { return a.path < b.path; });
  return collected;
}

void GvisorSandbox::Expect(const RunSpec& spec) {
  if (!alive_ || expected_) return;
  const auto request = EncodeRun(spec, FrameType::kZygote);
  if (!request.ok()) return;  // the run itself will say why
  expected_ = true;
  conversation_.ZygoteAsked();
  std::ignore = Send(*request);
}

Status GvisorSandbox::AwaitZygote(const std::stop_token& stop) {
  const auto until = std::chrono::steady_clock::now() + kZygotePatience;
  while (conversation_.zygote_pending() && !stop.stop_requested()) {
    Conversation::Event event;
    auto next = conversation_.Next(&event);
    if (!next.ok()) return Fail(std::move(next).status());
    if (!conversation_.zygote_pending()) break;
    // One that does not come ready is done without: the agent starts what it could have copied.
    if (std::chrono::steady_clock::now() > until) break;
    pollfd wait{process_->channel(), POLLIN, 0};
    if (::poll(&wait, 1, 50) > 0) ASSAY_RETURN_IF_ERROR(Receive(kAnswerTimeoutMs));
  }
  return OkStatus();
}

Result<Outcome> GvisorSandbox::Run(const RunSpec& spec) {
  if (!alive_) return FailedPrecondition("gvisor: the sandbox is dead");
  if (spec.limits.memory_bytes > spec_.max_memory_bytes) {
    return InvalidArgument("run: a memory limit of " + std::to_string(spec.limits.memory_bytes) +
                           " bytes in a sandbox made for " +
                           std::to_string(spec_.max_memory_bytes) +
                           "; create it with a larger max_memory_bytes");
  }
  ASSAY_ASSIGN_OR_RETURN(std::string request, EncodeRun(spec, FrameType::kRun));
  // What a zygote's own start takes is no test's; a compilation may go on beside it.
  if (spec.work == Work::kScratch) ASSAY_RETURN_IF_ERROR(AwaitZygote(spec.stop));
  RunState state(*process_, conversation_, spec, spec_.max_memory_bytes);
  auto outcome = state.Run(std::move(request));
  if (!outcome.ok() || state.dead()) {
    alive_ = false;
    process_->Kill();
  }
  return outcome;
}

}  // namespace assay::sandbox::gvisor
