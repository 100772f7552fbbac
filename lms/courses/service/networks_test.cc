#include "lms/courses/service/networks.h"

#include <gtest/gtest.h>

namespace assay::courses {
namespace {

TEST(NetworksTest, AddressesInNetworks) {
  EXPECT_TRUE(IsIn("10.1.2.3", "10.1.0.0/16"));
  EXPECT_FALSE(IsIn("10.2.2.3", "10.1.0.0/16"));
  EXPECT_TRUE(IsIn("10.1.2.3", "10.1.2.3"));
  EXPECT_TRUE(IsIn("10.1.2.3", "0.0.0.0/0"));
  EXPECT_TRUE(IsIn("::ffff:10.1.2.3", "10.1.0.0/16"));
  EXPECT_TRUE(IsIn("2001:db8::7", "2001:db8::/33"));
  EXPECT_FALSE(IsIn("2001:db8:8000::7", "2001:db8::/33"));
  EXPECT_FALSE(IsIn("10.1.2.3", "2001:db8::/0"));
  EXPECT_FALSE(IsIn("nonsense", "0.0.0.0/0"));
  EXPECT_FALSE(IsIn("", "0.0.0.0/0"));
}

TEST(NetworksTest, NetworksThatAreNone) {
  for (const char* text :
       {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "a/8", "2001:db8::/129"})
    EXPECT_FALSE(IsNetwork(text)) << text;
  for (const char* text : {"10.0.0.0/0", "10.0.0.1", "::/0", "2001:db8::1"})
    EXPECT_TRUE(IsNetwork(text)) << text;
}

}  // namespace
}  // namespace assay::courses
