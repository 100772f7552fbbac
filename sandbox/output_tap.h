#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "common/unique_fd.h"
#include "sandbox/sandbox.h"

namespace assay::sandbox {

// One output of a run on its way out of the sandbox: counted, its first bytes kept, and all of it
// passed on to OutputSpec::fd, whose reader may be slow, be gone, or never read. Nothing here
// waits: the owner polls wait_fd() for POLLOUT and then calls Forward(), and reads no more from the
// program while full(), so that a slow reader holds up the program and costs no memory. A reader
// that went away is the caller's choice: its bytes are dropped, and the program may go on.
//
// Not thread-safe. The thread must not die of SIGPIPE (common/sigpipe.h).
class OutputTap {
 public:
  // Of what waits for the reader, more than this makes it full(); one Add may go beyond it.
  static constexpr size_t kMaxWaiting = 256U * 1024U;

  OutputTap(const OutputSpec& spec, uint64_t limit);

  // False once more than the limit was written.
  bool Add(std::string_view data);
  // What poll should wait for before Forward; -1: nothing is waiting.
  int wait_fd() const { return waiting_.empty() ? -1 : target(); }
  void Forward();
  bool full() const { return waiting_.size() >= kMaxWaiting; }
  // Nothing more will be written. Once what waits was passed on, OutputSpec::at_end is called.
  void End();
  // What waits is dropped, and nothing more is passed on.
  void Drop();

  uint64_t bytes() const { return bytes_; }
  uint64_t undelivered() const { return undelivered_; }  // dropped on the way to OutputSpec::fd
  std::string TakeKept() { return std::move(kept_); }

 private:
  int target() const { return own_.valid() ? own_.get() : fd_; }
  int64_t WriteSome(std::string_view data) const;
  void MaybeEnd();

  uint64_t keep_bytes_, limit_;
  int fd_;        // the caller's
  UniqueFd own_;  // the same pipe, opened once more, so that writing to it does not block
  bool wanted_, open_ = false, socket_ = false;
  uint64_t bytes_ = 0, undelivered_ = 0;
  std::string kept_, waiting_;
  bool ended_ = false;
  std::function<void()> at_end_;
};

}  // namespace assay::sandbox
