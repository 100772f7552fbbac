#include "sandbox/agent/agent.h"

#include <cstring>

#include "sandbox/agent/paths.h"
#include "sandbox/agent/sys.h"

namespace assay::sandbox::agent {

int Agent::Serve() {
  channel_.Send(FrameType::kHello, Hello{});
  if (!channel_.FlushAll()) return 0;
  while (true) {
    Frame frame;
    switch (channel_.Pop(&frame)) {
      case FrameBuffer::Next::kFrame:
        if (!Handle(frame)) return 1;
        continue;
      case FrameBuffer::Next::kBad:
        Fail(EPROTO, "a frame that is none");
        return 1;
      case FrameBuffer::Next::kMore:
        break;
    }
    if (!Wait()) return 0;
  }
}

bool Agent::Fail(int error, std::string_view text) {
  channel_.Send(FrameType::kError, Error{static_cast<uint32_t>(error), text});
  channel_.FlushAll();
  return false;
}

bool Agent::PrepareNext() {
  const int error = runner_.Prepare();
  return error == 0 || Fail(error, "cannot make the namespaces of a run");
}

bool Agent::Handle(const Frame& frame) {
  Gate::Message message;
  switch (gate_.Check(frame, &message)) {
    case Gate::Verdict::kIgnore:
      return true;
    case Gate::Verdict::kReject:
      return Fail(EPROTO, "a frame that may not come now");
    case Gate::Verdict::kAct:
      break;
  }
  switch (frame.type) {
    case FrameType::kConfigure:
      configure_ = message.configure;
      runner_.Configure(configure_);
      if (sys::Call(SYS_fchownat, AT_FDCWD, sys::P(kWorkDir), configure_.uid, configure_.gid, 0) !=
          0) {
        return Fail(EPERM, "cannot give /work to the run's user");
      }
      if (!PrepareNext()) return false;
      channel_.SendEmpty(FrameType::kReady);
      return channel_.FlushAll();
    case FrameType::kPutBegin:
      putter_.Begin(message.put, configure_.uid, configure_.gid);
      break;
    case FrameType::kPutData:
      if (!putter_.Data(frame.payload)) return Fail(EPROTO, "more data than the file has");
      break;
    case FrameType::kRun: {
      std::memcpy(run_payload_, frame.payload.data(), frame.payload.size());
      // The frame's own bytes go with the next read; the run's strings must not.
      Run run;
      if (!Run::Decode({run_payload_, frame.payload.size()}, &run)) return Fail(EPROTO, "run");
      ended_ = stdin_eof_ = false;
      stdin_begin_ = stdin_end_ = 0;
      const int error = runner_.Start(run);
      return error == 0 || Fail(error, "cannot start a run");
    }
    case FrameType::kStdinData:
      if (stdin_begin_ > 0) {
        std::memmove(stdin_, stdin_ + stdin_begin_, stdin_end_ - stdin_begin_);
        stdin_end_ -= stdin_begin_;
        stdin_begin_ = 0;
      }
      std::memcpy(stdin_ + stdin_end_, frame.payload.data(), frame.payload.size());
      stdin_end_ += static_cast<uint32_t>(frame.payload.size());
      PumpStdin();
      return true;
    case FrameType::kStdinEof:
      stdin_eof_ = true;
      PumpStdin();
      return true;
    case FrameType::kKill:
      runner_.Kill();
      return true;
    case FrameType::kZygote: {
      if (zygote_asked_) return Fail(EPROTO, "a second zygote while one is started");
      const int error = runner_.zygote().Start(message.run);
      if (error != 0) AnswerZygote(error);
      zygote_asked_ = error == 0;
      return channel_.FlushAll();
    }
    case FrameType::kCollect:
      return collector_.Run(message.collect);
    default:
      return false;
  }
  if (!putter_.complete()) return true;
  const int error = putter_.Finish();
  if (error == 0) {
    channel_.SendEmpty(FrameType::kPutDone);
  } else {
    channel_.Send(FrameType::kError, Error{static_cast<uint32_t>(error), "cannot write the file"});
  }
  return channel_.FlushAll();
}

void Agent::AnswerZygote(int error) {
  zygote_asked_ = false;
  channel_.Send(FrameType::kZygoteReady, ZygoteReady{static_cast<uint32_t>(error)});
}

bool Agent::Wait() {
  const bool running = gate_.state() == Gate::State::kRunning;
  struct pollfd fds[7] = {{0, POLLIN, 0},   {-1, POLLOUT, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0},
                          {-1, POLLOUT, 0}, {-1, POLLIN, 0},  {-1, POLLIN, 0}};
  if (channel_.pending()) fds[1].fd = 1;
  if (running) {
    if (channel_.HasRoomForData()) {
      fds[2].fd = runner_.stdout_fd();
      fds[3].fd = runner_.stderr_fd();
    }
    if (stdin_end_ > stdin_begin_) fds[4].fd = runner_.stdin_fd();
    fds[5].fd = runner_.status_fd();
  }
  if (zygote_asked_) fds[6].fd = runner_.zygote().socket();
  if (sys::Poll(fds, 7) < 0) return true;
  if (fds[0].revents != 0 && !channel_.Fill()) return false;
  if (fds[6].revents != 0) AnswerZygote(runner_.zygote().Welcome() ? 0 : ECHILD);
  if (running) {
    if (fds[4].revents != 0) PumpStdin();
    if (fds[2].revents != 0 && !PumpOutput(FrameType::kStdout)) runner_.CloseStdout();
    if (fds[3].revents != 0 && !PumpOutput(FrameType::kStderr)) runner_.CloseStderr();
    if (fds[5].revents != 0) {
      runner_.Reap(&exited_);
      ended_ = true;
    }
    MaybeExited();
  }
  return !channel_.pending() || channel_.Flush();
}

bool Agent::PumpOutput(FrameType type) {
  const int fd = type == FrameType::kStdout ? runner_.stdout_fd() : runner_.stderr_fd();
  if (fd < 0 || !channel_.HasRoomForData()) return true;
  const long n = sys::Read(fd, channel_.DataSpace(), kDataChunk);
  if (n == -EINTR || n == -EAGAIN) return true;
  if (n <= 0) {
    channel_.SendEmpty(type);
    return false;
  }
  channel_.CommitData(type, static_cast<size_t>(n));
  return true;
}

void Agent::PumpStdin() {
  uint32_t passed = 0;
  while (runner_.stdin_fd() >= 0 && stdin_begin_ < stdin_end_) {
    const long n = sys::Write(runner_.stdin_fd(), stdin_ + stdin_begin_, stdin_end_ - stdin_begin_);
    if (n == -EINTR) continue;
    if (n == -EAGAIN) break;
    if (n <= 0) {
      // The program closed its stdin: that is its right. No more credit, so no more data comes.
      runner_.CloseStdin();
      break;
    }
    stdin_begin_ += static_cast<uint32_t>(n);
    passed += static_cast<uint32_t>(n);
  }
  if (passed > 0) {
    gate_.StdinConsumed(passed);
    channel_.Send(FrameType::kCredit, Credit{passed});
  }
  if (stdin_eof_ && stdin_begin_ == stdin_end_) runner_.CloseStdin();
}

void Agent::MaybeExited() {
  if (!ended_) return;
  // Every process is gone, so what the pipes hold is all there will be.
  while (channel_.HasRoomForData() && runner_.stdout_fd() >= 0) {
    if (!PumpOutput(FrameType::kStdout)) runner_.CloseStdout();
  }
  while (channel_.HasRoomForData() && runner_.stderr_fd() >= 0) {
    if (!PumpOutput(FrameType::kStderr)) runner_.CloseStderr();
  }
  if (runner_.stdout_fd() >= 0 || runner_.stderr_fd() >= 0) return;
  channel_.Send(FrameType::kExited, exited_);
  gate_.RunEnded();
  ended_ = false;
  channel_.Flush();
  // After the worker has its answer: the next run's namespaces, while it thinks.
  PrepareNext();
}

}  // namespace assay::sandbox::agent
