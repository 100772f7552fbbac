// A short run in every test run; the long one is `fault_run` and the label slow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "sandbox/gvisor/gvisor.h"
#include "sandbox/tool/host.h"
#include "tests/fault/graded.h"
#include "tests/fault/run.h"

namespace assay::fault {
namespace {

using ::testing::IsEmpty;

FaultOptions Options() {
  FaultOptions options;
  options.stage.bin = std::getenv("ASSAY_BIN_DIR");
  options.stage.door = options.stage.redis = options.stage.disks = true;
  options.patience = std::chrono::seconds(100);
  if (const char* seed = std::getenv("ASSAY_SEED")) options.seed = std::strtoull(seed, nullptr, 10);
  return options;
}

TEST(FaultTest, NothingIsLostWhileEverythingDies) {
  FaultOptions options = Options();
  options.submissions = 600;
  options.kills = 15;
  const auto figures = RunFaults(options);
  ASSERT_TRUE(figures.ok()) << figures.status().ToString();
  EXPECT_THAT(figures->history.faults, IsEmpty());
  EXPECT_EQ(figures->load.acknowledged, 600);
  EXPECT_GE(figures->kills, 15);
  EXPECT_GE(figures->history.submissions, 600);
}

// The walls around programs die, too: no program is blamed for it.
TEST(FaultTest, SandboxesAreKilledUnderTheirPrograms) {
  if (::geteuid() != 0 || !sandbox::FindImage("python").ok() || !sandbox::FindRunsc().ok()) {
    GTEST_SKIP() << "gVisor with the python image and root: ./dev images python";
  }
  FaultOptions options = Options();
  options.stage.door = options.stage.redis = options.stage.disks = false;
  options.submissions = 16;
  options.kills = 6;
  const auto figures = RunGradedFaults(options);
  ASSERT_TRUE(figures.ok()) << figures.status().ToString();
  EXPECT_THAT(figures->history.faults, IsEmpty());
  EXPECT_EQ(figures->load.acknowledged, 16);
  EXPECT_GE(figures->faults.count("kill sandbox"), 1U);
  EXPECT_GE(figures->history.repeated, 1) << "no kill met a program";
}

// A history that does not hold is seen.
TEST(FaultTest, TheExaminationFindsWhatIsMissing) {
  FaultOptions options = Options();
  auto stage = Stage::Start(options.stage);
  ASSERT_TRUE(stage.ok()) << stage.status().ToString();
  // The judge makes the tables when it starts.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  auto history = Examine((*stage)->database(), {{"k1", "00000000000000000000000000", false, ""}});
  while (!history.ok() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    history = Examine((*stage)->database(), {{"k1", "00000000000000000000000000", false, ""}});
  }
  ASSERT_TRUE(history.ok()) << history.status().ToString();
  EXPECT_EQ(history->faults.size(), 1U);
  EXPECT_TRUE((*stage)->Stop().ok());
}

}  // namespace
}  // namespace assay::fault
