#include <algorithm>
#include <cstdint>
#include <cstring>

#include "sandbox/gvisor/conversation.h"

// The worker's side: an agent that sends anything. The first byte says what it was asked for (its
// highest bit: a zygote too), the second the size of the pieces in which its bytes come.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace gvisor = assay::sandbox::gvisor;
  using assay::sandbox::agent::FrameType;
  if (size < 2) return 0;
  gvisor::Conversation talk;
  uint64_t sent = 0, credited = 0;
  const assay::sandbox::CollectLimits limits{
      .max_files = 8, .max_file_bytes = 4096, .max_total_bytes = 8192, .max_depth = 4};
  switch (data[0] % 5) {
    case 0:
      talk.Begin(gvisor::Conversation::Expect::kHello);
      break;
    case 1:
      talk.Begin(gvisor::Conversation::Expect::kReady);
      break;
    case 2:
      talk.Begin(gvisor::Conversation::Expect::kPut);
      break;
    case 3:
      talk.BeginRun();
      sent = 1000;
      talk.StdinSent(1000);
      break;
    default:
      talk.BeginCollect(limits);
  }
  if (data[0] >= 128) talk.ZygoteAsked();
  const size_t piece = size_t{data[1]} + 1;
  data += 2;
  size -= 2;
  bool exited = false;
  while (size > 0) {
    size_t room = 0;
    char* space = talk.Space(&room);
    if (room == 0) __builtin_trap();
    const size_t n = std::min({piece, size, room});
    std::memcpy(space, data, n);
    talk.Added(n);
    data += n;
    size -= n;
    while (true) {
      gvisor::Conversation::Event event;
      const auto next = talk.Next(&event);
      if (!next.ok() && talk.broken()) return 0;
      if (!next.ok()) continue;
      if (!*next) break;
      if (exited) __builtin_trap();  // nothing may follow the end
      credited += event.credit;
      if (credited > sent) __builtin_trap();
      exited = event.type == FrameType::kExited || event.type == FrameType::kCollectDone;
    }
  }
  const auto collected = talk.TakeCollected();
  uint64_t bytes = 0;
  for (const auto& file : collected.files) {
    if (file.path.empty() || file.path[0] == '/' || file.data.size() > limits.max_file_bytes)
      __builtin_trap();
    bytes += file.data.size();
  }
  if (collected.files.size() > limits.max_files || bytes > limits.max_total_bytes) __builtin_trap();
  return 0;
}
