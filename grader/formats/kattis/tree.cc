#include "grader/formats/kattis/tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "grader/formats/kattis/problem_yaml.h"

namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxEntries = 200'000;
constexpr int kMaxDepth = 16;
constexpr uint64_t kMaxTextBytes = 4U << 20U;

// ^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}$, and blanks and plus signs, which real packages have.
bool IsAllowed(const std::string& name) {
  if (name.empty() || name.size() > 255 || name[0] == '.' || name[0] == '-') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '+' || c == ' ';
  });
}

bool IsWithin(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

}  // namespace

Result<Tree> Tree::Open(const fs::path& root, const fs::path& links_within) {
  std::error_code error;
  fs::path canonical = fs::canonical(root, error);
  if (error) return ErrnoStatus(root.string(), error.value());
  if (links_within.empty()) return Tree(canonical, canonical);
  fs::path around = fs::canonical(links_within, error);
  if (error) return ErrnoStatus(links_within.string(), error.value());
  if (!IsWithin(canonical, around)) {
    return InvalidArgument(root.string() + ": is not in " + links_within.string() +
                           ", within which links may lead");
  }
  return Tree(std::move(canonical), std::move(around));
}

std::string Tree::Name(const fs::path& path) const {
  return path.lexically_relative(root_).string();
}

Status Tree::RefuseLink(const fs::path& link) {
  const std::string what = Name(link) + ": a link that leads nowhere or out of the package";
  // Grading without a part of the tests would give another result without a word.
  if (Name(link).rfind("data/", 0) == 0) return InvalidArgument(what);
  warnings.push_back(what + "; left out");
  return OkStatus();
}

Result<Folder> Tree::List(const fs::path& folder) {
  Folder found;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    return found;
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (error) return ErrnoStatus(folder.string(), error.value());
    const fs::path& path = entries->path();
    if (!IsAllowed(path.filename().string())) continue;
    if (++entries_ > kMaxEntries) {
      return ResourceExhausted(fmt::format("{}: more than {} files", root_.string(), kMaxEntries));
    }
    if (entries->is_symlink(error)) {
      const fs::path target = fs::canonical(path, error);
      if (error || !IsWithin(target, links_within_)) {
        ASSAY_RETURN_IF_ERROR(RefuseLink(path));
        continue;
      }
    }
    if (entries->is_directory(error)) {
      found.folders.push_back(path);
    } else if (entries->is_regular_file(error)) {
      found.files.push_back(path);
    }
  }
  std::sort(found.files.begin(), found.files.end());
  std::sort(found.folders.begin(), found.folders.end());
  return found;
}

Status Tree::ListInto(const fs::path& folder, int depth, std::vector<fs::path>* files) {
  // Links between folders of the package may make a circle.
  if (depth > kMaxDepth) {
    return InvalidArgument(fmt::format("{}: more than {} folders deep", Name(folder), kMaxDepth));
  }
  ASSAY_ASSIGN_OR_RETURN(const Folder found, List(folder));
  files->insert(files->end(), found.files.begin(), found.files.end());
  for (const fs::path& inner : found.folders) {
    ASSAY_RETURN_IF_ERROR(ListInto(inner, depth + 1, files));
  }
  return OkStatus();
}

Result<std::vector<fs::path>> Tree::ListAll(const fs::path& folder) {
  std::vector<fs::path> files;
  ASSAY_RETURN_IF_ERROR(ListInto(folder, 0, &files));
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::string> Tree::ReadOptional(const fs::path& file) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  if (error) return std::string();
  if (!IsWithin(target, links_within_)) {
    return InvalidArgument(Name(file) + ": a link out of the package");
  }
  if (!fs::is_regular_file(target, error)) return std::string();
  return ReadFile(target, kMaxTextBytes);
}

Status Tree::Materialize(fs::path* base, std::vector<fs::path>* files) {
  const bool links = std::any_of(files->begin(), files->end(), [&](const fs::path& file) {
    std::error_code ignored;
    return fs::canonical(file, ignored) != file;
  });
  if (constants_.empty() && !links) return OkStatus();
  if (scratch == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(TempDir dir, TempDir::Create("assay-kattis-"));
    scratch = std::make_shared<TempDir>(std::move(dir));
  }
  const fs::path copies = scratch->path() / std::to_string(copies_++);
  for (fs::path& file : *files) {
    const fs::path copy = copies / file.lexically_relative(*base);
    std::error_code error;
    fs::create_directories(copy.parent_path(), error);
    if (error) return ErrnoStatus(copy.string(), error.value());
    const bool executable =
        (fs::status(file, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(copy, kattis::ReplaceConstants(text, constants_),
                                              executable ? 0755 : 0644));
    file = copy;
  }
  *base = copies;
  return OkStatus();
}

}  // namespace assay::grader::kattis
