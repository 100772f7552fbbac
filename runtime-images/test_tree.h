#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/files.h"
#include "common/sha256.h"
#include "runtime-images/manifest.h"

namespace assay::runtime_images {

// For tests: a small tree with a folder, a file and a link, and its manifest.
class TestTree {
 public:
  static Result<TestTree> Make() {
    ASSAY_ASSIGN_OR_RETURN(TempDir dir, TempDir::Create("assay-tree-"));
    TestTree tree(std::move(dir));
    const std::filesystem::path root = tree.rootfs();
    std::filesystem::create_directories(root / "usr");
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(root / "usr/file", "bytes", 0444));
    std::filesystem::create_symlink("file", root / "usr/link");
    for (const char* path : {"usr/file", "usr/link", "usr"}) SetTime(root / path);
    ::chmod((root / "usr").c_str(), 0755);
    tree.entries_ = {{EntryKind::kDirectory, 0755, 0, kTime, "", "usr"},
                     {EntryKind::kFile, 0444, 5, kTime, Sha256Hex("bytes"), "usr/file"},
                     {EntryKind::kLink, 0777, 4, kTime, "file", "usr/link"}};
    return tree;
  }

  std::filesystem::path rootfs() const { return dir_.path() / "rootfs"; }
  std::filesystem::path folder() const { return dir_.path(); }
  const std::vector<ManifestEntry>& entries() const { return entries_; }

  // Changes content but not what stat shows; `text` must be of the same length.
  void ReplaceSecretly(const std::string& path, const std::string& text) const {
    std::ofstream(rootfs() / path) << text;
    SetTime(rootfs() / path);
  }
  void AddSecretly(const std::string& path) const {
    std::ofstream(rootfs() / path) << "x";
    SetTime((rootfs() / path).parent_path());
  }

 private:
  static constexpr int64_t kTime = 1700000000;
  explicit TestTree(TempDir dir) : dir_(std::move(dir)) {}
  static void SetTime(const std::filesystem::path& path) {
    const std::array<timespec, 2> times = {timespec{kTime, 0}, timespec{kTime, 0}};
    ::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
  }

  TempDir dir_;
  std::vector<ManifestEntry> entries_;
};

}  // namespace assay::runtime_images
