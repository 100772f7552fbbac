#include "grader/formats/assignment/package_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::grader::assignment {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PackageFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto temp = TempDir::Create();
    ASSERT_TRUE(temp.ok());
    temp_.emplace(*std::move(temp));
    root_ = temp_->path() / "package";
    for (const char* name : {"tests/1.in", "tests/2.in", "tests/10.in", "tests/deep/er/3.in",
                             "checker/check.cpp", ".git/config"}) {
      fs::create_directories((root_ / name).parent_path());
      ASSERT_TRUE(WriteFileAtomically(root_ / name, "x").ok());
    }
    ASSERT_TRUE(WriteFileAtomically(temp_->path() / "outside", "secret").ok());
  }
  PackageFiles List() {
    auto files = PackageFiles::List(root_);
    EXPECT_TRUE(files.ok()) << files.status().message();
    return *std::move(files);
  }
  std::string ErrorOf(const std::string& path) {
    const auto file = List().File(path);
    EXPECT_FALSE(file.ok()) << path;
    return file.ok() ? "" : file.status().message();
  }
  std::optional<TempDir> temp_;
  fs::path root_;
};

TEST_F(PackageFilesTest, PatternsMatchInNaturalOrder) {
  const PackageFiles files = List();
  EXPECT_THAT(files.Match("tests/*.in"), ElementsAre("tests/1.in", "tests/2.in", "tests/10.in"));
  EXPECT_THAT(files.Match("tests/?.in"), ElementsAre("tests/1.in", "tests/2.in"));
  EXPECT_THAT(files.Match("**/3.in"), ElementsAre("tests/deep/er/3.in"));
  EXPECT_THAT(files.Match("tests/**/*.in"),
              ElementsAre("tests/1.in", "tests/2.in", "tests/10.in", "tests/deep/er/3.in"));
  EXPECT_THAT(files.Match(".git/*"), ElementsAre());
  EXPECT_THAT(files.Match("../*"), ElementsAre());
  EXPECT_EQ(PackageFiles::PatternBase("tests/deep/*/*.in"), "tests/deep");
}

TEST_F(PackageFilesTest, NothingOutsideIsReached) {
  for (const char* path : {"../outside", "/etc/passwd", "tests/../../outside", ".."}) {
    EXPECT_THAT(ErrorOf(path), HasSubstr("leaves the folder of the package")) << path;
  }
  fs::create_symlink(temp_->path() / "outside", root_ / "link");
  fs::create_directory_symlink(temp_->path(), root_ / "folder");
  fs::create_symlink("nowhere", root_ / "dangling");
  fs::create_symlink("tests/1.in", root_ / "inside");
  EXPECT_THAT(ErrorOf("link"), HasSubstr("a link out of the package"));
  EXPECT_THAT(ErrorOf("folder/outside"), HasSubstr("no file"));
  EXPECT_THAT(ErrorOf("dangling"), HasSubstr("a link out of the package"));
  EXPECT_TRUE(List().File("inside").ok());
  EXPECT_FALSE(List().Folder("folder").ok());
  EXPECT_THAT(ErrorOf(std::string("a\0b", 3)), HasSubstr("NUL"));
}

TEST_F(PackageFilesTest, SuggestsWhatStandsBeside) {
  EXPECT_THAT(ErrorOf("checker/chek.cpp"), HasSubstr("did you mean \"checker/check.cpp\"?"));
  EXPECT_THAT(ErrorOf("tests"), HasSubstr("is a folder, not a file"));
  EXPECT_TRUE(List().File("./tests//1.in").ok());
}

TEST(MatchName, TakesNoTimeToSpeakOf) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "a*";
  EXPECT_FALSE(MatchName(pattern + "b", std::string(900, 'a')));
  EXPECT_TRUE(MatchName("*a*b", "xxaxxb"));
  EXPECT_TRUE(MatchName("*", ""));
  EXPECT_FALSE(MatchName("?", ""));
}

TEST(NaturalLess, ComparesNumbersAsNumbers) {
  EXPECT_TRUE(NaturalLess("a2", "a10"));
  EXPECT_FALSE(NaturalLess("a10", "a2"));
  EXPECT_TRUE(NaturalLess("a", "a1"));
  EXPECT_TRUE(NaturalLess("01", "1") != NaturalLess("1", "01"));
  EXPECT_TRUE(NaturalLess("9", "99999999999999999999999"));
}

}  // namespace
}  // namespace assay::grader::assignment
