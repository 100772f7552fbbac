#include "common/delivery/senders.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace assay::delivery {
namespace {

using std::chrono::milliseconds;

TEST(BackOff, DoublesUpToTheMost) {
  for (int i = 0; i < 50; ++i) {
    const auto first = BackOff(milliseconds(1000), milliseconds(8000), 1);
    EXPECT_TRUE(first >= milliseconds(500) && first <= milliseconds(1000)) << first.count();
    const auto third = BackOff(milliseconds(1000), milliseconds(8000), 3);
    EXPECT_TRUE(third >= milliseconds(2000) && third <= milliseconds(4000)) << third.count();
    const auto late = BackOff(milliseconds(1000), milliseconds(8000), 1'000'000'000);
    EXPECT_TRUE(late >= milliseconds(4000) && late <= milliseconds(8000)) << late.count();
  }
}

TEST(Senders, DoWhatIsDueAtOnceAndComeWhenNudged) {
  std::atomic<int> due = 3, done = 0;
  std::promise<void> three, four;
  const auto step = [&](size_t, std::stop_token) -> Result<bool> {
    if (due.fetch_sub(1) <= 0) {
      due.fetch_add(1);
      return false;
    }
    const int count = ++done;
    if (count == 3) three.set_value();
    if (count == 4) four.set_value();
    return true;
  };
  Senders senders(2, std::chrono::hours(1), step, [](const Status&) {});
  senders.Start();
  three.get_future().wait();
  ++due;
  senders.Nudge();
  four.get_future().wait();
  senders.Stop();
  EXPECT_EQ(done, 4);
}

TEST(Senders, TellWhatFailedAndTryAgain) {
  std::atomic<int> tries = 0, told = 0;
  std::promise<void> over;
  const auto step = [&](size_t, std::stop_token) -> Result<bool> {
    const int count = ++tries;
    if (count == 3) over.set_value();
    return count < 3 ? Result<bool>(Unavailable("not yet")) : Result<bool>(false);
  };
  Senders senders(1, milliseconds(1), step, [&](const Status&) { ++told; });
  senders.Start();
  over.get_future().wait();
  senders.Stop();
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace assay::delivery
