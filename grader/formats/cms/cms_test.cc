#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "grader/formats/cms/gen_file.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class CmsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::Create();
    ASSERT_TRUE(made.ok());
    made_.emplace(std::move(*made));
    for (int i = 0; i < 4; ++i) {
      Put("input/input" + std::to_string(i) + ".txt", std::to_string(i));
      Put("output/output" + std::to_string(i) + ".txt", std::to_string(i));
    }
  }
  void Put(const std::string& name, const std::string& text) {
    const fs::path path = made_->path() / name;
    fs::create_directories(path.parent_path());
    ASSERT_TRUE(WriteFileAtomically(path, text).ok());
  }
  Result<Package> Read(const std::string& yaml) {
    Put("task.yaml", "name: sum\ntitle: \"A sum\"\ntime_limit: 1.5\nmemory_limit: 64\n" + yaml);
    EXPECT_TRUE(LooksLikeCms(made_->path()));
    return ReadCms(made_->path());
  }
  std::string Wrong(const std::string& yaml) {
    const auto package = Read(yaml);
    return package.ok() ? "accepted" : package.status().message();
  }
  static const StandardIo& Io(const Package& package) {
    return std::get<StandardIo>(package.parts.at(0).task);
  }

  std::optional<TempDir> made_;
};

TEST_F(CmsTest, ReadsATaskThatIsASum) {
  const auto package =
      Read("n_input: 4\ninfile: \"\"\noutfile: \"\"\ntotal_value: 200\npublic_testcases: 0, 2\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(package->id, "sum");
  EXPECT_EQ(package->title, "A sum");
  EXPECT_EQ(package->parts[0].limits.time, std::chrono::milliseconds(1500));
  EXPECT_EQ(package->parts[0].limits.memory_bytes, 64U << 20U);
  const StandardIo& io = Io(*package);
  EXPECT_EQ(io.input_file, "");
  ASSERT_THAT(io.root.tests, SizeIs(4));
  EXPECT_EQ(io.root.tests[3].name, "003");
  EXPECT_EQ(io.root.tests[3].points, 50);
  EXPECT_TRUE(io.root.tests[2].sample);
  EXPECT_FALSE(io.root.tests[1].sample);
  EXPECT_FALSE(io.checker.program.has_value());
}

TEST_F(CmsTest, SubtasksOfGen) {
  Put("gen/GEN", "# comment\n#ST: 30\n1 2 # small\n#COPY: x.txt\n\n#ST:70\n3\n4\n");
  const auto package = Read("n_input: 4\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const StandardIo& io = Io(*package);
  EXPECT_EQ(io.input_file, "input.txt");
  EXPECT_EQ(io.output_file, "output.txt");
  ASSERT_THAT(io.root.groups, SizeIs(2));
  EXPECT_EQ(io.root.groups[0].points, 30);
  EXPECT_EQ(io.root.groups[1].scoring, Scoring::kMin);
  EXPECT_EQ(io.root.groups[1].tests.at(0).name, "002");
  EXPECT_THAT(Wrong("n_input: 3\n"), HasSubstr("gen/GEN has 4 tests"));
}

TEST_F(CmsTest, OwnScoreTypes) {
  auto package = Read(
      "n_input: 4\nscore_type: GroupMin\n"
      "score_type_parameters: [[40, 1, \"first\"], [60, 3]]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  ASSERT_THAT(Io(*package).root.groups, SizeIs(2));
  EXPECT_THAT(Io(*package).root.groups[1].tests, SizeIs(3));
  // Tests may stand in several subtasks where patterns name them.
  package = Read(
      "n_input: 4\nscore_type: GroupMul\n"
      "score_type_parameters: [[40, \"00[01]\"], [60, [\"001\", \"003\"]]]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Io(*package).root.groups[0].tests.at(1).name, "subtask 0/001");
  EXPECT_EQ(Io(*package).root.groups[1].tests.at(1).name, "subtask 1/003");
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("GroupMul")));
  EXPECT_THAT(Wrong("n_input: 4\nscore_type: GroupMin\nscore_type_parameters: [[1, 5]]\n"),
              HasSubstr("more tests than the 4"));
  EXPECT_THAT(Wrong("n_input: 4\nscore_type: GroupMin\nscore_type_parameters: [[1, \"9\"]]\n"),
              HasSubstr("no test"));
  EXPECT_THAT(Wrong("n_input: 4\nscore_type: GroupThreshold\nscore_type_parameters: [[1, 4]]\n"),
              HasSubstr("GroupThreshold"));
}

TEST_F(CmsTest, CheckerGradersAndSolutions) {
  Put("cor/correttore",
      "\x7f"
      "ELF");
  auto package = Read("n_input: 4\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_THAT(Io(*package).checker.program->run, ElementsAre("./correttore"));
  EXPECT_EQ(Io(*package).checker.protocol, CheckerProtocol::kCms);

  Put("check/checker",
      "\x7f"
      "ELF");
  Put("check/checker.cpp", "int main(){}\n");
  Put("sol/grader.cpp", "int main(){}\n");
  Put("sol/sum.h", "\n");
  Put("sol/solution.cpp", "\n");
  Put("sol/slow.cpp", "\n");
  package = Read("n_input: 4\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Io(*package).checker.program->entry, "checker.cpp");
  EXPECT_EQ(Io(*package).checker.program->language, "cpp");
  const Part& part = package->parts[0];
  ASSERT_THAT(part.given, SizeIs(1));
  EXPECT_EQ(part.given[0].entry, "grader.cpp");
  EXPECT_THAT(part.given[0].files, SizeIs(2));
  EXPECT_THAT(part.languages, ElementsAre("cpp"));
  ASSERT_THAT(package->submissions, SizeIs(1));
  EXPECT_EQ(package->submissions[0].name, "sol/solution.cpp");
  // As it would have been handed in.
  EXPECT_EQ(package->submissions[0].path.filename(), "sum.cpp");
  EXPECT_TRUE(fs::exists(package->submissions[0].path));
  EXPECT_THAT(package->submissions[0].permitted, ElementsAre(Verdict::kAccepted));

  Put("check/manager",
      "\x7f"
      "ELF");
  EXPECT_THAT(Wrong("n_input: 4\n"), HasSubstr("Communication"));
}

TEST_F(CmsTest, OutputOnlyTakesFiles) {
  const auto package = Read("n_input: 4\noutput_only: True\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Io(*package).mode, StandardIo::Mode::kSubmitAnswer);
  EXPECT_EQ(Io(*package).root.tests.at(0).name, "output_000");
}

TEST_F(CmsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Wrong("n_input: 5\n"), HasSubstr("input/input4.txt"));
  EXPECT_THAT(Wrong("n_input: x\n"), HasSubstr("task.yaml:5: n_input"));
  EXPECT_THAT(Wrong("n_input: 1\ninfile: ../x\n"), HasSubstr("\"../x\""));
  EXPECT_THAT(Wrong("n_input: 1\npublic_testcases: 7\n"), HasSubstr("public_testcases"));
  EXPECT_THAT(Wrong(""), HasSubstr("how many tests"));
  EXPECT_THAT(Wrong("x: [\n"), HasSubstr("task.yaml:"));
}

TEST(CmsGenFile, NamesTheLine) {
  EXPECT_THAT(cms::ParseGenFile("1\n#ST: 3\n").status().message(), HasSubstr("gen/GEN:2"));
  EXPECT_THAT(cms::ParseGenFile("#ST: a\n").status().message(), HasSubstr("\"a\""));
  EXPECT_THAT(cms::ParseGenFile("#ST: nan\n").status().message(), HasSubstr("points"));
  EXPECT_THAT(cms::ParseGenFile("1 #ST: 3\n").status().message(), HasSubstr("one line"));
  EXPECT_EQ(cms::ParseGenFile("1\n2").value().tests, 2U);
  EXPECT_EQ(cms::ParseGenFile("").value().tests, 0U);
}

}  // namespace
}  // namespace assay::grader
