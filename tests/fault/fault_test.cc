// A short run in every test run; the long one is `fault_run` and the label slow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/fault/run.h"

namespace assay::fault {
namespace {

using ::testing::IsEmpty;

FaultOptions Options() {
  FaultOptions options;
  options.stage.bin = std::getenv("ASSAY_BIN_DIR");
  return options;
}

TEST(FaultTest, NothingIsLostWhileEverythingDies) {
  FaultOptions options = Options();
  options.submissions = 600;
  options.kills = 15;
  options.seed = 20;
  const auto figures = RunFaults(options);
  ASSERT_TRUE(figures.ok()) << figures.status().ToString();
  EXPECT_THAT(figures->history.faults, IsEmpty());
  EXPECT_EQ(figures->load.acknowledged, 600);
  EXPECT_GE(figures->kills, 15);
  EXPECT_GE(figures->history.submissions, 600);
}

// A history that does not hold is seen.
TEST(FaultTest, TheExaminationFindsWhatIsMissing) {
  FaultOptions options = Options();
  auto stage = Stage::Start(options.stage);
  ASSERT_TRUE(stage.ok()) << stage.status().ToString();
  // The judge makes the tables when it starts.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  auto history = Examine((*stage)->database(), {{"k1", "00000000000000000000000000", ""}});
  while (!history.ok() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    history = Examine((*stage)->database(), {{"k1", "00000000000000000000000000", ""}});
  }
  ASSERT_TRUE(history.ok()) << history.status().ToString();
  EXPECT_EQ(history->faults.size(), 1U);
  EXPECT_TRUE((*stage)->Stop().ok());
}

}  // namespace
}  // namespace assay::fault
