#include "grader/unit_tests/mutate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace assay::grader {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;

std::vector<std::string> Texts(std::string_view language, std::string text) {
  std::vector<std::string> texts;
  for (const Mutant& mutant : MakeMutants(language, {{"f", std::move(text), 0644}}, 1, 1000))
    texts.push_back(mutant.files.at(0).data);
  return texts;
}

TEST(MakeMutants, Python) {
  const auto texts = Texts("python",
                           "def f(a, b):\n    if a < 10 and b:\n        return a + b\n"
                           "    return True\n");
  EXPECT_THAT(texts, Contains(HasSubstr("a <= 10")));
  EXPECT_THAT(texts, Contains(HasSubstr("a < 11")));
  EXPECT_THAT(texts, Contains(HasSubstr("a < 9")));
  EXPECT_THAT(texts, Contains(HasSubstr("10 or b")));
  EXPECT_THAT(texts, Contains(HasSubstr("if not (a < 10 and b):")));
  EXPECT_THAT(texts, Contains(HasSubstr("return a - b")));
  EXPECT_THAT(texts, Contains(HasSubstr("return None\n    return True")));
  EXPECT_THAT(texts, Contains(HasSubstr("return False")));
}

TEST(MakeMutants, JavaAndCpp) {
  const auto java = Texts("java",
                          "class A { static boolean f(int x) { if (x > 0) { return true; }\n"
                          " return x == 7; } }");
  EXPECT_THAT(java, Contains(HasSubstr("x >= 0")));
  EXPECT_THAT(java, Contains(HasSubstr("if (!((x > 0)))")));
  EXPECT_THAT(java, Contains(HasSubstr("x != 7")));
  EXPECT_THAT(java, Contains(HasSubstr("return false")));
  const auto cpp = Texts("cpp",
                         "#include <vector>\nstd::vector<int> v;\nint f(int x) {\n"
                         "  for (int i = 0; i < x; ++i) x -= 2;\n  return x * 3;\n}\n");
  EXPECT_THAT(cpp, Contains(HasSubstr("i <= x")));
  EXPECT_THAT(cpp, Contains(HasSubstr("x += 2")));
  EXPECT_THAT(cpp, Contains(HasSubstr("--i")));
  EXPECT_THAT(cpp, Contains(HasSubstr("return 0;")));
  EXPECT_THAT(cpp, Each(HasSubstr("std::vector<int> v;")));
}

TEST(MakeMutants, TextsTypesAndImportsStay) {
  EXPECT_TRUE(Texts("python", "import a1\nx = \"1 < 2\"\n# 1 + 1\nassert 1 < 2\n").empty());
  EXPECT_TRUE(Texts("cpp", "#define N 10\ntemplate <int N> struct A {};\n").empty());
}

TEST(MakeMutants, TheSeedDecides) {
  std::string text = "def f(x):\n";
  for (int i = 2; i < 40; ++i) text += "    x = x + " + std::to_string(i) + "\n";
  text += "    return x\n";
  const auto names = [&](uint64_t seed) {
    std::vector<std::string> all;
    for (const Mutant& mutant : MakeMutants("python", {{"f.py", text, 0644}}, seed, 10))
      all.push_back(mutant.name);
    return all;
  };
  EXPECT_EQ(names(1), names(1));
  EXPECT_NE(names(1), names(2));
  EXPECT_EQ(names(1).size(), 10U);
  // All kinds come early: there is one return among seventy other changes.
  EXPECT_THAT(names(1), Contains(HasSubstr("return x becomes return None")));
}

TEST(MakeMutants, EveryMutantDiffersOnce) {
  const std::string text = "def f(a):\n    return a * 2 if a > 1 else a // 3\n";
  std::set<std::string> seen;
  for (const Mutant& mutant : MakeMutants("python", {{"f.py", text, 0644}}, 3, 1000)) {
    EXPECT_NE(mutant.files[0].data, text);
    EXPECT_TRUE(seen.insert(mutant.files[0].data).second) << mutant.name;
    EXPECT_THAT(mutant.name, HasSubstr("f.py:2:"));
  }
  EXPECT_GE(seen.size(), 8U);
}

TEST(MakeMutants, BrokenSourcesHaveNone) {
  EXPECT_TRUE(Texts("python", "def f(:\n 1 + 1").empty());
}

}  // namespace
}  // namespace assay::grader
