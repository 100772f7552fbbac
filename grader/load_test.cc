#include <gtest/gtest.h>

#include <fstream>

#include "common/files.h"
#include "grader/package.h"
#include "grader/submission.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

class LoadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_ = std::make_unique<TempDir>(std::move(*dir));
    Write("problem.yaml", "name: Sum\nlimits:\n  time: 1.5\n  memory: 64\n");
    Write("data/2.in", "1 2");
    Write("data/2.ans", "3");
    Write("data/1.in", "1 1");
    Write("data/1.ans", "2");
    Write("submissions/accepted/a.py", "print(1)");
  }
  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((dir_->path() / name).parent_path());
    std::ofstream(dir_->path() / name) << text;
  }
  std::string Error() { return LoadPackage(dir_->path()).status().message(); }
  std::unique_ptr<TempDir> dir_;
};

TEST_F(LoadTest, Loads) {
  auto package = LoadPackage(dir_->path());
  ASSERT_TRUE(package.ok()) << package.status().ToString();
  EXPECT_EQ(package->title, "Sum");
  ASSERT_EQ(package->parts.size(), 1U);
  const Part& part = package->parts[0];
  EXPECT_EQ(part.limits.time, std::chrono::milliseconds(1500));
  EXPECT_EQ(part.limits.memory_bytes, 64 * sandbox::kMiB);
  const auto& tests = std::get<StandardIo>(part.task).root.tests;
  ASSERT_EQ(tests.size(), 2U);
  EXPECT_EQ(tests[0].name, "data/1");
  ASSERT_EQ(package->submissions.size(), 1U);
  EXPECT_EQ(package->submissions[0].name, "submissions/accepted/a.py");
}

TEST_F(LoadTest, ErrorsNameFileAndLine) {
  Write("problem.yaml", "name: Sum\nlimits:\n  tiem: 1\n");
  EXPECT_NE(Error().find("problem.yaml:3: unknown limit \"tiem\""), std::string::npos) << Error();
  Write("problem.yaml", "name: Sum\nlimits:\n  time: fast\n");
  EXPECT_NE(Error().find("problem.yaml:3: expected a number"), std::string::npos) << Error();
  Write("problem.yaml", "name: [\n");
  EXPECT_NE(Error().find("problem.yaml:"), std::string::npos) << Error();
}

TEST_F(LoadTest, MissingAnswerAndUnknownVerdictAreErrors) {
  Write("data/3.in", "x");
  EXPECT_NE(Error().find("3.ans"), std::string::npos);
  Write("data/3.ans", "x");
  Write("submissions/fine/a.py", "x");
  EXPECT_NE(Error().find("not a verdict"), std::string::npos);
}

TEST_F(LoadTest, SubmissionMayBeAFolder) {
  Write("work/a.py", "1");
  Write("work/lib/b.py", "2");
  auto submission = LoadSubmission(dir_->path() / "work");
  ASSERT_TRUE(submission.ok());
  ASSERT_EQ(submission->files.size(), 2U);
  EXPECT_EQ(submission->files[1].path, "lib/b.py");
  EXPECT_FALSE(LoadSubmission(dir_->path() / "none").ok());
}

}  // namespace
}  // namespace assay::grader
