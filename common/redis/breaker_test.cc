#include "common/redis/breaker.h"

#include <gtest/gtest.h>

namespace assay::redis {
namespace {

using std::chrono::milliseconds;

TEST(Breaker, OpensAfterFailuresInARowAndTriesNowAndThen) {
  Breaker breaker(3, milliseconds(100));
  const Breaker::Clock::time_point start{};
  const auto at = [&](int ms) { return start + milliseconds(ms); };
  breaker.Failed(at(0), "a");
  breaker.Failed(at(0), "a");
  breaker.Succeeded();
  breaker.Failed(at(0), "a");
  breaker.Failed(at(0), "a");
  EXPECT_TRUE(breaker.Admit(at(0)));
  breaker.Failed(at(0), "b");
  EXPECT_FALSE(breaker.closed());
  EXPECT_EQ(breaker.why(), "b");
  // Others that were under way fail too: no further wait comes of it.
  for (int i = 0; i < 50; ++i) breaker.Failed(at(1), "b");
  EXPECT_FALSE(breaker.Admit(at(99)));
  EXPECT_TRUE(breaker.Admit(at(100)));   // one tries …
  EXPECT_FALSE(breaker.Admit(at(101)));  // … and the others wait for it
  breaker.Failed(at(150), "c");
  EXPECT_FALSE(breaker.Admit(at(349)));
  EXPECT_TRUE(breaker.Admit(at(350)));
  breaker.Succeeded();
  EXPECT_TRUE(breaker.closed());
  EXPECT_TRUE(breaker.Admit(at(351)));
}

TEST(Breaker, ATryThatNeverEndsDoesNotKeepItOpen) {
  Breaker breaker(1, milliseconds(100));
  const Breaker::Clock::time_point start{};
  breaker.Failed(start, "a");
  EXPECT_TRUE(breaker.Admit(start + milliseconds(100)));
  EXPECT_TRUE(breaker.Admit(start + milliseconds(200)));
}

TEST(Breaker, TheWaitIsBounded) {
  Breaker breaker(1, milliseconds(100));
  Breaker::Clock::time_point now{};
  breaker.Failed(now, "a");
  for (int i = 0; i < 40; ++i) {
    now += milliseconds(5000);
    ASSERT_TRUE(breaker.Admit(now));
    breaker.Failed(now, "a");
  }
}

}  // namespace
}  // namespace assay::redis
