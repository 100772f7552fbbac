// Verbs of other programs: found in the table, started in this one's place, complained of where
// they are missing.
#include "grader/tool/programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <set>

#include "common/files.h"
#include "common/process/child.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ProgramVerbs, AreFoundByNameAndStandThereOnce) {
  std::set<std::string_view> seen;
  for (const ProgramVerb& one : ProgramVerbs()) {
    EXPECT_TRUE(seen.insert(one.verb).second) << one.verb;
    EXPECT_EQ(FindProgramVerb(one.verb), &one);
  }
  EXPECT_EQ(FindProgramVerb("grade"), nullptr);
  EXPECT_EQ(FindProgramVerb("--help"), nullptr);
}

TEST(ParseHelp, ReadsOptionsAndVerbs) {
  const Help help = ParseHelp(
      "hand in files\n"
      "Usage: assay submit [OPTIONS] file...\n\n"
      "Options:\n"
      "  -h,--help                   Print this help message and exit\n"
      "  -p,--problem TEXT REQUIRED  the problem's id\n"
      "  -n,--limit UINT:INT in [1 - 100]=20\n"
      "                              at most so many\n\n"
      "Server:\n"
      "  --json                      as JSON, --not-an-option\n\n"
      "Subcommands:\n"
      "  start                       grade again\n"
      "  show                        what would\n"
      "                              change\n\n"
      "\"assay COMMAND --help\" says more.\n");
  EXPECT_THAT(help.verbs, ElementsAre("start", "show"));
  ASSERT_EQ(help.options.size(), 4U);
  EXPECT_EQ(help.options[1].name, "problem");
  EXPECT_EQ(help.options[1].description, "the problem's id");
  EXPECT_TRUE(help.options[1].takes_value);
  EXPECT_EQ(help.options[2].name, "limit");
  EXPECT_EQ(help.options[2].description, "at most so many");
  EXPECT_EQ(help.options[3].name, "json");
  EXPECT_FALSE(help.options[3].takes_value);
  EXPECT_TRUE(ParseHelp("").options.empty());
}

class DispatchTest : public ::testing::Test {
 protected:
  DispatchTest() : folder_(std::move(*TempDir::Create())) {}
  void SetUp() override {
    const char* bin = std::getenv("ASSAY_BIN_DIR");
    ASSERT_NE(bin, nullptr) << "run this by ctest, or set ASSAY_BIN_DIR to the folder of programs";
    bin_ = bin;
  }
  // The exit code of "assay …" in `folder`; what it said is in said().
  int Run(const fs::path& folder, std::vector<std::string> arguments) {
    process::Command command;
    command.argv = {(folder / "assay").string()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = {"HOME=" + folder_.path().string()};
    command.log = folder_.path() / "log";
    auto child = process::Child::Start(command);
    EXPECT_TRUE(child.ok()) << child.status().ToString();
    const auto end = child->Wait(std::chrono::seconds(30));
    EXPECT_TRUE(end.ok() && end->has_value());
    return WIFEXITED(**end) ? WEXITSTATUS(**end) : -1;
  }
  std::string Said() { return ReadFile(folder_.path() / "log").value(); }

  TempDir folder_;
  fs::path bin_;
};

TEST_F(DispatchTest, AVerbIsDoneByTheProgramBesideIt) {
  EXPECT_EQ(Run(bin_, {"submit", "--help"}), 0);
  EXPECT_THAT(Said(), HasSubstr("--idempotency-key"));
  EXPECT_EQ(Run(bin_, {"submit", "--no-such-option"}), 64);
}

TEST_F(DispatchTest, AMissingProgramSaysHowToGetIt) {
  fs::copy_file(bin_ / "assay", folder_.path() / "assay");
  EXPECT_EQ(Run(folder_.path(), {"submit", "x"}), 66);
  EXPECT_THAT(Said(), HasSubstr("assay-client"));
  EXPECT_THAT(Said(), HasSubstr("./dev build"));
}

TEST_F(DispatchTest, HelpAndCompletionKnowAllVerbs) {
  ASSERT_EQ(Run(bin_, {"--help"}), 0);
  for (const ProgramVerb& one : ProgramVerbs()) EXPECT_THAT(Said(), HasSubstr(one.verb));
  for (const char* shell : {"bash", "zsh", "fish"}) {
    ASSERT_EQ(Run(bin_, {"completion", shell}), 0);
    EXPECT_THAT(Said(), HasSubstr("idempotency-key")) << shell;
  }
}

}  // namespace
}  // namespace assay::grader
