#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::supervisor {

// Where bytes go, piece by piece. Used by one thread.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Status Write(std::string_view bytes) = 0;
  // Once, after the last byte: what was written is whole only then.
  virtual Status Finish() = 0;
};

// Where bytes come from. Used by one thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Some bytes, valid until the next call; empty at the end. kDataLoss: what was stored has
  // changed.
  virtual Result<std::string_view> Read() = 0;
};

// A new file (0600) that appears under its name, durable, with Finish; without it nothing is left.
// kAlreadyExists: there is one, and it is left as it is.
class FileSink final : public ByteSink {
 public:
  static Result<std::unique_ptr<FileSink>> Create(const std::filesystem::path& path);
  ~FileSink() override;
  Status Write(std::string_view bytes) override;
  Status Finish() override;

 private:
  FileSink(UniqueFd fd, std::filesystem::path temporary, std::filesystem::path path)
      : fd_(std::move(fd)), temporary_(std::move(temporary)), path_(std::move(path)) {}
  UniqueFd fd_;
  std::filesystem::path temporary_;  // empty once it has its name
  const std::filesystem::path path_;
};

class FileSource final : public ByteSource {
 public:
  static Result<std::unique_ptr<FileSource>> Open(const std::filesystem::path& path);
  Result<std::string_view> Read() override;

 private:
  explicit FileSource(UniqueFd fd, std::filesystem::path path)
      : fd_(std::move(fd)), path_(std::move(path)), buffer_(256U << 10U, '\0') {}
  const UniqueFd fd_;
  const std::filesystem::path path_;
  std::string buffer_;
};

// For tests and fuzzing. `bytes` outlives it.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  Result<std::string_view> Read() override { return std::exchange(bytes_, {}); }

 private:
  std::string_view bytes_;
};

}  // namespace assay::supervisor
