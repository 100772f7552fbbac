#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/status.h"

namespace assay {

// A regular file's bytes without a copy: the kernel brings pages as they are read, and may take
// them away again. Whoever shortens the file meanwhile ends the process that reads it, so only
// files that nobody else can write. Move-only.
class MappedFile {
 public:
  MappedFile() = default;
  static Result<MappedFile> Open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::string_view view() const { return {data_, size_}; }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace assay
