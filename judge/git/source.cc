#include "judge/git/source.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "common/archive/entry_name.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxUrl = 1000;
constexpr size_t kMaxRef = 200;
constexpr size_t kMaxToken = 1000;
constexpr std::string_view kHex = "0123456789abcdef";
// What no two readers of a URL take differently.
constexpr std::string_view kUrlLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:%[]+@,=!$&'()*;";
constexpr std::string_view kRefLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+#@=,-";

Status Wrong(const std::string& field, const std::string& why) {
  return InvalidArgument(field + ": " + why);
}

bool IsPrintable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
}

bool IsObjectName(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of(kHex) == std::string_view::npos;
}

// What git allows for a name, without what it allows beyond any sense.
Status CheckRef(const std::string& ref) {
  if (ref.size() > kMaxRef || ref.find_first_not_of(kRefLetters) != std::string::npos ||
      ref.starts_with('-') || ref.starts_with('/') || ref.ends_with('/') || ref.ends_with('.') ||
      ref.find("..") != std::string::npos || ref.find("//") != std::string::npos) {
    return Wrong("ref", "is the name of a branch or tag, or the 40 digits of a commit");
  }
  return OkStatus();
}

Status CheckFolder(const std::string& folder) {
  if (folder.empty()) return OkStatus();
  const auto name = CheckEntryName(folder, {});
  if (!name.ok() || *name != folder)
    return Wrong("folder", "is relative to the root of the repository, like \"problems/sum\"");
  return OkStatus();
}

// Up to `end` and behind it; false where it is not there.
bool Cut(std::string_view& rest, char end, std::string_view& piece) {
  const size_t at = rest.find(end);
  if (at == std::string_view::npos) return false;
  piece = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return true;
}

Status NotOfGit() { return DataLoss("git printed what it should not"); }

}  // namespace

Result<http::HttpUrl> CheckGitUrl(const std::string& url) {
  if (url.empty()) return Wrong("url", "is missing; give the https address of the repository");
  if (url.size() > kMaxUrl) return Wrong("url", "is longer than 1000 bytes");
  const auto parts = http::ParseHttpUrl(url);
  if (!parts.ok() || parts->host.ends_with('.') || parts->host.starts_with('-') ||
      url.find_first_not_of(std::string(kUrlLetters) + "?#") != std::string::npos)
    return Wrong("url", "is the https address of a repository: https://host/path");
  if (parts->has_user) return Wrong("url", "holds a name or password; give a token instead");
  if (parts->has_fragment || url.find('?') != std::string::npos)
    return Wrong("url", "must end with the path of the repository");
  return parts;
}

Status CheckGitSource(const GitSource& source) {
  ASSAY_RETURN_IF_ERROR(CheckGitUrl(source.url).status());
  ASSAY_RETURN_IF_ERROR(CheckRef(source.ref));
  ASSAY_RETURN_IF_ERROR(CheckFolder(source.folder));
  if (source.token.size() > kMaxToken || !IsPrintable(source.token))
    return Wrong("token", "is at most 1000 printable characters without spaces");
  return OkStatus();
}

bool IsCommit(std::string_view ref) { return IsObjectName(ref); }

std::vector<std::string> CandidatesOf(const std::string& ref) {
  if (ref.empty()) return {"HEAD"};
  return {"refs/heads/" + ref, "refs/tags/" + ref + "^{}", "refs/tags/" + ref};
}

Result<std::string> CommitOf(std::string_view ls_remote, const std::string& ref) {
  std::map<std::string, std::string, std::less<>> found;
  while (!ls_remote.empty()) {
    std::string_view commit;
    std::string_view name;
    if (!Cut(ls_remote, '\t', commit) || !Cut(ls_remote, '\n', name) || !IsObjectName(commit))
      return NotOfGit();
    found.emplace(name, commit);
  }
  for (const std::string& candidate : CandidatesOf(ref)) {
    const auto at = found.find(candidate);
    if (at != found.end()) return at->second;
  }
  return ref.empty() ? Wrong("ref", "the repository has no default branch; name a branch or commit")
                     : Wrong("ref", "the repository has no branch or tag \"" + ref + "\"");
}

Status CheckTree(std::string_view ls_tree, const TreeLimits& limits) {
  uint64_t files = 0;
  uint64_t bytes = 0;
  while (!ls_tree.empty()) {
    // "100644 blob 8ab686… 1234\tdata/1.in"; sizes are padded, and "-" for what has none.
    std::string_view mode;
    std::string_view type;
    std::string_view object;
    std::string_view size;
    std::string_view path;
    if (!Cut(ls_tree, ' ', mode) || !Cut(ls_tree, ' ', type) || !Cut(ls_tree, ' ', object) ||
        !Cut(ls_tree, '\t', size) || !Cut(ls_tree, '\0', path) || !IsObjectName(object))
      return NotOfGit();
    if (mode == "120000") {
      return Wrong("folder", EscapeName(path) +
                                 " is a symbolic link; a package holds files only: put the file in "
                                 "its place");
    }
    if (mode == "160000") {
      return Wrong("folder", EscapeName(path) +
                                 " is a submodule, which is not fetched; put its files in its "
                                 "place, or name its own repository");
    }
    if (type != "blob" || (mode != "100644" && mode != "100755" && mode != "100664"))
      return NotOfGit();
    size.remove_prefix(std::min(size.find_first_not_of(' '), size.size()));
    uint64_t length = 0;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), length);
    if (error != std::errc() || end != size.data() + size.size()) return NotOfGit();
    if (++files > limits.files) {
      return InvalidArgument("folder: holds more than " + std::to_string(limits.files) + " files");
    }
    if (length > limits.total_bytes - bytes) {
      return InvalidArgument("folder: its files are more than " +
                             std::to_string(limits.total_bytes >> 20U) + " MiB together");
    }
    bytes += length;
  }
  if (files == 0) return Wrong("folder", "is empty");
  return OkStatus();
}

}  // namespace assay::judge
