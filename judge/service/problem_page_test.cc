#include "judge/service/problem_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::judge {
namespace {

using ::testing::SizeIs;

grader::Package PackageWith(const std::filesystem::path& folder, const std::string& format) {
  grader::Package package;
  package.format = format;
  package.statement = "Gr\xfc\xdf dich";  // Latin-1
  grader::Part part;
  grader::PackageProgram given;
  given.base = folder;
  given.files = {folder / "main.cpp", folder / "start.py"};
  part.given.push_back(given);
  part.editable = {"*.py"};
  grader::StandardIo io;
  grader::Group open, hidden;
  grader::Test sample;
  sample.name = "1";
  sample.sample = true;
  sample.input = std::string("1\n");
  sample.answer = std::string(100'000, 'x');
  open.tests.push_back(sample);
  sample.name = "2";
  hidden.visibility = grader::Visibility::kHidden;
  hidden.tests.push_back(sample);
  io.root.groups = {open, hidden};
  part.task = io;
  package.parts.push_back(part);
  part.name = "secret";
  part.visibility = grader::Visibility::kAfterDue;
  package.parts.push_back(part);
  return package;
}

TEST(ProblemPage, TellsNothingThatIsNotForEverybody) {
  const auto folder = TempDir::Create();
  ASSERT_TRUE(folder.ok());
  for (const char* name : {"main.cpp", "start.py"})
    ASSERT_TRUE(WriteFileAtomically(folder->path() / name, "x\n").ok());
  const v1::ProblemPage page = PageOf(PackageWith(folder->path(), "dmoj"));
  ASSERT_THAT(page.parts(), SizeIs(1)) << "the other is not shown yet";
  ASSERT_THAT(page.samples(), SizeIs(1));
  EXPECT_EQ(page.samples(0).name(), "1");
  EXPECT_TRUE(page.samples(0).cut());
  EXPECT_LT(page.samples(0).answer().size(), 20'000U);
  ASSERT_THAT(page.files(), SizeIs(1)) << "main.cpp is the judge's";
  EXPECT_EQ(page.files(0).path(), "start.py");
  EXPECT_TRUE(page.files(0).editable());
  v1::ProblemPage again;
  EXPECT_TRUE(again.ParseFromString(page.SerializeAsString())) << "whatever the statement's bytes";

  EXPECT_THAT(PageOf(PackageWith(folder->path(), "assay")).files(), SizeIs(2));
  EXPECT_THAT(PageOf(PackageWith(folder->path(), "cms")).samples(), SizeIs(0));
}

}  // namespace
}  // namespace assay::judge
