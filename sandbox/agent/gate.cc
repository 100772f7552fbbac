#include "sandbox/agent/gate.h"

namespace assay::sandbox::agent {

Gate::Verdict Gate::Check(const Frame& frame, Message* out) {
  const auto when = [this](State state, bool decoded) {
    return state_ == state && decoded ? Verdict::kAct : Verdict::kReject;
  };
  switch (frame.type) {
    case FrameType::kConfigure: {
      const Verdict v = when(State::kFresh, Configure::Decode(frame.payload, &out->configure));
      if (v == Verdict::kAct) state_ = State::kIdle;
      return v;
    }
    case FrameType::kPutBegin: {
      const Verdict v = when(State::kIdle, PutBegin::Decode(frame.payload, &out->put));
      if (v == Verdict::kAct) {
        put_left_ = out->put.size;
        if (put_left_ > 0) state_ = State::kPutting;
      }
      return v;
    }
    case FrameType::kPutData: {
      const uint64_t size = frame.payload.size();
      const Verdict v = when(State::kPutting, size > 0 && size <= put_left_);
      if (v == Verdict::kAct && (put_left_ -= size) == 0) state_ = State::kIdle;
      return v;
    }
    case FrameType::kRun: {
      const Verdict v = when(State::kIdle, Run::Decode(frame.payload, &out->run));
      if (v == Verdict::kAct) {
        state_ = State::kRunning;
        stdin_held_ = 0;
        stdin_eof_ = false;
      }
      return v;
    }
    case FrameType::kStdinData:
      if (state_ == State::kIdle) return Verdict::kIgnore;
      if (state_ != State::kRunning || stdin_eof_ || frame.payload.empty() ||
          frame.payload.size() > kStdinWindow - stdin_held_) {
        return Verdict::kReject;
      }
      stdin_held_ += static_cast<uint32_t>(frame.payload.size());
      return Verdict::kAct;
    case FrameType::kStdinEof:
    case FrameType::kKill:
      if (!frame.payload.empty()) return Verdict::kReject;
      if (state_ == State::kIdle) return Verdict::kIgnore;
      if (state_ != State::kRunning) return Verdict::kReject;
      if (frame.type == FrameType::kStdinEof) {
        if (stdin_eof_) return Verdict::kReject;
        stdin_eof_ = true;
      }
      return Verdict::kAct;
    case FrameType::kCollect:
      return when(State::kIdle, Collect::Decode(frame.payload, &out->collect));
    case FrameType::kZygote:
      return when(State::kIdle, Run::Decode(frame.payload, &out->run));
    default:
      return Verdict::kReject;  // the agent's own frames
  }
}

}  // namespace assay::sandbox::agent
