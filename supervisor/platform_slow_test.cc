// Random kills of the supervisor and of what it keeps, with a seed; what was committed stays,
// nothing is orphaned, and a start always works.
#include <gtest/gtest.h>

#include <csignal>
#include <random>

#include "supervisor/test_platform.h"

namespace assay::supervisor {
namespace {

using ::testing::HasSubstr;

TEST(PlatformSlow, SurvivesRandomKills) {
  const auto platform = TestPlatform::Make();
  ASSERT_NE(platform, nullptr);
  ASSERT_EQ(platform->Run({"up"}).exit_code, 0);
  ASSERT_TRUE(platform->ExecuteAs("judge", "CREATE TABLE judge.kept (v int)").ok());
  std::mt19937 random(20261129);
  constexpr int kRounds = 40;
  for (int round = 1; round <= kRounds; ++round) {
    SCOPED_TRACE(round);
    ASSERT_TRUE(
        platform
            ->ExecuteAs("judge", "INSERT INTO judge.kept VALUES (" + std::to_string(round) + ")")
            .ok());
    std::vector<pid_t> pids = platform->StatusNow().Pids();
    std::shuffle(pids.begin() + 1, pids.end(), random);
    const size_t kills = 1 + random() % 3;
    const bool supervisor_too = round % 3 == 0;
    for (size_t i = 1; i <= kills; ++i) ::kill(pids[i], SIGKILL);
    if (supervisor_too) {
      ::kill(pids.front(), SIGKILL);
      const Ran up = platform->Run({"up"});
      ASSERT_EQ(up.exit_code, 0) << up.output;
      for (const pid_t pid : pids) EXPECT_FALSE(IsAlive(pid)) << pid;
    }
    ASSERT_TRUE(platform->WaitUntil([](const TestStatus& now) { return now.exit_code == 0; }))
        << platform->Run({"status"}).output;
    // The probe may not have seen a death yet: what counts is that the database serves.
    ASSERT_TRUE(WaitFor([&] {
      return platform
          ->ExecuteAs("judge",
                      "SELECT 1 / (count(*) = " + std::to_string(round) + ")::int FROM judge.kept")
          .ok();
    }));
  }
}

TEST(PlatformSlow, AServiceThatDoesNotStopIsStoppedByForce) {
  const auto platform = TestPlatform::Make();
  ASSERT_NE(platform, nullptr);
  platform->SetBehaviour("assay-judge stubborn\n");
  ASSERT_EQ(platform->Run({"up"}).exit_code, 0);
  const std::vector<pid_t> pids = platform->StatusNow().Pids();
  const Ran down = platform->Run({"down"});
  EXPECT_EQ(down.exit_code, 0) << down.output;
  EXPECT_THAT(down.output, HasSubstr("stopped by force"));
  for (const pid_t pid : pids) EXPECT_FALSE(IsAlive(pid)) << pid;
}

TEST(PlatformSlow, ASecondSignalEndsEverythingAtOnce) {
  const auto platform = TestPlatform::Make();
  ASSERT_NE(platform, nullptr);
  platform->SetBehaviour("assay-judge stubborn\n");
  auto running = platform->Launch({"up", "--foreground"});
  ASSERT_TRUE(running.ok());
  ASSERT_TRUE(platform->WaitUntil([](const TestStatus& now) { return now.exit_code == 0; }));
  const std::vector<pid_t> pids = platform->StatusNow().Pids();
  ASSERT_TRUE(running->Signal(SIGTERM).ok());
  ASSERT_TRUE(platform->WaitUntil(
      [](const TestStatus& now) { return now.Unit("gateway").value("state", "") == "stopped"; }));
  ASSERT_TRUE(running->Signal(SIGTERM).ok());
  EXPECT_TRUE(running->Wait(std::chrono::seconds(5)).value().has_value());
  EXPECT_TRUE(WaitFor([&] { return std::none_of(pids.begin(), pids.end(), IsAlive); }));
}

}  // namespace
}  // namespace assay::supervisor
