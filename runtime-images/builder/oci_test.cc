#include "runtime-images/builder/oci.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/files.h"
#include "common/sha256.h"
#include "runtime-images/builder/process.h"
#include "runtime-images/test_tree.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class OciTest : public testing::Test {
 protected:
  void SetUp() override {
    auto tree = TestTree::Make();
    auto dir = TempDir::Create();
    ASSERT_TRUE(tree.ok() && dir.ok());
    tree_.emplace(*std::move(tree));
    dir_.emplace(*std::move(dir));
    const std::string manifest = FormatManifest(tree_->entries());
    ASSERT_TRUE(WriteFileAtomically(tree_->folder() / "manifest", manifest).ok());
    image_.name = "toy";
    image_.digest = "sha256:" + Sha256Hex(manifest);
    image_.folder = tree_->folder();
    image_.rootfs = tree_->rootfs();
  }

  // A blob by its descriptor, whose digest and size must be right.
  std::string Blob(const fs::path& layout, const json& descriptor) {
    const std::string digest = descriptor.at("digest");
    auto text = ReadFile(layout / "blobs/sha256" / digest.substr(7));
    if (!text.ok()) {
      ADD_FAILURE() << text.status().ToString();
      return {};
    }
    EXPECT_EQ("sha256:" + Sha256Hex(*text), digest);
    EXPECT_EQ(text->size(), descriptor.at("size").get<size_t>());
    return *text;
  }

  std::optional<TestTree> tree_;
  std::optional<TempDir> dir_;
  Image image_;
};

TEST_F(OciTest, EveryDigestIsRight) {
  const fs::path out = dir_->path() / "toy";
  const Status exported = ExportOci(image_, out);
  ASSERT_TRUE(exported.ok()) << exported.ToString();
  EXPECT_EQ(json::parse(*ReadFile(out / "oci-layout")).at("imageLayoutVersion"), "1.0.0");
  const json index = json::parse(*ReadFile(out / "index.json"));
  const json manifest = json::parse(Blob(out, index.at("manifests").at(0)));
  const json config = json::parse(Blob(out, manifest.at("config")));
  EXPECT_EQ(config.at("os"), "linux");
  EXPECT_EQ(config.at("history").size(), config.at("rootfs").at("diff_ids").size());
  const json layer = manifest.at("layers").at(0);
  EXPECT_FALSE(Blob(out, layer).empty());
  const std::string blob =
      (out / "blobs/sha256" / layer.at("digest").get<std::string>().substr(7)).string();
  const auto tar = RunOrFail({.argv = {"gzip", "-dc", blob}, .keep_stderr_apart = true}, "gzip");
  ASSERT_TRUE(tar.ok()) << tar.status().ToString();
  EXPECT_EQ(config.at("rootfs").at("diff_ids").at(0), "sha256:" + Sha256Hex(*tar));
  const auto list = RunOrFail({.argv = {"tar", "-tvzf", blob, "--numeric-owner"}}, "tar");
  ASSERT_TRUE(list.ok());
  EXPECT_THAT(*list, HasSubstr("drwxr-xr-x 0/0"));
  EXPECT_THAT(*list, HasSubstr("usr/link -> file"));
}

TEST_F(OciTest, TheSameImageGivesTheSameBytes) {
  ASSERT_TRUE(ExportOci(image_, dir_->path() / "a").ok());
  ASSERT_TRUE(ExportOci(image_, dir_->path() / "b").ok());
  EXPECT_EQ(*ReadFile(dir_->path() / "a/index.json"), *ReadFile(dir_->path() / "b/index.json"));
}

TEST_F(OciTest, FailureLeavesNothing) {
  EXPECT_THAT(ExportOci(image_, dir_->path()).message(), HasSubstr("exists"));
  tree_->ReplaceSecretly("usr/file", "longer than before");
  EXPECT_FALSE(ExportOci(image_, dir_->path() / "c").ok());
  EXPECT_TRUE(fs::is_empty(dir_->path()));
}

TEST_F(OciTest, OtherToolsReadIt) {
  const fs::path out = dir_->path() / "toy";
  ASSERT_TRUE(ExportOci(image_, out).ok());
  if (!RunOrFail({.argv = {"skopeo", "--version"}}, "skopeo").ok())
    GTEST_SKIP() << "skopeo is not installed";
  const auto seen =
      RunOrFail({.argv = {"skopeo", "inspect", "oci:" + out.string() + ":toy"}}, "skopeo");
  ASSERT_TRUE(seen.ok()) << seen.status().ToString();
  EXPECT_THAT(*seen, HasSubstr("assay.image.digest"));
}

}  // namespace
}  // namespace assay::runtime_images
