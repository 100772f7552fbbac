#include "lms/gateway/shaper.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <vector>

namespace assay::gateway {
namespace {

using std::chrono::milliseconds;
using Point = BackgroundShare::Point;

constexpr ShareOptions kOptions{.target = milliseconds(25), .at_once = 4};

// Twenty answers over 200 ms, so many of them slow: one or two windows.
void Load(BackgroundShare& share, Point& now, int slow) {
  for (int i = 0; i < 20; ++i) {
    now += milliseconds(10);
    share.Answered(milliseconds(i < slow ? 100 : 5), now);
  }
}

TEST(BackgroundShareTest, HalvesWhileOthersAreSlowAndGrowsAgain) {
  BackgroundShare share(kOptions);
  Point now = Point() + std::chrono::hours(1);
  EXPECT_TRUE(share.MayStart(3, now));
  EXPECT_FALSE(share.MayStart(4, now));
  Load(share, now, 0);
  EXPECT_EQ(share.share(), 4);
  Load(share, now, 20);
  EXPECT_LE(share.share(), 2);
  for (int i = 0; i < 10; ++i) Load(share, now, 20);
  EXPECT_EQ(share.share(), 1.0 / 16);  // never none
  EXPECT_TRUE(share.MayStart(0, now));
  EXPECT_FALSE(share.MayStart(1, now));
  for (int i = 0; i < 40; ++i) Load(share, now, 0);
  EXPECT_EQ(share.share(), 4);
}

TEST(BackgroundShareTest, BelowOneThereArePauses) {
  BackgroundShare share(kOptions);
  Point now = Point() + std::chrono::hours(1);
  while (share.share() > 0.25) {
    now += milliseconds(10);
    share.Answered(milliseconds(100), now);
  }
  EXPECT_EQ(share.share(), 0.25);
  share.Ended(milliseconds(100), now);
  EXPECT_FALSE(share.MayStart(0, now + milliseconds(299)));
  EXPECT_TRUE(share.MayStart(0, now + milliseconds(300)));
  EXPECT_EQ(share.next_start(), now + milliseconds(300));
  share.Ended(std::chrono::seconds(100), now);  // no pause lasts for ever
  EXPECT_EQ(share.next_start(), now + std::chrono::seconds(2));
}

TEST(BackgroundShareTest, WithNobodyInTheWayAllMayRun) {
  BackgroundShare share(kOptions);
  Point now = Point() + std::chrono::hours(1);
  for (int i = 0; i < 10; ++i) Load(share, now, 20);
  now += std::chrono::seconds(5);
  share.Ended(milliseconds(100), now);
  EXPECT_EQ(share.share(), 4);
  EXPECT_TRUE(share.MayStart(3, now));
}

TEST(BackgroundShareTest, AFewSlowOnesAreNothing) {
  BackgroundShare share(kOptions);
  Point now = Point() + std::chrono::hours(1);
  for (int i = 0; i < 9; ++i) {
    now += milliseconds(50);
    share.Answered(milliseconds(500), now);  // too few to say something
  }
  EXPECT_EQ(share.share(), 4);
}

class ShaperTest : public ::testing::Test {
 protected:
  // Started by the shaper, when it will.
  std::future<Shaper::Ticket> Run(Shaper& shaper) {
    auto promise = std::make_shared<std::promise<Shaper::Ticket>>();
    auto future = promise->get_future();
    shaper.Run([promise](const Shaper::Ticket& ticket) { promise->set_value(ticket); });
    return future;
  }
  static bool Started(const std::future<Shaper::Ticket>& one) {
    return one.wait_for(milliseconds(0)) == std::future_status::ready;
  }
};

TEST_F(ShaperTest, AsManyRunAsMayAndTheOthersInTheirOrder) {
  Shaper shaper({.share = {.target = milliseconds(25), .at_once = 2}});
  std::optional<Shaper::Ticket> first = Run(shaper).get();
  const Shaper::Ticket second = Run(shaper).get();
  EXPECT_NE(*first, nullptr);
  auto third = Run(shaper);
  auto fourth = Run(shaper);
  EXPECT_FALSE(Started(third));
  EXPECT_EQ(shaper.figures().running, 2U);
  EXPECT_EQ(shaper.figures().waiting, 2U);
  first.reset();
  Shaper::Ticket held = third.get();
  EXPECT_NE(held, nullptr);
  EXPECT_FALSE(Started(fourth));
  held.reset();
  EXPECT_NE(fourth.get(), nullptr);
}

TEST_F(ShaperTest, NoMoreWaitThanMay) {
  Shaper shaper({.share = {.target = milliseconds(25), .at_once = 1}, .waiting = 1});
  const Shaper::Ticket first = Run(shaper).get();
  auto second = Run(shaper);
  EXPECT_EQ(Run(shaper).get(), nullptr);
  EXPECT_EQ(shaper.figures().refused, 1U);
}

TEST_F(ShaperTest, NobodyWaitsForEver) {
  Shaper shaper(
      {.share = {.target = milliseconds(25), .at_once = 1}, .patience = milliseconds(20)});
  const Shaper::Ticket first = Run(shaper).get();
  EXPECT_EQ(Run(shaper).get(), nullptr);
  EXPECT_EQ(shaper.figures().waiting, 0U);
}

TEST_F(ShaperTest, WhatWaitsIsAnsweredAtTheEndAndTicketsOutliveIt) {
  auto shaper =
      std::make_unique<Shaper>(ShaperOptions{.share = {.target = milliseconds(25), .at_once = 1}});
  std::optional<Shaper::Ticket> first = Run(*shaper).get();
  auto second = Run(*shaper);
  shaper.reset();
  EXPECT_EQ(second.get(), nullptr);
  first.reset();
}

}  // namespace
}  // namespace assay::gateway
