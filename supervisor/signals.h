#pragma once

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::supervisor {

// SIGTERM, SIGINT and SIGHUP as a descriptor. Made before the first thread: they are blocked from
// then on in every thread that comes after.
class StopSignals {
 public:
  static Result<StopSignals> Block();
  int fd() const { return fd_.get(); }  // readable when one has come
  void Take() const;                    // one of them

 private:
  explicit StopSignals(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace assay::supervisor
