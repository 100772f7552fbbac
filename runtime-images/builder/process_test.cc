#include "runtime-images/builder/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::runtime_images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ProcessTest, GivesOutputLinesAndExitCode) {
  std::vector<std::string> lines;
  const auto result =
      RunProcess({.argv = {"sh", "-c", "echo a; echo b >&2; printf c; exit 3"},
                  .on_line = [&](std::string_view line) { lines.emplace_back(line); }});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_EQ(result->output, "a\nb\nc");
  EXPECT_THAT(lines, ElementsAre("a", "b", "c"));
}

TEST(ProcessTest, EnvironmentIsReplacedAndAdded) {
  const auto output = RunOrFail(
      {.argv = {"sh", "-c", "echo $HOME $ASSAY_X"}, .env = {{"HOME", "/h"}, {"ASSAY_X", "y"}}},
      "sh");
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(*output, "/h y\n");
}

TEST(ProcessTest, FailureCarriesTheOutput) {
  const auto output = RunOrFail({.argv = {"sh", "-c", "echo why; exit 2"}}, "the step");
  EXPECT_THAT(output.status().message(), HasSubstr("the step failed (exit 2): why"));
  EXPECT_EQ(RunProcess({.argv = {"sh", "-c", "kill -9 $$"}})->exit_code, 137);
  EXPECT_EQ(RunProcess({.argv = {"/no/such/program"}}).status().code(), StatusCode::kNotFound);
}

TEST(ProcessTest, FloodsAreBounded) {
  const auto result = RunProcess({.argv = {"sh", "-c", "head -c 5000000 /dev/zero; echo end"}});
  ASSERT_TRUE(result.ok());
  EXPECT_LT(result->output.size(), 200000U);
  EXPECT_TRUE(result->output.ends_with("end\n"));
}

}  // namespace
}  // namespace assay::runtime_images
