#include "common/audit/merkle.h"

#include <gtest/gtest.h>

#include "common/crypto/encoding.h"

namespace assay::audit {
namespace {

// The tree as RFC 6962 defines it, split at the largest power of two below its size.
std::string RootByDefinition(const std::vector<std::string>& leaves) {
  if (leaves.empty()) return Sha256Bytes("");
  if (leaves.size() == 1) return LeafHash(leaves[0]);
  size_t split = 1;
  while (split * 2 < leaves.size()) split *= 2;
  const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(split);
  return NodeHash(RootByDefinition({leaves.begin(), middle}),
                  RootByDefinition({middle, leaves.end()}));
}

// The leaves and roots of Certificate Transparency's own tests.
TEST(Merkle, VectorsOfCertificateTransparency) {
  const char* const leaves[] = {"",
                                "00",
                                "10",
                                "2021",
                                "3031",
                                "40414243",
                                "5051525354555657",
                                "606162636465666768696a6b6c6d6e6f"};
  const char* const roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Frontier frontier;
  for (size_t i = 0; i < 8; ++i) {
    frontier.Append(LeafHash(*crypto::HexDecode(leaves[i])));
    EXPECT_EQ(crypto::HexEncode(frontier.Root()), roots[i]) << i + 1;
  }
}

TEST(Merkle, TheFrontierIsTheTree) {
  Frontier frontier;
  std::vector<std::string> leaves;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(frontier.Root(), RootByDefinition(leaves)) << i;
    leaves.push_back(std::to_string(i));
    frontier.Append(LeafHash(leaves.back()));
    const auto again = Frontier::FromText(frontier.size(), frontier.Text());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->Root(), frontier.Root());
  }
}

TEST(Merkle, AFrontierOfAnotherSizeIsNoFrontier) {
  Frontier frontier;
  for (int i = 0; i < 5; ++i) frontier.Append(LeafHash("x"));
  const std::string text = frontier.Text();
  EXPECT_TRUE(Frontier::FromText(5, text).ok());
  EXPECT_FALSE(Frontier::FromText(7, text).ok());
  EXPECT_FALSE(Frontier::FromText(4, text).ok());
  EXPECT_FALSE(Frontier::FromText(5, text.substr(2)).ok());
  EXPECT_FALSE(Frontier::FromText(5, "not hexadecimal").ok());
}

}  // namespace
}  // namespace assay::audit
