#pragma once

#include <functional>
#include <string>

#include "common/files.h"
#include "sandbox/sandbox.h"

// Moves a run's standard streams: feeds standard input, drains both outputs, keeps the first bytes,
// counts all, and says when one goes over its limit. Memory stays flat however much is written.
namespace assay::sandbox {

class OutputStream {
 public:
  OutputStream(UniqueFd read_end, const OutputSpec& spec, uint64_t limit)
      : fd_(std::move(read_end)), spec_(spec), limit_(limit) {}

  int fd() const { return fd_.get(); }
  // Reads what is there; false once over the limit. Closes itself at the end of the stream.
  bool Drain();
  uint64_t bytes() const { return bytes_; }
  std::string TakeKept() { return std::move(kept_); }

 private:
  bool Add(const char* data, size_t size);

  UniqueFd fd_;
  OutputSpec spec_;
  uint64_t limit_;
  uint64_t bytes_ = 0;
  std::string kept_;
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

}  // namespace assay::sandbox
