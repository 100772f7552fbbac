#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "common/unique_fd.h"
#include "sandbox/output_tap.h"
#include "sandbox/sandbox.h"

// Moves a run's standard streams: feeds standard input, and drains both outputs into their taps.
// Memory stays flat however much is written.
namespace assay::sandbox {

class OutputStream {
 public:
  OutputStream(UniqueFd read_end, const OutputSpec& spec, uint64_t limit)
      : fd_(std::move(read_end)), tap_(spec, limit) {}

  // What to poll for POLLIN before Drain; -1 at the end of the stream, and while a slow reader of
  // OutputSpec::fd holds the program up.
  int fd() const { return tap_.full() ? -1 : fd_.get(); }
  // Reads some of what is there; false once over the limit. Closes itself at the end of the stream.
  bool Drain();
  // Reads all that is there. Only once every writer is dead: that is as much as a pipe holds.
  bool DrainRest();
  OutputTap& tap() { return tap_; }

 private:
  enum class Read : uint8_t { kSome, kNothing, kOverLimit };
  Read ReadOnce();

  UniqueFd fd_;
  OutputTap tap_;
};

// Writes `data` to a non-blocking descriptor as it has room; closes it at the end or when nobody
// reads.
class InputStream {
 public:
  InputStream(UniqueFd write_end, std::string_view data);
  int fd() const { return fd_.get(); }
  void Feed();

 private:
  UniqueFd fd_;
  std::string_view rest_;
};

// The program has ended; what it wrote and its readers have not taken yet is theirs for `time`, or
// until `stop_event` can be read.
void Deliver(OutputTap& out, OutputTap& err, int stop_event, Nanoseconds time);

}  // namespace assay::sandbox
