#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "common/files.h"
#include "grader/package.h"
#include "grader/submission.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class LoadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_ = std::make_unique<TempDir>(std::move(*dir));
  }
  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((dir_->path() / name).parent_path());
    std::ofstream(dir_->path() / name) << text;
  }
  std::unique_ptr<TempDir> dir_;
};

TEST_F(LoadTest, TellsTheFormatByWhatIsThere) {
  Write("own/assignment.yaml",
        "title: Echo\nlanguages: [python]\ntests:\n  - {name: one, input: a, answer: a}\n");
  Write("dmoj/init.yml", "test_cases:\n- {in: 1.in, out: 1.out, points: 5}\n");
  Write("dmoj/1.in", "1");
  Write("dmoj/1.out", "1");
  Write("kattis/problem.yaml", "name: Echo\n");
  Write("kattis/data/secret/1.in", "1");
  Write("kattis/data/secret/1.ans", "1");
  for (const auto& [folder, format] : std::vector<std::pair<std::string, std::string>>{
           {"own", "assay"}, {"dmoj", "dmoj"}, {"kattis", "kattis-legacy"}}) {
    const auto package = LoadPackage(dir_->path() / folder);
    ASSERT_TRUE(package.ok()) << package.status().ToString();
    EXPECT_EQ(package->format, format);
    EXPECT_FALSE(package->title.empty());
    // The scratch folder lives as long as the package.
    EXPECT_TRUE(fs::is_directory(package->scratch->path()));
  }
}

TEST_F(LoadTest, SaysWhatAPackageLooksLike) {
  fs::create_directories(dir_->path() / "empty");
  EXPECT_THAT(LoadPackage(dir_->path() / "empty").status().message(),
              HasSubstr("assignment.yaml (assay)"));
  EXPECT_EQ(LoadPackage(dir_->path() / "none").status().code(), StatusCode::kNotFound);
}

TEST_F(LoadTest, ReadsAnArchive) {
  Write("echo/init.yml", "test_cases:\n- {in: 1.in, out: 1.out, points: 5}\n");
  Write("echo/1.in", "1");
  Write("echo/1.out", "1");
  const std::string archive = (dir_->path() / "packed.tar").string();
  const std::string command = "tar -C '" + dir_->path().string() + "' -cf '" + archive + "' echo";
  ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c): names of our own
  fs::path unpacked;
  {
    const auto package = LoadPackage(archive);
    ASSERT_TRUE(package.ok()) << package.status().ToString();
    EXPECT_EQ(package->id, "packed");
    unpacked = package->folder;
    EXPECT_TRUE(fs::exists(unpacked / "init.yml"));
  }
  EXPECT_FALSE(fs::exists(unpacked));
}

TEST_F(LoadTest, DigestSeesNamesAndContent) {
  Write("a/one", "1");
  Write("a/two", "2");
  Write("b/one", "1");
  Write("b/twx", "2");
  const auto digest = [&](const char* name) { return *DigestPackage(dir_->path() / name); };
  EXPECT_NE(digest("a"), digest("b"));
  const std::string before = digest("a");
  Write("a/two", "3");
  EXPECT_NE(digest("a"), before);
  Write("a/two", "2");
  EXPECT_EQ(digest("a"), before);
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
