#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::grader::assignment {

// The regular files of a package, listed once. Whatever the package names is looked up here, so
// nothing outside of its folder can be reached: ".." and absolute names are refused, links to
// folders are not followed, links to files only where the file is in the package too.
class PackageFiles {
 public:
  static constexpr size_t kMostFiles = 200'000;

  static Result<PackageFiles> List(const std::filesystem::path& folder);

  // Messages name the path and what is wrong with it, with a suggestion; the caller adds the place.
  Result<std::filesystem::path> File(const std::string& path) const;
  Result<std::filesystem::path> Folder(const std::string& path) const;
  // A name on the student's side, which may not exist here: only checked for escapes.
  static Status CheckName(const std::string& path);

  bool HasFile(const std::string& path) const { return names_.contains(path); }
  bool HasFolder(const std::string& path) const { return folders_.contains(path); }

  // Names of files, relative with "/", in natural order (2 before 10). In a pattern "*" and "?"
  // match within one name, "**" any folders.
  std::vector<std::string> Match(const std::string& pattern) const;
  std::vector<std::string> Under(const std::string& folder) const;
  static bool IsPattern(std::string_view path) { return path.find_first_of("*?") != path.npos; }
  // The folders before the first wildcard: "given/cpp" of "given/cpp/**/*.h".
  static std::string PatternBase(std::string_view pattern);

  std::filesystem::path Absolute(const std::string& name) const { return root_ / name; }
  const std::filesystem::path& root() const { return root_; }

 private:
  std::string Explain(const std::string& path) const;

  std::filesystem::path root_;
  std::set<std::string> names_, folders_, links_out_;
};

// "a2" before "a10": runs of digits compare as numbers.
bool NaturalLess(std::string_view a, std::string_view b);
// One name against one pattern without "/".
bool MatchName(std::string_view pattern, std::string_view name);

}  // namespace assay::grader::assignment
