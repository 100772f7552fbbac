#include "runtime-images/image_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "runtime-images/test_tree.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class ImageStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    auto tree = TestTree::Make();
    ASSERT_TRUE(dir.ok() && tree.ok());
    dir_.emplace(*std::move(dir));
    // A store as the builder leaves it, with one image.
    const std::string manifest = FormatManifest(tree->entries());
    image_.name = "toy";
    image_.digest = "sha256:" + Sha256Hex(manifest);
    image_.inputs = "sha256:0";
    image_.warm_up = {{"/usr/bin/toy", "-v"}};
    image_.packages = {{"toy", "1:2-3", "amd64", std::string(64, 'a')}};
    const fs::path home = dir_->path() / "images/toy";
    fs::create_directories(home);
    fs::rename(tree->folder(), home / "0123");
    ASSERT_TRUE(WriteFileAtomically(home / "0123/manifest", manifest).ok());
    ASSERT_TRUE(WriteFileAtomically(home / "0123/image.json", FormatImage(image_)).ok());
    fs::create_directory_symlink("0123", home / "current");
  }

  const fs::path& root() const { return dir_->path(); }

  std::optional<TempDir> dir_;
  Image image_;
};

TEST_F(ImageStoreTest, ResolvesWithoutTheCurrentLinkInThePath) {
  const auto image = ImageStore(root()).Resolve("toy");
  ASSERT_TRUE(image.ok()) << image.status().ToString();
  EXPECT_EQ(image->rootfs, root() / "images/toy/0123/rootfs");
  EXPECT_TRUE(image->erofs.empty());
  EXPECT_EQ(image->digest, image_.digest);
  EXPECT_THAT(image->warm_up, ElementsAre(ElementsAre("/usr/bin/toy", "-v")));
  EXPECT_EQ(image->packages.at(0).version, "1:2-3");
}

TEST_F(ImageStoreTest, FindsTheErofsFile) {
  ASSERT_TRUE(WriteFileAtomically(root() / "images/toy/0123/image.erofs", "").ok());
  EXPECT_EQ(ImageStore(root()).Resolve("toy")->erofs, root() / "images/toy/0123/image.erofs");
}

TEST_F(ImageStoreTest, UnknownNamesSayWhatToDo) {
  const Status status = ImageStore(root()).Resolve("tyo").status();
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_THAT(status.message(),
              HasSubstr("did you mean \"toy\"?; make it with: assay-images build tyo"));
  EXPECT_FALSE(ImageStore(root()).Resolve("../images/toy").ok());
  EXPECT_FALSE(ImageStore(root()).Resolve("").ok());
}

TEST_F(ImageStoreTest, ListsImagesNotFolders) {
  fs::create_directories(root() / "images/half/0456");
  EXPECT_THAT(ImageStore(root()).List(), ElementsAre("toy"));
  EXPECT_TRUE(ImageStore(root() / "none").List().empty());
}

TEST_F(ImageStoreTest, VerifiesTheTreeAndTheManifest) {
  const ImageStore store(root());
  const auto image = store.Resolve("toy");
  ASSERT_TRUE(image.ok());
  EXPECT_TRUE(store.Verify(*image, VerifyMode::kFull).ok());
  fs::remove(image->rootfs / "usr/link");
  EXPECT_THAT(store.Verify(*image, VerifyMode::kQuick).message(),
              HasSubstr("image toy: /usr was changed after it was built; make it again with"));
  ASSERT_TRUE(WriteFileAtomically(image->folder / "manifest", "assay-manifest 1\n").ok());
  EXPECT_THAT(store.Verify(*image, VerifyMode::kQuick).message(),
              HasSubstr("does not have the digest"));
}

TEST_F(ImageStoreTest, DamagedDescriptionsAreErrors) {
  const fs::path json = root() / "images/toy/0123/image.json";
  for (const char* text : {"", "{}", "[]", "{\"format\": 99}", "{\"format\": 1, \"name\": 3}"}) {
    ASSERT_TRUE(WriteFileAtomically(json, text).ok());
    EXPECT_FALSE(ImageStore(root()).Resolve("toy").ok()) << text;
  }
}

}  // namespace
}  // namespace assay::runtime_images
