#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::blobs {

// The system calls by which a folder store changes the disk: the seam at which tests make them fail
// or "pull the plug" between two of them. EINTR is handled. Thread-safe.
class FileIo {
 public:
  FileIo() = default;
  FileIo(const FileIo&) = delete;
  FileIo& operator=(const FileIo&) = delete;
  virtual ~FileIo() = default;

  // A new file, 0600, for writing.
  virtual Result<UniqueFd> Create(const std::filesystem::path& file) = 0;
  // One that is there, for writing over it.
  virtual Result<UniqueFd> OpenForWriting(const std::filesystem::path& file) = 0;
  virtual Status Write(int fd, std::string_view data) = 0;
  virtual Status Sync(int fd) = 0;
  virtual Status Rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  // One level, 0700; ok where it is already.
  virtual Status MakeFolder(const std::filesystem::path& folder) = 0;
  // What names it holds becomes durable.
  virtual Status SyncFolder(const std::filesystem::path& folder) = 0;
  // Ok where it is not there.
  virtual Status Remove(const std::filesystem::path& file) = 0;
};

// The real one. Its lifetime is the program's.
FileIo& SystemFileIo();

// At most the first `bytes` of a file.
Result<std::string> ReadFileHead(const std::filesystem::path& file, size_t bytes);

// A new file with `data`, mode 0600, durable with its name. kAlreadyExists: there is one, and it is
// left as it is. A reader never sees a part.
Status CreateSecretFile(const std::filesystem::path& file, std::string_view data);
// The same, in the place of a file that is there.
Status ReplaceSecretFile(const std::filesystem::path& file, std::string_view data);
// kFailedPrecondition where others than the owner may read or write it; at most 64 KiB.
Result<std::string> ReadSecretFile(const std::filesystem::path& file);

}  // namespace assay::blobs
