#include "sandbox/tool/units.h"

#include <gtest/gtest.h>

namespace assay::sandbox {
namespace {

TEST(Units, Sizes) {
  EXPECT_EQ(*ParseSize("4096"), 4096U);
  EXPECT_EQ(*ParseSize("256M"), 256 * kMiB);
  EXPECT_EQ(*ParseSize("64KiB"), 64 * kKiB);
  EXPECT_EQ(*ParseSize("1.5g"), kGiB + kGiB / 2);
  for (const char* bad : {"", "M", "-1", "12x", "nan", "1e30G"})
    EXPECT_FALSE(ParseSize(bad).ok()) << bad;
}

TEST(Units, Times) {
  EXPECT_EQ(*ParseTime("2s"), std::chrono::seconds(2));
  EXPECT_EQ(*ParseTime("2"), std::chrono::seconds(2));
  EXPECT_EQ(*ParseTime("500ms"), std::chrono::milliseconds(500));
  EXPECT_EQ(*ParseTime("2m"), std::chrono::minutes(2));
  for (const char* bad : {"", "s", "-1s", "2h2", "inf", "1e9"})
    EXPECT_FALSE(ParseTime(bad).ok()) << bad;
}

}  // namespace
}  // namespace assay::sandbox
