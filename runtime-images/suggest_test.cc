#include "runtime-images/suggest.h"

#include <gtest/gtest.h>

namespace assay::runtime_images {
namespace {

TEST(SuggestTest, DistanceCountsSlipsOfTheHand) {
  EXPECT_EQ(EditDistance("python", "python"), 0U);
  EXPECT_EQ(EditDistance("pyhton", "python"), 1U);  // two neighbours swapped
  EXPECT_EQ(EditDistance("pyton", "python"), 1U);
  EXPECT_EQ(EditDistance("", "abc"), 3U);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
}

TEST(SuggestTest, NamesTheNearestOnly) {
  EXPECT_EQ(DidYouMean("pyhton", {"php", "python", "pypy"}), "; did you mean \"python\"?");
  EXPECT_EQ(DidYouMean("cobol", {"php", "python", "pypy"}), "");
  EXPECT_EQ(DidYouMean("x", {}), "");
}

TEST(SuggestTest, LongWordsCostNothing) {
  const std::string longest(1 << 20, 'a');
  EXPECT_EQ(DidYouMean(longest, {"python"}), "");
}

}  // namespace
}  // namespace assay::runtime_images
