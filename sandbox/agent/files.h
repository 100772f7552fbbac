#pragma once

#include <cstdint>
#include <string_view>

#include "sandbox/agent/channel.h"
#include "sandbox/agent/protocol.h"

namespace assay::sandbox::agent {

// Writes files below /work while no run is active. An earlier run may have left anything there, so
// the path is walked part by part and a link is never followed.
class FilePutter {
 public:
  // 0 or an errno; after an error the file's data is swallowed and Finish tells it.
  void Begin(const PutBegin& put, uint32_t uid, uint32_t gid);
  // False when the data is more than was announced.
  bool Data(std::string_view data);
  bool complete() const { return written_ == size_; }
  // 0 or an errno. Leaves no half-written file.
  int Finish();

 private:
  int dir_ = -1, fd_ = -1, error_ = 0;
  uint64_t size_ = 0, written_ = 0;
  char name_[256] = {};
};

// Sends every regular file below /work, in folders at most max_depth deep, then kCollectDone. What
// is not sent is named with the reason. Stops early at the limits, which the worker counts as well.
class FileCollector {
 public:
  explicit FileCollector(Channel* channel) : channel_(channel) {}
  bool Run(const Collect& limits);  // false when the worker is gone

 private:
  static constexpr uint32_t kMaxDepth = 64;
  void One(int dir, const char* name, size_t path_length);
  void Refuse(const char* reason);

  Channel* channel_;
  Collect limits_;
  uint64_t files_ = 0, bytes_ = 0, refused_ = 0;
  bool stop_ = false;
  char path_[kMaxPath] = {};
  char entries_[kMaxDepth + 1][4096];
};

}  // namespace assay::sandbox::agent
