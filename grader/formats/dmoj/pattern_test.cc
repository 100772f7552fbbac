#include "grader/formats/dmoj/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader::dmoj {
namespace {

using testing::HasSubstr;

// "1.in+1.out [2.1.in+2.1.out 2.2.in+]": what is in brackets is a batch.
std::string Show(const Result<std::vector<MatchedGroup>>& groups) {
  if (!groups.ok()) return groups.status().message();
  std::string text;
  for (const MatchedGroup& group : *groups) {
    std::string cases;
    for (const MatchedCase& one : group.cases) {
      cases += (cases.empty() ? "" : " ") + one.input + "+" + one.output;
    }
    text += (text.empty() ? "" : " ") + (group.batch ? "[" + cases + "]" : cases);
  }
  return text;
}

std::string Default(const std::vector<std::string>& names) {
  return Show(
      MatchCases(names, std::string(kDefaultInputPattern), std::string(kDefaultOutputPattern)));
}

TEST(Pattern, TheDefaultOnesFindWhatTheirDocumentationShows) {
  EXPECT_EQ(Default({"test.1.in", "test.1.out", "readme"}), "test.1.in+test.1.out");
  EXPECT_EQ(Default({"test-case-1.in", "test-case-1.out"}), "test-case-1.in+test-case-1.out");
  EXPECT_EQ(Default({"3.in", "2.2.in", "2.1.in", "1.in", "1.out", "2.1.out", "2.2.out", "3.out"}),
            "1.in+1.out [2.1.in+2.1.out 2.2.in+2.2.out] 3.in+3.out");
  EXPECT_EQ(Default({"test-1-2.in", "test-1-2.out"}), "[test-1-2.in+test-1-2.out]");
  EXPECT_EQ(Default({"10.in", "9.in"}), "9.in+ 10.in+");  // numbers, not texts
  EXPECT_EQ(Default({"T.IN1", "T.OUT1"}), "T.IN1+T.OUT1");
}

TEST(Pattern, OwnOnesMaySortByText) {
  EXPECT_EQ(Show(MatchCases({"b.1.in", "a.2.in", "a.1.in", "7.in"},
                            R"(((?P<batch>\w+)\.)?(?P<case>\d+)\.in)", "none(?P<case>x)")),
            "[a.1.in+ a.2.in+] [b.1.in+] 7.in+");
}

TEST(Pattern, SaysWhatIsWrong) {
  EXPECT_THAT(Show(MatchCases({"a"}, "(?P<case>", "x")), HasSubstr("wrong at character"));
  EXPECT_THAT(Show(MatchCases({"a"}, "a", "x")), HasSubstr("(?P<case>"));
  EXPECT_THAT(Default({"a.1.in", "b.1.in", "x1y1.in"}), HasSubstr("+"));
  EXPECT_THAT(Show(MatchCases({"1.2.in", "1.3.in"}, R"((?P<x>\d+)\.(?P<case>\d+)\.in|q)", "x")),
              HasSubstr("1.2.in+ 1.3.in+"));
  EXPECT_THAT(Show(MatchCases({std::string(60, 'a') + "!"}, "(?P<case>(a+)+)+$", "x")),
              HasSubstr("match limit"));
}

}  // namespace
}  // namespace assay::grader::dmoj
