#pragma once

#include <cstddef>

#include "sandbox/agent/protocol.h"

namespace assay::sandbox::agent {

// The agent's end of the connection to the worker: frames in on descriptor 0, out on descriptor 1.
// When the worker is gone the agent ends, and the sandbox with it.
class Channel {
 public:
  Channel() : in_(in_storage_, sizeof in_storage_) {}

  // Reads what is there; false at the end of the stream or on an error.
  bool Fill();
  FrameBuffer::Next Pop(Frame* frame) { return in_.Pop(frame); }

  // Room for a frame of the run's output, so that a program is read only as fast as the worker
  // takes it.
  bool HasRoomForData() const {
    return sizeof out_ - out_size_ >= kHeaderBytes + kDataChunk + kReserved;
  }
  // Where the payload of a data frame is read to, and the frame that then makes of it.
  char* DataSpace() { return out_ + out_size_ + kHeaderBytes; }
  void CommitData(FrameType type, size_t size);

  template <typename Message>
  void Send(FrameType type, const Message& message) {
    Reserve(kMaxControl);
    Writer writer(out_ + out_size_ + kHeaderBytes, kMaxControl - kHeaderBytes);
    message.Encode(writer);
    if (writer.ok()) CommitData(type, writer.size());
  }
  void SendEmpty(FrameType type);

  bool pending() const { return out_size_ > 0; }
  // Writes what the worker takes without waiting; false when it is gone.
  bool Flush();
  // Waits until everything is written.
  bool FlushAll();

 private:
  static constexpr size_t kMaxControl = 3 * kMaxPath;
  static constexpr size_t kReserved = 4 * kMaxControl;  // control frames always fit beside data
  void Reserve(size_t size);

  FrameBuffer in_;
  size_t out_size_ = 0;
  char in_storage_[2 * kMaxFrame];
  char out_[2 * (kHeaderBytes + kDataChunk) + kReserved];
};

}  // namespace assay::sandbox::agent
