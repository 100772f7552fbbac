#include "grader/formats/archive/package_files.h"

#include <algorithm>
#include <system_error>

#include "common/archive/entry_name.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFiles = 100'000;

// Both are canonical.
bool Below(const fs::path& folder, const fs::path& path) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() && rest != path.end();
}

}  // namespace

Result<PackageFiles> PackageFiles::Open(const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (error) return ErrnoStatus(folder.string(), error.value());
  if (!fs::is_directory(real, error)) return NotFound(folder.string() + ": not a folder");
  return PackageFiles(real);
}

Result<fs::path> PackageFiles::File(std::string_view name) const {
  if (name.empty()) return InvalidArgument("an empty file name");
  if (name.find('\0') != std::string_view::npos) {
    return InvalidArgument("the file name " + EscapeName(name) + " has a NUL in it");
  }
  const fs::path relative(name);
  if (relative.is_absolute()) {
    return InvalidArgument(EscapeName(name) + " is an absolute path; write it relative to " +
                           folder_.filename().string());
  }
  std::error_code error;
  const fs::path real = fs::canonical(folder_ / relative, error);
  if (error) return NotFound("there is no file " + EscapeName(name));
  if (!Below(folder_, real)) {
    return InvalidArgument(EscapeName(name) + " is outside of the package's folder");
  }
  if (!fs::is_regular_file(real, error)) return NotFound(EscapeName(name) + " is not a file");
  return real;
}

Result<std::vector<std::string>> PackageFiles::List(std::string_view folder, bool recursive) const {
  std::vector<std::string> names;
  std::error_code error;
  const fs::path root = fs::canonical(folder_ / fs::path(folder), error);
  if (error || (root != folder_ && !Below(folder_, root))) return names;
  fs::recursive_directory_iterator at(root, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (!recursive) at.disable_recursion_pending();
    const fs::path relative = at->path().lexically_relative(root);
    std::string name = (fs::path(folder) / relative).lexically_normal().string();
    if (at->is_directory(ignored) || !File(name).ok()) continue;
    names.push_back(std::move(name));
    if (names.size() > kMaxFiles) {
      return ResourceExhausted(root.string() + ": more than " + std::to_string(kMaxFiles) +
                               " files");
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace assay::grader
