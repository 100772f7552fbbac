#include "grader/package.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "common/sha256.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kVisibilities = {"always", "after_due", "after_published",
                                                           "hidden"};
constexpr size_t kChunk = 256 * sandbox::kKiB;

// Name, size and content, piece by piece: a package may hold files larger than memory.
Status AddFile(const fs::path& file, const std::string& name, Sha256& sha) {
  std::ifstream in(file, std::ios::binary);
  std::error_code error;
  const uint64_t size = fs::file_size(file, error);
  if (!in || error) return NotFound(file.string() + ": cannot be read");
  sha.UpdateField(name);
  sha.UpdateField(std::to_string(size));
  std::string chunk(kChunk, '\0');
  uint64_t left = size;
  while (left > 0 && in.read(chunk.data(), static_cast<std::streamsize>(
                                               std::min<uint64_t>(left, chunk.size())))) {
    sha.Update(std::string_view(chunk).substr(0, static_cast<size_t>(in.gcount())));
    left -= static_cast<uint64_t>(in.gcount());
  }
  if (left > 0) return DataLoss(file.string() + ": became shorter while it was read");
  return OkStatus();
}

}  // namespace

std::string_view VisibilityName(Visibility visibility) {
  return kVisibilities[static_cast<size_t>(visibility)];
}

std::optional<Visibility> ParseVisibility(std::string_view text) {
  const auto* found = std::find(kVisibilities.begin(), kVisibilities.end(), text);
  if (found == kVisibilities.end()) return std::nullopt;
  return static_cast<Visibility>(found - kVisibilities.begin());
}

Result<std::string> DigestPackage(const fs::path& path) {
  Sha256 sha;
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    ASSAY_RETURN_IF_ERROR(AddFile(path, "", sha));
    return "sha256:" + sha.Hex();
  }
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(path, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_regular_file(error) || entry->is_symlink(error)) files.push_back(entry->path());
  }
  if (error) return ErrnoStatus(path.string(), error.value());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::string name = file.lexically_relative(path).generic_string();
    if (fs::is_symlink(file, error)) {
      sha.UpdateField(name);
      sha.UpdateField("-> " + fs::read_symlink(file, error).string());
    } else {
      ASSAY_RETURN_IF_ERROR(AddFile(file, name, sha));
    }
  }
  return "sha256:" + sha.Hex();
}

bool MatchesName(const std::string& pattern, const std::string& name) {
  if (::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0) return true;
  if (pattern.find('/') != std::string::npos) return false;
  const std::string last = name.substr(name.rfind('/') + 1);
  return ::fnmatch(pattern.c_str(), last.c_str(), 0) == 0;
}

}  // namespace assay::grader
