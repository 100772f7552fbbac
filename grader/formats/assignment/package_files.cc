#include "grader/formats/assignment/package_files.h"

#include <algorithm>
#include <system_error>

#include "runtime-images/suggest.h"

namespace assay::grader::assignment {
namespace {

namespace fs = std::filesystem;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::vector<std::string_view> SplitPath(std::string_view path) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

// "./a//b/" and "a/b" are one name.
std::string Normal(const std::string& path) {
  std::string normal = fs::path(path).lexically_normal().generic_string();
  while (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

// Whether the path's folders match the pattern's; a "**" takes any number. The table is filled from
// the ends, so that no pattern takes more than |pattern| * |path| steps.
bool MatchParts(const std::vector<std::string_view>& pattern,
                const std::vector<std::string_view>& path) {
  std::vector<std::vector<char>> match(pattern.size() + 1, std::vector<char>(path.size() + 1, 0));
  match[pattern.size()][path.size()] = 1;
  for (size_t p = pattern.size(); p-- > 0;) {
    for (size_t n = path.size() + 1; n-- > 0;) {
      if (pattern[p] == "**") {
        match[p][n] = (match[p + 1][n] != 0 || (n < path.size() && match[p][n + 1] != 0)) ? 1 : 0;
      } else {
        match[p][n] =
            (n < path.size() && match[p + 1][n + 1] != 0 && MatchName(pattern[p], path[n])) ? 1 : 0;
      }
    }
  }
  return match[0][0] != 0;
}

}  // namespace

bool NaturalLess(std::string_view a, std::string_view b) {
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!IsDigit(a[i]) || !IsDigit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    while (i < a.size() && a[i] == '0') ++i;
    while (j < b.size() && b[j] == '0') ++j;
    size_t end_a = i, end_b = j;
    while (end_a < a.size() && IsDigit(a[end_a])) ++end_a;
    while (end_b < b.size() && IsDigit(b[end_b])) ++end_b;
    if (end_a - i != end_b - j) return end_a - i < end_b - j;
    const int order = a.substr(i, end_a - i).compare(b.substr(j, end_b - j));
    if (order != 0) return order < 0;
    i = end_a, j = end_b;
  }
  if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
  return a < b;  // "01" and "1" must not be equal
}

bool MatchName(std::string_view pattern, std::string_view name) {
  size_t p = 0, n = 0, star = std::string_view::npos, after_star = 0;
  while (n < name.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == name[n] && name[n] != '*'))) {
      ++p, ++n;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Result<PackageFiles> PackageFiles::List(const fs::path& folder) {
  PackageFiles files;
  std::error_code error;
  files.root_ = fs::canonical(folder, error);
  if (error) return ErrnoStatus(folder.string(), error.value());
  fs::recursive_directory_iterator walk(files.root_, error), end;
  for (; !error && walk != end; walk.increment(error)) {
    const std::string name = walk->path().lexically_relative(files.root_).generic_string();
    std::error_code ignored;
    if (walk->is_symlink(ignored)) {
      const fs::path target = fs::canonical(walk->path(), ignored);
      const bool inside = !ignored && fs::is_regular_file(target, ignored) &&
                          !target.lexically_relative(files.root_).string().starts_with("..");
      (inside ? files.names_ : files.links_out_).insert(name);
    } else if (walk->is_directory(ignored)) {
      if (walk->path().filename() == ".git") {
        walk.disable_recursion_pending();
      } else {
        files.folders_.insert(name);
      }
    } else if (walk->is_regular_file(ignored)) {
      files.names_.insert(name);
    }
    if (files.names_.size() + files.folders_.size() + files.links_out_.size() > kMostFiles) {
      return ResourceExhausted(folder.string() + ": more than " + std::to_string(kMostFiles) +
                               " files; a package has its own folder");
    }
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  return files;
}

Status PackageFiles::CheckName(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    return InvalidArgument("an empty name, or one with a NUL byte, names no file");
  }
  if (path.size() > 1000)
    return InvalidArgument("a name of " + std::to_string(path.size()) + " bytes is too long");
  const std::string normal = Normal(path);
  if (path.front() == '/' || normal == ".." || normal.starts_with("../")) {
    return InvalidArgument("\"" + path +
                           "\" leaves the folder of the package; names are relative " +
                           "to the folder of assignment.yaml");
  }
  return OkStatus();
}

std::string PackageFiles::Explain(const std::string& path) const {
  if (links_out_.contains(path)) {
    return "\"" + path +
           "\" is a link out of the package (or to nothing); put the file itself here";
  }
  // Suggestions are looked for beside the missing file: an edit distance to every file of a large
  // package would take too long.
  const std::string parent = fs::path(path).parent_path().generic_string();
  std::vector<std::string> near;
  for (const auto* set : {&names_, &folders_}) {
    for (const std::string& name : *set) {
      if (near.size() < 1000 && fs::path(name).parent_path().generic_string() == parent) {
        near.push_back(name);
      }
    }
  }
  return "no file \"" + path + "\" in the package" + runtime_images::DidYouMean(path, near);
}

Result<fs::path> PackageFiles::File(const std::string& path) const {
  ASSAY_RETURN_IF_ERROR(CheckName(path));
  const std::string name = Normal(path);
  if (names_.contains(name)) return root_ / name;
  if (folders_.contains(name)) return InvalidArgument("\"" + path + "\" is a folder, not a file");
  return NotFound(Explain(name));
}

Result<fs::path> PackageFiles::Folder(const std::string& path) const {
  ASSAY_RETURN_IF_ERROR(CheckName(path));
  const std::string name = Normal(path);
  if (name == ".") return root_;
  if (folders_.contains(name)) return root_ / name;
  if (names_.contains(name)) return InvalidArgument("\"" + path + "\" is a file, not a folder");
  return NotFound(Explain(name));
}

std::string PackageFiles::PatternBase(std::string_view pattern) {
  const size_t wild = pattern.find_first_of("*?");
  const size_t slash = pattern.substr(0, wild).rfind('/');
  return slash == std::string_view::npos ? "" : Normal(std::string(pattern.substr(0, slash)));
}

std::vector<std::string> PackageFiles::Match(const std::string& pattern) const {
  std::vector<std::string> found;
  if (!CheckName(pattern).ok()) return found;
  const std::string normal = Normal(pattern);
  const auto parts = SplitPath(normal);
  const std::string base = PatternBase(normal);
  for (const std::string& name : names_) {
    if (name.starts_with(base) && MatchParts(parts, SplitPath(name))) found.push_back(name);
  }
  std::sort(found.begin(), found.end(), NaturalLess);
  return found;
}

std::vector<std::string> PackageFiles::Under(const std::string& folder) const {
  std::vector<std::string> found;
  const std::string prefix = Normal(folder) == "." ? "" : Normal(folder) + "/";
  for (auto at = names_.lower_bound(prefix); at != names_.end() && at->starts_with(prefix); ++at) {
    found.push_back(*at);
  }
  std::sort(found.begin(), found.end(), NaturalLess);
  return found;
}

}  // namespace assay::grader::assignment
