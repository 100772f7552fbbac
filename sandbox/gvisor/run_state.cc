#include "sandbox/gvisor/run_state.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "common/sigpipe.h"
#include "sandbox/gvisor/box.h"

namespace assay::sandbox::gvisor {
namespace {

using agent::FrameType;

// How long the guest may take to end a run that it was told to kill, before the sandbox is killed
// as a whole.
constexpr auto kKillGrace = std::chrono::milliseconds(500);
constexpr uint64_t kOverheadBytes = 256 * kMiB;  // of a sandbox beside its program, at most

Result<std::string> StringList(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& s : list) {
    if (s.find('\0') != std::string::npos) {
      return InvalidArgument("run: an argument or variable holds a NUL byte");
    }
    out += s;
    out += '\0';
  }
  return out;
}

}  // namespace

Result<std::string> EncodeRun(const RunSpec& spec, FrameType type) {
  if (spec.argv.empty() || spec.argv[0].empty()) return InvalidArgument("run: no command");
  if (spec.cwd.empty() || spec.cwd[0] != '/' || spec.cwd.find('\0') != std::string::npos) {
    return InvalidArgument("run: the working folder must be an absolute path, not \"" + spec.cwd +
                           "\"");
  }
  const std::vector<std::string>& env = spec.env.empty() ? DefaultEnvironment() : spec.env;
  ASSAY_ASSIGN_OR_RETURN(const std::string argv, StringList(spec.argv));
  ASSAY_ASSIGN_OR_RETURN(const std::string environment, StringList(env));
  agent::Run run;
  run.keep = spec.work == Work::kKeep;
  run.file_bytes = spec.limits.file_bytes;
  run.stack_bytes =
      spec.limits.stack_bytes > 0 ? spec.limits.stack_bytes : spec.limits.memory_bytes;
  run.processes = std::max(1U, spec.limits.processes);
  run.open_files = std::max(4U, spec.limits.open_files);
  run.cwd = spec.cwd;
  run.argc = static_cast<uint32_t>(spec.argv.size());
  run.argv = argv;
  run.envc = static_cast<uint32_t>(env.size());
  run.env = environment;
  std::string payload(agent::kMaxPayload, '\0');
  agent::Writer writer(payload.data(), payload.size());
  run.Encode(writer);
  agent::Run decoded;
  if (!writer.ok() || !agent::Run::Decode({payload.data(), writer.size()}, &decoded)) {
    return InvalidArgument(
        "run: command line and environment are larger than 256 KiB or 8192 strings");
  }
  return EncodeFrame(type, {payload.data(), writer.size()});
}

RunState::RunState(RunscProcess& process, Conversation& conversation, const RunSpec& spec,
                   uint64_t max_memory)
    : process_(process),
      conversation_(conversation),
      spec_(spec),
      max_memory_(max_memory),
      watch_(process.group(), spec.limits),
      out_(spec.out, spec.limits.stdout_bytes),
      err_(spec.err, spec.limits.stderr_bytes),
      stop_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      stdin_rest_(spec.stdin_bytes) {}

Result<Outcome> RunState::Run(std::string request) {
  const SigpipeGuard no_sigpipe;
  const std::stop_callback on_stop(spec_.stop, [this] { ::eventfd_write(stop_event_.get(), 1); });
  // The second wall: whatever happens inside, no more tasks on the host than the run can need (each
  // guest task is a thread of the platform or two), beside those of runsc itself.
  ASSAY_RETURN_IF_ERROR(process_.group().SetPidsLimit(512 + 4ULL * spec_.limits.processes));
  ASSAY_RETURN_IF_ERROR(watch_.Start(max_memory_ + kOverheadBytes));
  conversation_.BeginRun();
  queued_ = std::move(request);
  QueueStdin();
  ASSAY_RETURN_IF_ERROR(Loop());
  out_.Drop();
  err_.Drop();
  Outcome outcome = MakeOutcome();
  ASSAY_RETURN_IF_ERROR(watch_.Finish(&outcome));
  if (outcome.limit == Limit::kNone) {
    // It ended by itself between two looks, but over a limit.
    if (outcome.cpu > spec_.limits.cpu) {
      outcome.limit = Limit::kCpuTime;
    } else if (outcome.wall > spec_.limits.wall) {
      outcome.limit = Limit::kWallTime;
    } else if (outcome.peak_memory_bytes > spec_.limits.memory_bytes) {
      outcome.limit = Limit::kMemory;
    }
  }
  return outcome;
}

Status RunState::Loop() {
  next_check_ = Clock::now() + watch_.Next();
  while (true) {
    const bool flushed = out_.wait_fd() < 0 && err_.wait_fd() < 0;
    if (dead_ || (exited_ && (flushed || limit_ != Limit::kNone))) return OkStatus();
    ASSAY_RETURN_IF_ERROR(Step());
  }
}

Status RunState::Step() {
  const bool held_up = (out_.full() || err_.full()) && limit_ == Limit::kNone;
  const bool want_stdin = spec_.stdin_fd >= 0 && stdin_open_ && credit_ > 0 && !exited_;
  pollfd fds[5] = {{exited_ ? -1 : process_.channel(), 0, 0},
                   {limit_ == Limit::kNone ? stop_event_.get() : -1, POLLIN, 0},
                   {want_stdin ? spec_.stdin_fd : -1, POLLIN, 0},
                   {out_.wait_fd(), POLLOUT, 0},
                   {err_.wait_fd(), POLLOUT, 0}};
  if (!held_up) fds[0].events |= POLLIN;
  if (queued_at_ < queued_.size()) fds[0].events |= POLLOUT;
  const Clock::time_point until = limit_ == Limit::kNone ? next_check_ : kill_deadline_;
  const auto wait = std::max(Clock::duration::zero(), until - Clock::now());
  const timespec timeout{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
  if (::ppoll(fds, 5, &timeout, nullptr) < 0 && errno != EINTR) return ErrnoStatus("poll", errno);

  if ((fds[0].revents & POLLOUT) != 0) ASSAY_RETURN_IF_ERROR(SendQueued());
  if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) ASSAY_RETURN_IF_ERROR(TakeFrames());
  if (fds[1].revents != 0) Stop(Limit::kCancelled);
  if (fds[2].revents != 0) ReadStdinFd();
  if (fds[3].revents != 0) out_.Forward();
  if (fds[4].revents != 0) err_.Forward();
  return dead_ ? OkStatus() : Judge();
}

Status RunState::Judge() {
  const auto now = Clock::now();
  if (limit_ != Limit::kNone) {
    if (now < kill_deadline_ || exited_) return OkStatus();
    process_.Kill();
    dead_ = true;
    return OkStatus();
  }
  if (now < next_check_) return OkStatus();
  if (exited_) {
    // The program is past all limits; only a reader is waited for, and that is over.
    out_.Drop();
    err_.Drop();
    return OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const Limit passed, watch_.Check());
  next_check_ = Clock::now() + watch_.Next();
  if (passed != Limit::kNone) Stop(passed);
  return OkStatus();
}

void RunState::Stop(Limit limit) {
  if (limit_ != Limit::kNone) return;
  out_.Drop();
  err_.Drop();
  if (exited_) return;  // how it ended stands; what its readers did not take is dropped
  limit_ = limit;
  kill_deadline_ = Clock::now() + kKillGrace;
  // What is queued is stdin: it is cut at a frame's end by nobody, so the kill goes behind it. The
  // agent takes it all at once, for it is within the window.
  queued_ += EncodeFrame(FrameType::kKill, {});
  std::ignore = SendQueued();
  // What it has used by now is what the program used: nothing that it does from here on counts, and
  // the guest needs some milliseconds to take its processes down.
  std::ignore = watch_.End();
}

Status RunState::Died() {
  dead_ = true;
  if (limit_ != Limit::kNone) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const Limit passed, watch_.Check());
  if (passed == Limit::kMemory) {
    limit_ = Limit::kMemory;
    return OkStatus();
  }
  return Unavailable("gvisor: the sandbox ended during a run: " + process_.Log());
}

Status RunState::SendQueued() {
  while (queued_at_ < queued_.size()) {
    const ssize_t n = ::send(process_.channel(), queued_.data() + queued_at_,
                             queued_.size() - queued_at_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return OkStatus();
    if (n <= 0) return OkStatus();  // gone: reading says so
    queued_at_ += static_cast<size_t>(n);
  }
  queued_.clear();
  queued_at_ = 0;
  return OkStatus();
}

void RunState::QueueStdin() {
  while (spec_.stdin_fd < 0 && credit_ > 0 && !stdin_rest_.empty()) {
    const size_t size = std::min<uint64_t>({credit_, stdin_rest_.size(), agent::kDataChunk});
    queued_ += EncodeFrame(FrameType::kStdinData, stdin_rest_.substr(0, size));
    stdin_rest_.remove_prefix(size);
    credit_ -= size;
    conversation_.StdinSent(static_cast<uint32_t>(size));
  }
  if (spec_.stdin_fd < 0 && stdin_rest_.empty()) stdin_open_ = false;
  if (!stdin_open_ && !stdin_eof_sent_) {
    stdin_eof_sent_ = true;
    queued_ += EncodeFrame(FrameType::kStdinEof, {});
  }
  std::ignore = SendQueued();
}

void RunState::ReadStdinFd() {
  char buffer[16384];
  const ssize_t n = ::read(spec_.stdin_fd, buffer, std::min<uint64_t>(credit_, sizeof buffer));
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    stdin_open_ = false;
  } else {
    queued_ += EncodeFrame(FrameType::kStdinData, {buffer, static_cast<size_t>(n)});
    credit_ -= static_cast<uint64_t>(n);
    conversation_.StdinSent(static_cast<uint32_t>(n));
  }
  QueueStdin();
}

Status RunState::TakeFrames() {
  size_t size = 0;
  char* space = conversation_.Space(&size);
  const ssize_t n = ::recv(process_.channel(), space, size, 0);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return OkStatus();
  if (n <= 0) return Died();
  conversation_.Added(static_cast<size_t>(n));
  while (!exited_) {
    Conversation::Event event;
    ASSAY_ASSIGN_OR_RETURN(const bool more, conversation_.Next(&event));
    if (!more) return OkStatus();
    watch_.Progress();
    switch (event.type) {
      case FrameType::kStdout:
        if (event.data.empty()) {
          out_.End();
        } else if (!out_.Add(event.data)) {
          Stop(Limit::kStdout);
        }
        break;
      case FrameType::kStderr:
        if (event.data.empty()) {
          err_.End();
        } else if (!err_.Add(event.data)) {
          Stop(Limit::kStderr);
        }
        break;
      case FrameType::kCredit:
        credit_ += event.credit;
        QueueStdin();
        break;
      default:
        exited_ = true;
        ASSAY_RETURN_IF_ERROR(watch_.End());
        next_check_ = watch_.deadline();
        exit_ = event.exited;
        file_at_limit_ = event.exited.file_at_limit;
        exit_.file_at_limit = {};
        if ((exit_.flags & agent::Exited::kKilled) != 0 && limit_ == Limit::kNone) {
          return DataLoss("gvisor: the agent killed a run without being told to");
        }
    }
  }
  return OkStatus();
}

Outcome RunState::MakeOutcome() {
  Outcome outcome;
  outcome.limit = limit_;
  outcome.stdout_bytes = out_.bytes();
  outcome.stderr_bytes = err_.bytes();
  outcome.out = out_.TakeKept();
  outcome.err = err_.TakeKept();
  outcome.evidence.undelivered_bytes = out_.undelivered() + err_.undelivered();
  if (!exited_) {
    outcome.signal = SIGKILL;
    outcome.evidence.killed_by_supervisor = true;
    return outcome;
  }
  const int status = static_cast<int>(exit_.wait_status);
  if (exit_.exec_errno != 0 && limit_ == Limit::kNone) {
    // As a shell would say it: 127 for "not found", 126 for "found, but cannot be run".
    const int error = static_cast<int>(exit_.exec_errno);
    outcome.evidence.exec_errno = error;
    outcome.exit_code = error == ENOENT || error == ENOTDIR ? 127 : 126;
    outcome.err += "cannot execute " + spec_.argv[0] + ": " + std::strerror(error) + "\n";
    return outcome;
  }
  if (WIFSIGNALED(status)) {
    outcome.signal = WTERMSIG(status);
    outcome.evidence.killed_by_supervisor = (exit_.flags & agent::Exited::kKilled) != 0;
    if (*outcome.signal == SIGXFSZ && !file_at_limit_.empty() && limit_ == Limit::kNone) {
      outcome.limit = Limit::kFileSize;
      outcome.evidence.file_at_limit = file_at_limit_;
    }
  } else {
    outcome.exit_code = WEXITSTATUS(status);
  }
  return outcome;
}

}  // namespace assay::sandbox::gvisor
