#include "runtime-images/builder/tree.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>

#include "common/files.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SealTest : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "sealing a tree gives it to root: run as root";
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_.emplace(*std::move(dir));
    fs::create_directories(dir_->path() / "pool");
  }

  fs::path Tree(const std::string& name) {
    const fs::path root = dir_->path() / name;
    fs::create_directories(root / "usr/bin");
    Write(root / "usr/bin/tool", "#!tool", 04755);
    Write(root / "usr/data", "same bytes", 0600);
    fs::create_symlink("data", root / "usr/link");
    return root;
  }
  static void Write(const fs::path& path, const std::string& text, unsigned mode) {
    ASSERT_TRUE(WriteFileAtomically(path, text).ok());
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
  }
  Result<std::vector<ManifestEntry>> Seal(const fs::path& root) {
    stats_ = {};
    return SealTree(root, dir_->path() / "pool", std::time(nullptr) - 3600, &stats_);
  }
  static struct stat Stat(const fs::path& path) {
    struct stat info {};
    EXPECT_EQ(::lstat(path.c_str(), &info), 0) << path;
    return info;
  }

  std::optional<TempDir> dir_;
  TreeStats stats_;
};

TEST_F(SealTest, TakesAwayWhatGivesPower) {
  const fs::path root = Tree("a");
  ASSERT_EQ(::chown((root / "usr/data").c_str(), 12, 34), 0);
  ASSERT_TRUE(Seal(root).ok());
  EXPECT_EQ(Stat(root / "usr/bin/tool").st_mode, S_IFREG | 0555U);
  EXPECT_EQ(Stat(root / "usr/data").st_mode, S_IFREG | 0444U);
  EXPECT_EQ(Stat(root / "usr/data").st_uid, 0U);
  EXPECT_EQ(Stat(root / "usr/data").st_gid, 0U);
  EXPECT_EQ(Stat(root / "usr").st_mode, S_IFDIR | 0555U);
}

TEST_F(SealTest, EqualTreesGetEqualManifestsAndShareInodes) {
  const fs::path a = Tree("a");
  const fs::path b = Tree("b");
  const auto first = Seal(a);
  EXPECT_EQ(stats_.shared_files, 0U);
  const auto second = Seal(b);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(FormatManifest(*first), FormatManifest(*second));
  EXPECT_EQ(stats_.shared_files, 2U);
  EXPECT_EQ(stats_.shared_bytes, 16U);
  EXPECT_EQ(Stat(a / "usr/data").st_ino, Stat(b / "usr/data").st_ino);
  EXPECT_TRUE(VerifyFull(a, *first).ok());
  EXPECT_TRUE(VerifyFull(b, *second).ok());
  EXPECT_FALSE(fs::exists(b / "usr/data.assay-pool"));
}

TEST_F(SealTest, SealingTwiceChangesNothing) {
  const fs::path root = Tree("a");
  const auto first = Seal(root);
  const auto second = Seal(root);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(FormatManifest(*first), FormatManifest(*second));
}

TEST_F(SealTest, EqualBytesWithOtherModesStayApart) {
  const fs::path root = Tree("a");
  Write(root / "usr/bin/data", "same bytes", 0755);
  ASSERT_TRUE(Seal(root).ok());
  EXPECT_NE(Stat(root / "usr/data").st_ino, Stat(root / "usr/bin/data").st_ino);
}

TEST_F(SealTest, PackagesKeepTheirTimesAndFreshFilesGetTheEpoch) {
  const fs::path root = Tree("a");
  const timespec times[2] = {{1600000000, 5}, {1600000000, 5}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (root / "usr/data").c_str(), times, 0), 0);
  ASSERT_TRUE(Seal(root).ok());
  EXPECT_EQ(Stat(root / "usr/data").st_mtim.tv_sec, 1600000000);
  EXPECT_EQ(Stat(root / "usr/data").st_mtim.tv_nsec, 0);
  EXPECT_EQ(Stat(root / "usr/bin/tool").st_mtim.tv_sec, kBuildEpoch);
  EXPECT_EQ(Stat(root / "usr").st_mtim.tv_sec, kBuildEpoch);
}

TEST_F(SealTest, PipesAreErrors) {
  const fs::path root = Tree("a");
  ASSERT_EQ(::mkfifo((root / "usr/pipe").c_str(), 0600), 0);
  EXPECT_THAT(Seal(root).status().message(), HasSubstr("/usr/pipe is a device, pipe or socket"));
}

TEST_F(SealTest, CleaningLeavesWhatSandboxesNeed) {
  const fs::path root = Tree("a");
  for (const char* folder :
       {"etc/apt", "etc/alternatives", "usr/share/doc/x", "dev", "var/log/apt"}) {
    fs::create_directories(root / folder);
  }
  Write(root / "etc/passwd", "root:x:0:0::/root:/bin/sh\n", 0644);
  Write(root / "etc/group", "root:x:0:\n", 0644);
  Write(root / "etc/shadow", "root:*:\n", 0640);
  Write(root / "etc/apt/sources.list", "deb mirror\n", 0644);
  Write(root / "var/log/apt/history.log", "today\n", 0644);
  ASSERT_EQ(::mknod((root / "dev/null").c_str(), S_IFIFO | 0666, 0), 0);
  ASSERT_TRUE(CleanTree(root).ok());
  for (const char* folder : {"proc", "dev", "tmp", "work", "sys", "run", "var/log"}) {
    EXPECT_TRUE(fs::is_directory(root / folder) && fs::is_empty(root / folder)) << folder;
  }
  for (const char* path : {"etc/shadow", "etc/apt", "usr/share/doc"})
    EXPECT_FALSE(fs::exists(root / path)) << path;
  EXPECT_EQ(fs::read_symlink(root / "autograder"), "work/autograder");
  EXPECT_THAT(*ReadFile(root / "etc/passwd"), HasSubstr("student:x:1000:1000"));
  EXPECT_EQ(*ReadFile(root / "etc/resolv.conf"), "");
}

}  // namespace
}  // namespace assay::runtime_images
