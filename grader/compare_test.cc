#include "grader/compare.h"

#include <gtest/gtest.h>

#include <clocale>

namespace assay::grader {
namespace {

using Kind = ComparisonSpec::Kind;
using std::string_view_literals::operator""sv;

Comparison Do(const ComparisonSpec& spec, std::string_view expected, std::string_view actual) {
  Result<Comparison> result = Compare(spec, expected, actual);
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  if (!result.ok()) return {};
  EXPECT_LE(result->expected_offset, expected.size());
  EXPECT_LE(result->actual_offset, actual.size());
  EXPECT_EQ(result->equal, result->score == 1) << result->score;
  EXPECT_EQ(result->equal, result->difference.empty()) << result->difference;
  return *result;
}
bool Same(const ComparisonSpec& spec, std::string_view expected, std::string_view actual) {
  return Do(spec, expected, actual).equal;
}
std::string Says(const ComparisonSpec& spec, std::string_view expected, std::string_view actual) {
  return Do(spec, expected, actual).difference;
}
ComparisonSpec Of(Kind kind) {
  ComparisonSpec spec;
  spec.kind = kind;
  return spec;
}
ComparisonSpec Flags(const std::vector<std::string>& flags) {
  auto spec = ParseKattisFlags(flags);
  EXPECT_TRUE(spec.ok()) << spec.status().ToString();
  return *spec;
}

// ---------------------------------------------------------------------------- tokens

TEST(CompareTokens, WhitespaceDoesNotMatter) {
  EXPECT_TRUE(Same({}, "1 2\n3\n", "1\t2   3"));
  EXPECT_TRUE(Same({}, "1 2\n3\n", "\r\n 1\v2\f3"));
  EXPECT_TRUE(Same({}, "", "\n\n"));
  EXPECT_TRUE(Same({}, "", {}));
  EXPECT_FALSE(Same({}, "1 2", "12"));
  EXPECT_FALSE(Same({}, "12", "1 2"));
}

TEST(CompareTokens, SaysWhereTheDifferenceIs) {
  const Comparison c = Do({}, "1\n2\n7 4 5\n", "1\n2\n7 4 6\n");
  EXPECT_EQ(c.difference, "line 3, token 3: expected \"5\", got \"6\"");
  EXPECT_EQ(c.expected_offset, 8U);
  EXPECT_EQ(c.actual_offset, 8U);
  EXPECT_EQ(Says({}, "1 2", "1"), "line 1, token 2: expected \"2\", got the end of the output");
  EXPECT_EQ(Says({}, "1", "1 2"), "line 1, token 2: expected the end of the output, got \"2\"");
  EXPECT_EQ(Says({}, "7", ""), "expected \"7\", but the output is empty");
  EXPECT_EQ(Says({}, "7", " \n"), "expected \"7\", but the output is only blanks");
  EXPECT_EQ(Says({}, "YES", "Yes"),
            "line 1, token 1: expected \"YES\", got \"Yes\" (only upper and lower case differ)");
}

TEST(CompareTokens, NulIsAByteLikeOthers) {
  EXPECT_FALSE(Same({}, "7", "7\0"sv));
  EXPECT_FALSE(Same({}, "7", "7\0 8"sv));
  EXPECT_FALSE(Same({}, "\0a"sv, "\0b"sv));
  EXPECT_TRUE(Same({}, "\0a"sv, "\0a\n"sv));
  EXPECT_EQ(Says({}, "7", "7\0"sv), "line 1, token 1: expected \"7\", got \"7\\x00\"");
  EXPECT_FALSE(Same(Flags({"float_tolerance 1"}), "7", "7\0"sv));
  EXPECT_FALSE(Same(Flags({}), "a", "a\0b"sv));
}

TEST(CompareTokens, LongTokensAreCutAboutTheDifference) {
  std::string a(1 << 20, 'x');
  std::string b = a;
  b[700'000] = 'y';
  const std::string said = Says({}, a, b);
  EXPECT_LT(said.size(), 200U);
  EXPECT_NE(said.find("xy"), std::string::npos) << said;
  EXPECT_TRUE(Same({}, a, a + "\n"));
  EXPECT_FALSE(Same({}, a, a + "x"));
}

TEST(CompareTokens, CaseOfAsciiLettersOnly) {
  ComparisonSpec spec;
  EXPECT_FALSE(Same(spec, "YES", "yes"));
  spec.case_sensitive = false;
  EXPECT_TRUE(Same(spec, "YES no", "yes\nNO"));
  EXPECT_FALSE(Same(spec, "@", "`"));
  EXPECT_FALSE(Same(spec, "[", "{"));
  EXPECT_FALSE(Same(spec, "É", "é"));
}

TEST(CompareTokens, SpaceSensitive) {
  ComparisonSpec spec;
  spec.space_sensitive = true;
  EXPECT_TRUE(Same(spec, "1 2\n", "1 2\n"));
  for (const std::string_view other : {"1  2\n", "1 2", "1 2\n\n", " 1 2\n", "1\t2\n", "1 2 \n"})
    EXPECT_FALSE(Same(spec, "1 2\n", other)) << other;
  EXPECT_EQ(Says(spec, "1 2\n", "1\t2\n"),
            "line 1: the blanks differ: expected \" \", got \"\\t\"; apart from blanks and line "
            "ends the output is right");
  EXPECT_FALSE(Do(spec, "1 2\n", "1  2\n").presentation);
  spec.presentation_error = true;
  EXPECT_TRUE(Do(spec, "1 2\n", "1  2\n").presentation);
  EXPECT_FALSE(Do(spec, "1 2\n", "1  3\n").presentation);
}

TEST(CompareTokens, LineSensitiveAsDmojStandard) {
  ComparisonSpec spec;
  spec.line_sensitive = true;
  EXPECT_TRUE(Same(spec, "1 2\n3\n", "1\t  2 \r\n\n3"));
  EXPECT_TRUE(Same(spec, "1 2\n3\n", "\n\n1 2\n3"));
  EXPECT_FALSE(Same(spec, "1 2\n3\n", "1\n2\n3\n"));
  EXPECT_FALSE(Same(spec, "1 2\n3\n", "1 2 3\n"));
  EXPECT_FALSE(Same(spec, "1 2\n3\n", "1 2\n"));
  EXPECT_FALSE(Same(spec, "1 2\n", "1 2\n3"));
  EXPECT_TRUE(Same(spec, "", "\n "));
}

// ---------------------------------------------------------------------------- numbers

TEST(CompareNumbers, KattisTolerances) {
  const ComparisonSpec both = Flags({"float_tolerance", "1e-6"});
  EXPECT_TRUE(Same(both, "1000000", "1000000.5"));  // relative
  EXPECT_TRUE(Same(both, "0.0", "0.0000009"));      // absolute
  EXPECT_FALSE(Same(both, "0", "0.0000011"));
  EXPECT_TRUE(Same(both, "x 1.0 y", "X 1 Y"));
  EXPECT_FALSE(Same(both, "1.0", "one"));
  EXPECT_FALSE(Same(both, "one", "1.0"));
  const ComparisonSpec absolute = Flags({"float_absolute_tolerance", "0.5"});
  EXPECT_TRUE(Same(absolute, "1", "1.5"));
  EXPECT_FALSE(Same(absolute, "1000000", "1000000.6"));
  const ComparisonSpec relative = Flags({"float_relative_tolerance 0.5"});
  EXPECT_TRUE(Same(relative, "4", "6"));
  EXPECT_FALSE(Same(relative, "4", "6.1"));
  EXPECT_FALSE(Same(relative, "0", "1e-300"));
  EXPECT_TRUE(Same(relative, "0", "-0.0"));
  EXPECT_TRUE(Same(relative, "6", "4"));
  EXPECT_FALSE(Same(relative, "2", "4"));  // relative to the expected number
  EXPECT_TRUE(Same(relative, "4", "2"));
}

TEST(CompareNumbers, OnlyWithATolerance) {
  EXPECT_FALSE(Same({}, "1e3", "1000"));
  EXPECT_FALSE(Same({}, "1.0", "1"));
  ComparisonSpec spec;
  spec.absolute = 0;
  EXPECT_TRUE(Same(spec, "1e3", "1000"));
  EXPECT_TRUE(Same(spec, "+1", "1."));
  EXPECT_TRUE(Same(spec, "-.5", "-0.5"));
  EXPECT_TRUE(Same(spec, "007", "7"));
}

TEST(CompareNumbers, WhatIsNoNumberIsText) {
  ComparisonSpec spec;
  spec.absolute = 1e300;
  spec.relative = 1e300;
  for (const std::string_view word :
       {"nan", "NaN", "-nan",  "inf",    "-inf", "infinity", "0x10", "0x1p3",
        "1e",  "1e+", "1e999", "-1e999", "1,5",  "1_0",      "1f",   "--1",
        "+-1", "-+1", ".",     "+",      "-",    "e5",       "1.2.3"}) {
    EXPECT_TRUE(Same(spec, word, word)) << word;
    EXPECT_FALSE(Same(spec, "1", word)) << word;
    EXPECT_FALSE(Same(spec, word, "1")) << word;
  }
  EXPECT_FALSE(Same(spec, "nan", "NaN"));
  EXPECT_FALSE(Same(spec, "inf", "nan"));
  EXPECT_FALSE(Same(spec, "inf", "-inf"));
  EXPECT_FALSE(Same(spec, "inf", "1e999"));
  // The distance of these is infinite, and so is the tolerance.
  EXPECT_FALSE(Same(spec, "1.7e308", "-1.7e308"));
}

TEST(CompareNumbers, TooSmallIsZero) {
  ComparisonSpec spec;
  spec.absolute = 1e-9;
  EXPECT_TRUE(Same(spec, "0", "1e-400"));
  EXPECT_TRUE(Same(spec, "0", "-0.000e999999999999999999999"));
  EXPECT_TRUE(Same(spec, "0", "1e-999999999999999999999"));
  EXPECT_TRUE(Same(spec, "0", "0." + std::string(500, '0') + "1"));
  EXPECT_FALSE(Same(spec, "0", "1" + std::string(500, '0')));
  EXPECT_FALSE(Same(spec, "0", "1" + std::string(500, '0') + "e-10"));
  EXPECT_TRUE(Same(spec, "1", "1" + std::string(500, '0') + "e-500"));
}

TEST(CompareNumbers, Ulp) {
  ComparisonSpec spec;
  spec.ulp = 1;
  EXPECT_TRUE(Same(spec, "1", "1.0000000000000002"));
  EXPECT_FALSE(Same(spec, "1", "1.0000000000000005"));
  EXPECT_TRUE(Same(spec, "0.0", "-0"));
  EXPECT_TRUE(Same(spec, "0", "5e-324"));
  EXPECT_TRUE(Same(spec, "0", "-5e-324"));
  EXPECT_FALSE(Same(spec, "-1", "1"));
}

TEST(CompareNumbers, SaysHowFarOff) {
  EXPECT_EQ(Says(Flags({"float_tolerance", "1e-6"}), "3.14", "3.15"),
            "line 1, token 1: expected \"3.14\", got \"3.15\" (off by 0.01; allowed: 1e-06 "
            "absolute, 1e-06 relative)");
  EXPECT_EQ(Says(Flags({"float_tolerance", "1e-6"}), "3.14", "pi"),
            "line 1, token 1: expected \"3.14\", got \"pi\" (which is not a number)");
}

TEST(CompareNumbers, NoLocaleHasASay) {
  if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) std::setlocale(LC_ALL, "C.UTF-8");
  ComparisonSpec spec;
  spec.absolute = 0.2;
  EXPECT_TRUE(Same(spec, "1.5", "1.6"));
  EXPECT_FALSE(Same(spec, "1.5", "1,6"));
  std::setlocale(LC_ALL, "C");
}

TEST(CompareNumbers, DmojFloats) {
  ComparisonSpec spec;
  spec.decimals = 3;
  EXPECT_TRUE(Same(spec, "abc 0.5 x\n2000\n", "abc 0.5009 x\n2001.9\n"));
  EXPECT_FALSE(Same(spec, "0.5", "0.5011"));
  EXPECT_FALSE(Same(spec, "2000", "2002.1"));
  EXPECT_TRUE(Same(spec, "1\n\n2\n", "1\r\n2"));
  EXPECT_FALSE(Same(spec, "1 2\n", "1\n2\n"));      // tokens a line
  EXPECT_FALSE(Same(spec, "1\n2\n", "1\n \n2\n"));  // a line of blanks is a line
  EXPECT_FALSE(Same(spec, "1\n", "1\n2\n"));
  EXPECT_FALSE(Same(spec, "nan", "NaN"));
  spec.decimals_mode = ComparisonSpec::DecimalsMode::kAbsolute;
  EXPECT_TRUE(Same(spec, "0", "0.0009"));
  EXPECT_FALSE(Same(spec, "2000", "2001"));
  spec.decimals_mode = ComparisonSpec::DecimalsMode::kRelative;
  EXPECT_FALSE(Same(spec, "0", "0.0009"));
  EXPECT_TRUE(Same(spec, "-2000", "-2001.9"));
  EXPECT_FALSE(Same(spec, "-2000", "2000"));
}

// ---------------------------------------------------------------------------- bytes and lines

TEST(CompareExact, EveryByte) {
  ComparisonSpec spec = Of(Kind::kExact);
  EXPECT_TRUE(Same(spec, "a\0b\n"sv, "a\0b\n"sv));
  EXPECT_FALSE(Same(spec, "a\n", "a"));
  EXPECT_FALSE(Same(spec, "", "\n"));
  const Comparison c = Do(spec, "one\ntwo three\n", "one\ntwo  three\n");
  EXPECT_EQ(c.difference,
            "line 2, byte 5: expected \"three\\n\", got \" three\\n\"; apart from blanks and line "
            "ends the output is right");
  EXPECT_FALSE(c.presentation);
  spec.presentation_error = true;
  EXPECT_TRUE(Do(spec, "a b", "a\nb\n").presentation);
  EXPECT_FALSE(Do(spec, "a b", "a B").presentation);
}

TEST(CompareLines, EndsOfLinesDoNotMatter) {
  ComparisonSpec spec = Of(Kind::kLines);
  EXPECT_TRUE(Same(spec, "a b\n\nc\n", "a b  \r\n\t\nc\n\n \n"));
  EXPECT_TRUE(Same(spec, "a\n\n\n", "a"));
  EXPECT_FALSE(Same(spec, "a b", "a  b"));
  EXPECT_FALSE(Same(spec, "a\nb", "a\n\nb"));
  EXPECT_FALSE(Same(spec, "a", " a"));
  EXPECT_EQ(Says(spec, "a\nb\n", "a\nc\n"), "line 2: expected \"b\", got \"c\"");
  EXPECT_EQ(Says(spec, "a\nb\n", "a\n"), "line 2: expected \"b\", got the end of the output");
  spec.presentation_error = true;
  EXPECT_TRUE(Do(spec, "a b", "a  b").presentation);
}

TEST(CompareStrippedLines, AsDmojRstripped) {
  ComparisonSpec spec = Of(Kind::kStrippedLines);
  EXPECT_TRUE(Same(spec, "a\nb\n", "a \nb\t\n"));
  EXPECT_FALSE(Same(spec, "a\nb\n", "a\nb"));      // one line less
  EXPECT_FALSE(Same(spec, "a\nb\n", "a\r\nb\n"));  // \r ends a line too
  EXPECT_FALSE(Same(spec, "a", " a"));
  spec.skip_empty_lines = true;
  EXPECT_TRUE(Same(spec, "a\nb\n", "a\r\n\nb"));
  EXPECT_FALSE(Same(spec, "a\nb\n", "a\n \nb"));
}

TEST(CompareLineCount, PointsByLines) {
  const ComparisonSpec spec = Of(Kind::kLineCount);
  EXPECT_TRUE(Same(spec, "a\nb\n", " a\n\nb \n"));
  EXPECT_TRUE(Same(spec, "", "\n"));
  EXPECT_DOUBLE_EQ(Do(spec, "a\nb\nc\nd\n", "a\nx\nc\n").score, 0.5);
  EXPECT_EQ(Says(spec, "a\nb\nc\nd\n", "a\nx\nc\n"),
            "2 of 4 lines are right; line 2: expected \"b\", got \"x\"");
  EXPECT_EQ(Do(spec, "a\n", "a\na\n").score, 0);
  EXPECT_EQ(Says(spec, "a\n", "a\na\n"), "expected 1 line, got 2");
  EXPECT_DOUBLE_EQ(Do(spec, "a\nb\n", "a\n").score, 0.5);
}

TEST(CompareLineMatches, PointsOfEachLine) {
  ComparisonSpec spec = Of(Kind::kLineMatches);
  spec.line_points = {1, 0, 3};
  EXPECT_TRUE(Same(spec, "a\nb\nc\n", "a\nx\nc\n"));
  EXPECT_DOUBLE_EQ(Do(spec, "a\nb\nc\n", "x\nb\nc\n").score, 0.75);
  EXPECT_EQ(Do(spec, "a\nb\nc\n", "a\nb\n").score, 0);
  spec.all_lines = false;
  EXPECT_DOUBLE_EQ(Do(spec, "a\nb\nc\n", "a\nb\n").score, 0.25);
  EXPECT_FALSE(Compare(spec, "a\n", "a\n").ok());
  spec.line_points = {0};
  EXPECT_FALSE(Compare(spec, "a\n", "a\n").ok());
  spec.line_points = {1e300, 1e-300};
  EXPECT_FALSE(Same(spec, "a\nb\n", "a\nx\n"));  // what is lost is nothing in a double
}

TEST(CompareUnordered, LinesInAnyOrder) {
  ComparisonSpec spec = Of(Kind::kUnordered);
  EXPECT_TRUE(Same(spec, "a b\nc\nc\n", "c\n\na   b\r\nc"));
  EXPECT_FALSE(Same(spec, "a\na\nb\n", "a\nb\nb\n"));
  EXPECT_FALSE(Same(spec, "a b\n", "b a\n"));
  EXPECT_FALSE(Same(spec, "a\n", "a\na\n"));
  EXPECT_FALSE(Same(spec, "ab\n", "a b\n"));
  EXPECT_EQ(Says(spec, "a\nb\n", "b\nx\n"),
            "the line \"a\" is missing, or not there often enough; line 2: \"x\" is not expected");
  spec.space_sensitive = true;
  EXPECT_TRUE(Same(spec, "a b\nc\n\n", "c  \na b\n"));
  EXPECT_FALSE(Same(spec, "a b\nc\n", "c\na  b\n"));
  EXPECT_FALSE(Same(spec, "a b\nc\n", "c\n a b\n"));
  spec.case_sensitive = false;
  EXPECT_TRUE(Same(spec, "A b\nc\n", "C\na B\n"));
}

TEST(CompareUnordered, TokensInAnyOrder) {
  ComparisonSpec spec = Of(Kind::kSortedTokens);
  EXPECT_TRUE(Same(spec, "3 1 2\n", "1\n2\n3"));
  EXPECT_FALSE(Same(spec, "3 1 2\n", "1 2 2"));
  EXPECT_FALSE(Same(spec, "\0"sv, ""));
  EXPECT_EQ(Says(spec, "1 2", "1 2 2"),
            "line 1: \"2\" is not expected (so often); expected 2 tokens, got 3");
  EXPECT_FALSE(Same(spec, "a", "A"));
  spec.case_sensitive = false;
  EXPECT_TRUE(Same(spec, "a B", "b A"));
}

TEST(CompareCharacters, AsDmojEasy) {
  const ComparisonSpec spec = Of(Kind::kCharacters);
  EXPECT_TRUE(Same(spec, "Hello, World", "world hello,"));
  EXPECT_FALSE(Same(spec, "aab", "abb"));
  EXPECT_FALSE(Same(spec, "a", "a\0"sv));
  EXPECT_EQ(Says(spec, "aab", "ab"), "the character \"a\": expected 2 times, got 1");
}

// ---------------------------------------------------------------------------- others

TEST(CompareRegex, TheWholeOutput) {
  ComparisonSpec spec = Of(Kind::kRegex);
  EXPECT_TRUE(Same(spec, "[0-9]+ apples?\n", "17 apples\n"));
  EXPECT_FALSE(Same(spec, "[0-9]+", "17 apples"));
  EXPECT_FALSE(Same(spec, "[0-9]+", "x17"));
  EXPECT_FALSE(Same(spec, "[0-9]+", "17\n18\n"));
  EXPECT_FALSE(Same(spec, "a", "A"));
  EXPECT_FALSE(Same(spec, "a", "a\0"sv));
  spec.case_sensitive = false;
  EXPECT_TRUE(Same(spec, "a", "A"));
  const auto wrong = Compare(spec, "(", "x");
  EXPECT_EQ(wrong.status().code(), StatusCode::kInvalidArgument);
  // Exponential for a backtracking engine.
  EXPECT_FALSE(Same(spec, "(a*)*(a*)*b", std::string(100'000, 'a')));
}

TEST(CompareNonEmpty, BlanksAreNothing) {
  const ComparisonSpec spec = Of(Kind::kNonEmpty);
  EXPECT_TRUE(Same(spec, "", "x"));
  EXPECT_FALSE(Same(spec, "x", " \n"));
  EXPECT_FALSE(Same(spec, "x", ""));
}

TEST(ParseKattisFlags, ReadsThemAll) {
  const ComparisonSpec none = Flags({});
  EXPECT_FALSE(none.case_sensitive);
  EXPECT_FALSE(none.absolute || none.relative || none.space_sensitive);
  const ComparisonSpec all =
      Flags({"case_sensitive", "space_change_sensitive", "float_absolute_tolerance 1e-3",
             "float_relative_tolerance", "0.5"});
  EXPECT_TRUE(all.case_sensitive && all.space_sensitive);
  EXPECT_EQ(all.absolute, 1e-3);
  EXPECT_EQ(all.relative, 0.5);
}

TEST(ParseKattisFlags, NamesWhatIsWrong) {
  for (const std::vector<std::string>& flags : {std::vector<std::string>{"case_sensitiv"},
                                                {"float_tolerance"},
                                                {"float_tolerance", "x"},
                                                {"float_tolerance", "-1"},
                                                {"float_tolerance", "nan"},
                                                {"float_tolerance", "inf"}}) {
    const auto spec = ParseKattisFlags(flags);
    EXPECT_EQ(spec.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(spec.status().message().find(flags[0]), std::string::npos) << flags[0];
  }
}

}  // namespace
}  // namespace assay::grader
