#include <gtest/gtest.h>
#include <sys/file.h>

#include "common/files.h"
#include "runtime-images/builder/build.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;

class GcTest : public testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_.emplace(*std::move(dir));
    for (const char* folder :
         {"images/toy/old/rootfs", "images/toy/new/rootfs", "pool/aa", "debs", "tmp/half"}) {
      fs::create_directories(dir_->path() / folder);
    }
    Put("pool/aa/used");
    Put("pool/aa/lonely");
    Put("images/toy/old/rootfs/f");
    fs::create_hard_link(root() / "pool/aa/used", root() / "images/toy/new/rootfs/f");
    fs::create_directory_symlink("new", root() / "images/toy/current");
    Put("debs/bash_1%3a2_amd64.deb");
    Put("debs/old_1_all.deb");
    Image image;
    image.name = "toy";
    image.packages = {{"bash", "1:2", "amd64", ""}};
    ASSERT_TRUE(WriteFileAtomically(root() / "images/toy/new/image.json", FormatImage(image)).ok());
  }
  const fs::path& root() const { return dir_->path(); }
  void Put(const std::string& path) {
    ASSERT_TRUE(WriteFileAtomically(root() / path, "bytes").ok());
  }

  std::optional<TempDir> dir_;
};

TEST_F(GcTest, RemovesOnlyWhatNobodyNeeds) {
  const auto report = CollectGarbage(root());
  ASSERT_TRUE(report.ok()) << report.status().ToString();
  EXPECT_EQ(report->images, 1U);
  EXPECT_EQ(report->pool_files, 1U);
  EXPECT_EQ(report->debs, 1U);
  for (const char* path : {"images/toy/new/rootfs/f", "images/toy/current", "pool/aa/used",
                           "debs/bash_1%3a2_amd64.deb"}) {
    EXPECT_TRUE(fs::exists(root() / path)) << path;
  }
  for (const char* path : {"images/toy/old", "pool/aa/lonely", "debs/old_1_all.deb", "tmp/half"}) {
    EXPECT_FALSE(fs::exists(root() / path)) << path;
  }
}

TEST_F(GcTest, WaitsForNobody) {
  const auto held = LockStore(root());
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(CollectGarbage(root()).status().code(), StatusCode::kUnavailable);
  EXPECT_TRUE(fs::exists(root() / "images/toy/old"));
}

}  // namespace
}  // namespace assay::runtime_images
