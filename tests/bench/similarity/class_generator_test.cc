#include "tests/bench/similarity/class_generator.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::bench::similarity {
namespace {

TEST(ClassGenerator, MakesTheSameClassAgainAndAnotherForAnotherSeed) {
  ClassShape shape{20, 2400, 0.2, 5};
  const auto once = MakeClass(shape);
  EXPECT_EQ(once, MakeClass(shape));
  shape.seed = 6;
  EXPECT_NE(once, MakeClass(shape));
}

TEST(ClassGenerator, ProgramsAreAboutAsLargeAsAskedAndNoTwoAreTheSame) {
  const auto texts = MakeClass({200, 2400, 0.5, 1});
  size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  EXPECT_GT(bytes / texts.size(), 2400U);
  EXPECT_LT(bytes / texts.size(), 4000U);
  EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), texts.size());
}

}  // namespace
}  // namespace assay::bench::similarity
