#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::plagiarism {

// What an index was told since it last wrote a segment: entries of any bytes, appended durably.
// An entry is its length (u32), a checksum of it (u64), and its bytes. One thread at a time.
class Journal {
 public:
  // Opens or makes it, and shows every whole entry in order. An end that was not written whole,
  // as after a crash, was never acknowledged and is cut off.
  static Result<Journal> Open(const std::filesystem::path& path,
                              const std::function<Status(std::string_view entry)>& show);

  // The entry has reached the disk when it returns. After an error nothing of it stays.
  Status Append(std::string_view entry);
  // Empties it.
  Status Clear();

 private:
  explicit Journal(UniqueFd fd, uint64_t size) : fd_(std::move(fd)), size_(size) {}
  UniqueFd fd_;
  uint64_t size_ = 0;
};

// For one process at a time: held until it is closed. kUnavailable: another has it.
Result<UniqueFd> LockFolder(const std::filesystem::path& folder);

// The whole entries at the beginning of `bytes`; gives how many bytes they take. For the journal,
// tests and fuzzing.
Result<size_t> ReadEntries(std::string_view bytes,
                           const std::function<Status(std::string_view entry)>& show);

}  // namespace assay::plagiarism
