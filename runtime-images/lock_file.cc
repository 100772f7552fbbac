#include "runtime-images/lock_file.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace assay::runtime_images {
namespace {

constexpr std::string_view kSha = "sha256:";

bool IsSha(std::string_view text) {
  return text.size() == kSha.size() + 64 && text.starts_with(kSha) &&
         text.find_first_not_of("0123456789abcdef", kSha.size()) == std::string_view::npos;
}

}  // namespace

std::string FormatLock(const LockFile& lock) {
  std::string text =
      "# What this image was built from; written by: assay-images lock\n"
      "image " +
      lock.image + "\ntree " + lock.tree + "\n";
  for (const Package& package : lock.packages) {
    text += "package " + package.name + " " + package.version + " " + package.architecture + " " +
            std::string(kSha) + package.sha256 + "\n";
  }
  return text;
}

Result<LockFile> ParseLock(std::string_view text, const std::string& file) {
  LockFile lock;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string where = file + ":" + std::to_string(number) + ": ";
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::string word;
    std::string rest;
    fields >> word;
    bool good = true;
    if (word == "image") {
      good = lock.image.empty() && static_cast<bool>(fields >> lock.image);
    } else if (word == "tree") {
      good = lock.tree.empty() && fields >> lock.tree && IsSha(lock.tree);
    } else if (word == "package") {
      Package package;
      std::string sha;
      good = fields >> package.name >> package.version >> package.architecture >> sha && IsSha(sha);
      if (good) package.sha256 = sha.substr(kSha.size());
      if (good && !lock.packages.empty() && lock.packages.back().name >= package.name) {
        return InvalidArgument(where + "packages must be sorted by name, each once");
      }
      lock.packages.push_back(std::move(package));
    } else {
      return InvalidArgument(where + "unknown word \"" + word +
                             "\"; a line begins with image, tree or package");
    }
    if (!good || fields >> rest) {
      return InvalidArgument(where + "damaged line; write the file again with: assay-images lock");
    }
  }
  if (lock.image.empty() || lock.tree.empty()) {
    return InvalidArgument(file + ":1: needs an image and a tree line");
  }
  return lock;
}

std::vector<std::string> Drift(const std::vector<Package>& locked,
                               const std::vector<Package>& now) {
  std::map<std::string, std::pair<const Package*, const Package*>> both;
  for (const Package& package : locked) both[package.name].first = &package;
  for (const Package& package : now) both[package.name].second = &package;
  std::vector<std::string> lines;
  for (const auto& [name, pair] : both) {
    const auto [before, after] = pair;
    if (before == nullptr) {
      lines.push_back(name + " " + after->version + " is new");
    } else if (after == nullptr) {
      lines.push_back(name + " " + before->version + " is gone");
    } else if (before->version != after->version) {
      lines.push_back(name + " " + before->version + " -> " + after->version);
    } else if (before->sha256 != after->sha256) {
      lines.push_back(name + " " + before->version + " has other content");
    }
  }
  return lines;
}

}  // namespace assay::runtime_images
