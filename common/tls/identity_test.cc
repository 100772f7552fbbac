#include "common/tls/identity.h"

#include <gtest/gtest.h>

namespace assay::tls {
namespace {

TEST(Identity, RoundTrip) {
  for (const Identity& identity : {Identity{"judge", ""}, Identity{"worker", "w1.rack_2-A"}}) {
    const auto parsed = ParseIdentity(ToUri(identity));
    ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
    EXPECT_EQ(*parsed, identity);
  }
  EXPECT_EQ(ToUri({"worker", "w1"}), "spiffe://assay/worker/w1");
  EXPECT_EQ(ToDnsName("judge"), "judge.assay.internal");
}

TEST(Identity, OthersAreRefused) {
  for (const std::string_view uri :
       {"", "judge", "spiffe://assay", "spiffe://assay/", "spiffe://assay//w1",
        "spiffe://assay/judge/", "spiffe://assay/judge/a/b", "spiffe://other/judge",
        "spiffe://assay/Judge", "spiffe://assay/judge-", "spiffe://assay/judge/..",
        "spiffe://assay/worker/w 1", "SPIFFE://assay/judge", "spiffe://assay/judge?x"}) {
    EXPECT_EQ(ParseIdentity(uri).status().code(), StatusCode::kInvalidArgument) << uri;
  }
  EXPECT_FALSE(ParseIdentityName(std::string(64, 'a')).ok());
  EXPECT_FALSE(ParseIdentityName(std::string_view("judge\0x", 7)).ok());
  EXPECT_TRUE(ParseIdentityName(std::string(63, 'a') + "/" + std::string(63, 'B')).ok());
}

}  // namespace
}  // namespace assay::tls
