#include "grader/compare.h"

#include <gtest/gtest.h>

namespace assay::grader {
namespace {

TEST(CompareTokens, WhitespaceDoesNotMatter) {
  EXPECT_TRUE(CompareTokens("1 2\n3\n", "1\t2   3").equal);
  EXPECT_TRUE(CompareTokens("", "\n\n").equal);
}

TEST(CompareTokens, SaysWhereTheDifferenceIs) {
  const Comparison c = CompareTokens("1\n2\n7\n", "1\n2\n8\n");
  EXPECT_FALSE(c.equal);
  EXPECT_EQ(c.difference, "token 3, line 3: expected \"7\", got \"8\"");
  EXPECT_EQ(CompareTokens("1 2", "1").difference,
            "token 2, line 1: expected \"2\", got the end of the output");
  EXPECT_EQ(CompareTokens("1", "1 2").difference,
            "token 2, line 1: expected the end of the output, got \"2\"");
}

TEST(CompareTokens, NulIsAByteLikeOthers) {
  EXPECT_FALSE(CompareTokens("7", std::string_view("7\0", 2)).equal);
  EXPECT_FALSE(CompareTokens(std::string_view("\0a", 2), std::string_view("\0b", 2)).equal);
  EXPECT_TRUE(CompareTokens(std::string_view("\0a", 2), std::string_view("\0a\n", 3)).equal);
}

}  // namespace
}  // namespace assay::grader
