#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/files.h"
#include "grader/formats/archive/package_files.h"

namespace assay::grader::dmoj {

// Where a problem's data stands: its folder first, then its archive, which is unpacked at once.
// Text is made what DMOJ makes of it: "\n" line ends, one at the end.
class Data {
 public:
  static Result<Data> Open(const std::filesystem::path& folder);

  // `name` is relative to the folder.
  Status OpenArchive(const std::string& name);
  bool has_archive() const { return archive_.has_value(); }
  // Names in the archive, sorted.
  Result<std::vector<std::string>> ArchiveNames() const { return archive_->List("", true); }

  Result<std::filesystem::path> File(const std::string& name) const;
  // The same, or a copy with line ends made good.
  Result<std::filesystem::path> Normalised(const std::string& name, bool binary);
  // A new file among those that go with the package, of that relative name, with that content.
  Result<std::filesystem::path> Write(const std::string& name, std::string_view content);

  const PackageFiles& files() const { return files_; }
  // Holds what was unpacked and written; null where nothing was.
  std::shared_ptr<TempDir> scratch() const { return scratch_; }

 private:
  explicit Data(PackageFiles files) : files_(std::move(files)) {}
  Status MakeScratch();

  PackageFiles files_;
  std::optional<PackageFiles> archive_;
  std::shared_ptr<TempDir> scratch_;
  std::map<std::string, std::filesystem::path> normalised_;
};

}  // namespace assay::grader::dmoj
