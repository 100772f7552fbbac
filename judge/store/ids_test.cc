#include "judge/store/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::judge {
namespace {

using std::chrono::milliseconds;
using Time = std::chrono::sys_time<milliseconds>;

TEST(Ids, SortByTimeAndTellIt) {
  const Time early{milliseconds(1'700'000'000'123)};
  const Time late{milliseconds(1'700'000'000'124)};
  const std::string a = NewId(early);
  const std::string b = NewId(late);
  EXPECT_TRUE(IsId(a)) << a;
  EXPECT_LT(a, b);
  EXPECT_EQ(TimeOfId(a), early);
  EXPECT_LE(LowestId(early), a);
  EXPECT_GT(LowestId(late), a);
  EXPECT_LE(LowestId(late), b);
}

TEST(Ids, DifferWithinAMillisecond) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(NewId(Time{milliseconds(1)}));
  EXPECT_EQ(ids.size(), 1000U);
}

TEST(Ids, OtherTextIsNone) {
  EXPECT_FALSE(IsId(""));
  EXPECT_FALSE(IsId("01ARZ3NDEKTSV4RRFFQ69G5FA"));    // short
  EXPECT_FALSE(IsId("01ARZ3NDEKTSV4RRFFQ69G5FAl"));   // lower case
  EXPECT_FALSE(IsId("81ARZ3NDEKTSV4RRFFQ69G5FAV"));   // above 48 bits
  EXPECT_FALSE(IsId("01ARZ3NDEKTSV4RRFFQ69G5FA\0"));  // a NUL byte
  EXPECT_EQ(TimeOfId("x"), std::nullopt);
  EXPECT_EQ(LowestId(Time{milliseconds(-5)}), std::string(26, '0'));
}

}  // namespace
}  // namespace assay::judge
