#include "grader/formats/archive/package_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(PackageFiles, StayBelowTheirFolder) {
  auto made = TempDir::Create();
  ASSERT_TRUE(made.ok());
  const fs::path root = made->path() / "p";
  fs::create_directories(root / "sub");
  ASSERT_TRUE(WriteFileAtomically(made->path() / "secret", "s").ok());
  ASSERT_TRUE(WriteFileAtomically(made->path() / "p2", "s").ok());
  ASSERT_TRUE(WriteFileAtomically(root / "a", "1").ok());
  ASSERT_TRUE(WriteFileAtomically(root / "sub/b", "2").ok());
  fs::create_symlink("../secret", root / "out");
  fs::create_symlink("sub/b", root / "in");
  fs::create_directory_symlink("..", root / "up");

  const auto files = PackageFiles::Open(root);
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files->File("a").value(), fs::canonical(root / "a"));
  EXPECT_EQ(files->File("in").value(), fs::canonical(root / "sub/b"));
  EXPECT_EQ(files->File("sub/../a").value(), fs::canonical(root / "a"));
  EXPECT_THAT(files->File("out").status().message(), HasSubstr("outside"));
  EXPECT_THAT(files->File("../secret").status().message(), HasSubstr("outside"));
  EXPECT_THAT(files->File("../p2").status().message(), HasSubstr("outside"));
  EXPECT_THAT(files->File("up/secret").status().message(), HasSubstr("outside"));
  EXPECT_THAT(files->File("/etc/passwd").status().message(), HasSubstr("absolute"));
  EXPECT_EQ(files->File("none").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(files->File("sub").status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(files->Has(""));
  EXPECT_FALSE(files->Has(std::string_view("a\0b", 3)));

  EXPECT_THAT(files->List("", true).value(), ElementsAre("a", "in", "sub/b"));
  EXPECT_THAT(files->List("", false).value(), ElementsAre("a", "in"));
  EXPECT_THAT(files->List("sub", false).value(), ElementsAre("sub/b"));
  EXPECT_THAT(files->List("up", true).value(), ElementsAre());
  EXPECT_THAT(files->List("none", true).value(), ElementsAre());
  EXPECT_FALSE(PackageFiles::Open(root / "none").ok());
  EXPECT_FALSE(PackageFiles::Open(root / "a").ok());
}

}  // namespace
}  // namespace assay::grader
