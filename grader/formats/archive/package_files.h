#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::grader {

// The files of a package's folder, by the names that the package itself writes: untrusted, so each
// is checked to end in a regular file below the folder, after every link on the way was followed.
class PackageFiles {
 public:
  // kNotFound: no such folder.
  static Result<PackageFiles> Open(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }  // absolute, without links

  // The real path of the regular file of that relative name. kNotFound: there is none;
  // kInvalidArgument: absolute, or it leaves the folder.
  Result<std::filesystem::path> File(std::string_view name) const;
  bool Has(std::string_view name) const { return File(name).ok(); }

  // The regular files below the folder of that relative name, by their names relative to the
  // package's folder, sorted; links out of the folder are left out. No such folder: none.
  // kResourceExhausted: more than 100,000.
  Result<std::vector<std::string>> List(std::string_view folder, bool recursive) const;

 private:
  explicit PackageFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace assay::grader
