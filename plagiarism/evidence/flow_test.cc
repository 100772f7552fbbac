#include "plagiarism/evidence/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "plagiarism/evidence/features.h"

namespace assay::plagiarism {
namespace {

std::set<uint64_t> Structure(std::string_view path, std::string_view text) {
  const SourceTree source = ReadSource(path, text);
  FeatureBag bag;
  AddStructureFeatures(source, 0, bag);
  std::set<uint64_t> hashes;
  for (const Feature& feature : bag) hashes.insert(feature.hash);
  return hashes;
}

// How much of `one` is in `other`.
double In(const std::set<uint64_t>& one, const std::set<uint64_t>& other) {
  std::vector<uint64_t> both;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(),
                        std::back_inserter(both));
  return one.empty() ? 0 : static_cast<double>(both.size()) / static_cast<double>(one.size());
}

constexpr std::string_view kPlain =
    "int total(int[] xs) {\n  int sum = 0;\n  for (int i = 0; i < xs.length; i++) {\n"
    "    if (xs[i] > 10) { sum = sum + xs[i] * 3; }\n  }\n  System.out.println(sum);\n"
    "  return sum;\n}\n";

std::set<uint64_t> Java(const std::string& body) {
  return Structure("A.java", "class A {\n" + body + "}\n");
}

TEST(Flow, NamesDoNotMatter) {
  EXPECT_EQ(Java(std::string(kPlain)),
            Java("int q(int[] a) {\n  int b = 0;\n  for (int c = 0; c < a.length; c++) {\n"
                 "    if (a[c] > 10) { b = b + a[c] * 3; }\n  }\n  System.out.println(b);\n"
                 "  return b;\n}\n"));
}

TEST(Flow, LoopFormsConditionsAndShorthandDoNotMatter) {
  const auto other = Java(
      "int total(int[] xs) {\n  int i = 0;\n  int sum = 0;\n  while (xs.length > i) {\n"
      "    if (!(10 >= xs[i])) { sum += 3 * xs[i]; }\n    i = i + 1;\n  }\n"
      "  System.out.println(sum);\n  return sum;\n}\n");
  EXPECT_GT(In(Java(std::string(kPlain)), other), 0.85);
}

TEST(Flow, StatementsThatDoNothingTakeNothingAway) {
  const auto other = Java(
      "int total(int[] xs) {\n  int sum = 0;\n  int p1 = 7;\n"
      "  for (int i = 0; i < xs.length; i++) {\n    double p2 = 1.5;\n"
      "    if (xs[i] > 10) { sum = sum + xs[i] * 3;\n      boolean p3 = true; }\n  }\n"
      "  System.out.println(sum);\n  String p4 = \"x\";\n  return sum;\n}\n");
  EXPECT_EQ(In(Java(std::string(kPlain)), other), 1);
}

TEST(Flow, SplitExpressionsAndExtractedFunctionsKeepMost) {
  const auto other = Java(
      "int part(int x) {\n  int y = x * 3;\n  return y;\n}\n"
      "int total(int[] xs) {\n  int sum = 0;\n  for (int i = 0; i < xs.length; i++) {\n"
      "    int v = xs[i];\n    if (v > 10) { sum = sum + part(v); }\n  }\n"
      "  System.out.println(sum);\n  return sum;\n}\n");
  EXPECT_GT(In(Java(std::string(kPlain)), other), 0.75);
}

TEST(Flow, ATranslationKeepsMost) {
  const auto python =
      Structure("a.py",
                "def total(xs):\n    s = 0\n    for i in range(len(xs)):\n        if xs[i] > 10:\n"
                "            s += xs[i] * 3\n    print(s)\n    return s\n");
  const auto cpp = Structure(
      "a.cc",
      "int total(std::vector<int> xs) {\n  int s = 0;\n  for (size_t i = 0; i < xs.size(); ++i)\n"
      "    if (xs[i] > 10) s += xs[i] * 3;\n  std::cout << s << std::endl;\n  return s;\n}\n");
  const auto kotlin = Structure(
      "a.kt",
      "fun total(xs: List<Int>): Int {\n    var s = 0\n    for (i in 0 until xs.size) {\n"
      "        if (xs[i] > 10) { s += xs[i] * 3 }\n    }\n    println(s)\n    return s\n}\n");
  const auto java = Java(std::string(kPlain));
  EXPECT_GT(In(java, python), 0.6);
  EXPECT_GT(In(java, cpp), 0.6);
  EXPECT_GT(In(java, kotlin), 0.6);
}

TEST(Flow, AnotherProgramIsAnother) {
  const auto other = Java(
      "String turn(String s) {\n  StringBuilder b = new StringBuilder();\n"
      "  while (s.length() > 0) {\n    b.append(s.charAt(s.length() - 1));\n"
      "    s = s.substring(0, s.length() - 1);\n  }\n  return b.toString();\n}\n");
  EXPECT_LT(In(Java(std::string(kPlain)), other), 0.35);
}

TEST(Flow, DeepNestingIsBounded) {
  std::string deep = "x = ";
  for (int i = 0; i < 5000; ++i) deep += "-(1+";
  EXPECT_NO_FATAL_FAILURE(Structure("a.py", deep));
  std::string blocks;
  for (int i = 0; i < 2000; ++i) blocks += "if (a) {";
  EXPECT_NO_FATAL_FAILURE(Structure("a.c", "int f(int a) {" + blocks));
}

}  // namespace
}  // namespace assay::plagiarism
