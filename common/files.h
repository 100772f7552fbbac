#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/status.h"
#include "common/unique_fd.h"

// Whole-file reads and writes, and descriptor I/O that survives EINTR and short counts.
namespace assay {

// Reads at most `max_bytes`; a longer file is kResourceExhausted and names its size.
Result<std::string> ReadFile(const std::filesystem::path& path, uint64_t max_bytes = 64U << 20U);

// Creates or replaces by a rename in the same folder: a reader sees the old or the new text, never
// half.
Status WriteFileAtomically(const std::filesystem::path& path, std::string_view data,
                           unsigned mode = 0644);

// The same, and when it returns the file and its name have reached the disk.
Status WriteFileDurably(const std::filesystem::path& path, std::string_view data,
                        unsigned mode = 0644);

// Writes all of `data`; a closed pipe is kUnavailable (SIGPIPE must be ignored by the program).
Status WriteAll(int fd, std::string_view data);

// Reads exactly `size` bytes; an early end is kUnavailable.
Status ReadExactly(int fd, char* data, size_t size);

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};
// Both ends close-on-exec.
Result<Pipe> MakePipe();

// A new empty folder below the system's temporary folder, removed with its content by the
// destructor.
class TempDir {
 public:
  static Result<TempDir> Create(std::string_view prefix = "assay-");
  TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TempDir& operator=(TempDir&& other) noexcept;
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace assay
