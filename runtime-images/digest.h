#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::runtime_images {

// SHA-256 over what was given so far. Not thread-safe; one use.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  void Update(std::string_view data);
  // 64 lower-case hexadecimal digits.
  std::string Hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string Sha256Hex(std::string_view data);

// Of the whole content of an open file, read from its start in pieces.
Result<std::string> Sha256OfFd(int fd, const std::string& what);
Result<std::string> Sha256OfFile(const std::filesystem::path& path);

}  // namespace assay::runtime_images
