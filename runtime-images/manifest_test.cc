#include "runtime-images/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "runtime-images/test_tree.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;

TEST(ManifestTest, ReadsWhatItWritesForAnyName) {
  const std::vector<ManifestEntry> entries = {
      {EntryKind::kDirectory, 0555, 0, 1, "", "a b"},
      {EntryKind::kFile, 0444, 7, 2, std::string(64, 'c'), "a b/\n%\xff"},
      {EntryKind::kLink, 0777, 3, 3, "x y", "l"},
  };
  const std::string text = FormatManifest(entries);
  const auto parsed = ParseManifest(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  EXPECT_EQ(FormatManifest(*parsed), text);
  EXPECT_EQ((*parsed)[1].path, "a b/\n%\xff");
  EXPECT_EQ((*parsed)[2].content, "x y");
}

TEST(ManifestTest, DamageIsFound) {
  const std::string header = "assay-manifest 1\n";
  for (const char* line :
       {"f 0444 1 1 x", "q 0444 1 1 - x\n", "f 0999 1 1 - x\n", "f 0444 1 1 - /x\n",
        "f 0444 1 1 - \n", "f 0444 -1 1 - x\n", "f 0444 1 1 - x%4\n", "f  0444 1 1 - x\n", "\n"}) {
    EXPECT_FALSE(ParseManifest(header + line).ok()) << line;
  }
  EXPECT_FALSE(ParseManifest("").ok());
  EXPECT_FALSE(ParseManifest("assay-manifest 2\n").ok());
}

class VerifyTest : public testing::Test {
 protected:
  void SetUp() override {
    auto tree = TestTree::Make();
    ASSERT_TRUE(tree.ok()) << tree.status().ToString();
    tree_.emplace(*std::move(tree));
  }
  std::string Quick() { return VerifyQuick(tree_->rootfs(), tree_->entries()).message(); }
  std::string Full() { return VerifyFull(tree_->rootfs(), tree_->entries()).message(); }

  std::optional<TestTree> tree_;
};

TEST_F(VerifyTest, AnUntouchedTreeIsGood) {
  EXPECT_EQ(Quick(), "");
  EXPECT_EQ(Full(), "");
}

TEST_F(VerifyTest, QuickFindsWhatChangedVisibly) {
  fs::remove(tree_->rootfs() / "usr/file");
  EXPECT_EQ(Quick(), "/usr was changed after it was built");
}

TEST_F(VerifyTest, QuickFindsAddedFiles) {
  ASSERT_TRUE(WriteFileAtomically(tree_->rootfs() / "usr/extra", "x").ok());
  EXPECT_EQ(Quick(), "/usr was changed after it was built");
}

TEST_F(VerifyTest, QuickFindsModes) {
  fs::permissions(tree_->rootfs() / "usr/file", fs::perms(04755));
  EXPECT_EQ(Quick(), "/usr/file has mode 04755, not 0444");
}

TEST_F(VerifyTest, FullFindsContentBehindAnUnchangedStat) {
  tree_->ReplaceSecretly("usr/file", "other");
  EXPECT_EQ(Quick(), "");
  EXPECT_EQ(Full(), "/usr/file has other content");
}

TEST_F(VerifyTest, FullFindsAddedFilesBehindAnUnchangedStat) {
  tree_->AddSecretly("usr/extra");
  EXPECT_EQ(Quick(), "");
  EXPECT_EQ(Full(), "/usr/extra does not belong to the image");
}

}  // namespace
}  // namespace assay::runtime_images
