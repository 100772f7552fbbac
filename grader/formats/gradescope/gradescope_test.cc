#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class GradescopeTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::Create();
    ASSERT_TRUE(made.ok());
    made_.emplace(std::move(*made));
  }
  void Put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(made_->path() / name, text).ok());
  }
  std::string ImageOf(const std::string& run) {
    Put("run_autograder", run);
    const auto package = ReadGradescope(made_->path());
    EXPECT_TRUE(package.ok()) << package.status().message();
    return package.ok() ? std::get<Autograder>(package->parts.at(0).task).image : "";
  }
  std::optional<TempDir> made_;
};

TEST_F(GradescopeTest, AFolderWithRunAutograder) {
  EXPECT_FALSE(LooksLikeGradescope(made_->path()));
  EXPECT_FALSE(ReadGradescope(made_->path()).ok());
  Put("run_autograder", "#!/bin/bash\npython3 x.py\n");
  Put("setup.sh", "# apt-get is what others do\necho hello\npip3 install numpy\n");
  EXPECT_TRUE(LooksLikeGradescope(made_->path()));
  const auto package = ReadGradescope(made_->path());
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(package->format, "gradescope");
  EXPECT_EQ(std::get<Autograder>(package->parts.at(0).task).folder, fs::canonical(made_->path()));
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("setup.sh:3")));
}

TEST_F(GradescopeTest, TheImageIsWhatItsScriptsCall) {
  EXPECT_EQ(ImageOf("#!/bin/bash\ncd x; python3 run_tests.py\n"), "python");
  EXPECT_EQ(ImageOf("#!/bin/bash\ng++ a.cpp\n"), "gcc");
  EXPECT_EQ(ImageOf("#!/bin/bash\necho\n"), "shell");
  Put("compile.sh", "javac A.java\n");
  EXPECT_EQ(ImageOf("#!/bin/bash\nbash compile.sh; python3 x.py\n"), "java");
}

}  // namespace
}  // namespace assay::grader
