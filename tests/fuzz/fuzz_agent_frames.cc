#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "sandbox/agent/gate.h"
#include "sandbox/agent/protocol.h"

// The agent's side: a worker that sends anything, in pieces of any size. The first byte is the size
// of a piece.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace agent = assay::sandbox::agent;
  if (size == 0) return 0;
  const size_t piece = size_t{data[0]} + 1;
  ++data;
  --size;
  static const auto storage = std::make_unique<char[]>(2 * agent::kMaxFrame);
  agent::FrameBuffer frames(storage.get(), 2 * agent::kMaxFrame);
  agent::Gate gate;
  uint64_t held = 0;
  while (size > 0) {
    size_t room = 0;
    char* space = frames.Space(&room);
    if (room == 0) __builtin_trap();
    const size_t n = std::min({piece, size, room});
    std::memcpy(space, data, n);
    frames.Added(n);
    data += n;
    size -= n;
    agent::Frame frame;
    agent::FrameBuffer::Next next{};
    while ((next = frames.Pop(&frame)) == agent::FrameBuffer::Next::kFrame) {
      agent::Gate::Message message;
      const auto before = gate.state();
      const auto verdict = gate.Check(frame, &message);
      if (verdict == agent::Gate::Verdict::kReject) return 0;
      if (verdict == agent::Gate::Verdict::kIgnore) continue;
      if (frame.type == agent::FrameType::kRun) {
        held = 0;
        // What execve gets: exactly argc strings, each with its end.
        const char* at = message.run.argv.data();
        for (uint32_t i = 0; i < message.run.argc; ++i) at += std::strlen(at) + 1;
        if (at != message.run.argv.data() + message.run.argv.size()) __builtin_trap();
      } else if (frame.type == agent::FrameType::kStdinData) {
        held += frame.payload.size();
        if (before != agent::Gate::State::kRunning || held > agent::kStdinWindow) __builtin_trap();
        // A program that reads half of what there is.
        gate.StdinConsumed(static_cast<uint32_t>(held / 2));
        held -= held / 2;
      } else if (frame.type == agent::FrameType::kKill) {
        gate.RunEnded();
      }
    }
    if (next == agent::FrameBuffer::Next::kBad) return 0;
  }
  return 0;
}
