#include "plagiarism/source/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plagiarism/source/language.h"

namespace assay::plagiarism {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Language, IsKnownByTheName) {
  EXPECT_EQ(LanguageOf("src/Main.java").grammar, "java");
  EXPECT_EQ(LanguageOf("A.CPP").name, "c++");
  EXPECT_EQ(LanguageOf("b.tsx").grammar, "tsx");
  EXPECT_EQ(LanguageOf("c.rb").grammar, "");
  EXPECT_TRUE(LanguageOf("essay.md").prose);
  EXPECT_EQ(LanguageOf("Makefile").name, "code");
}

TEST(Tree, EachLanguageHasFunctionsCallsAndLiterals) {
  const std::pair<std::string_view, std::string_view> sources[] = {
      {"a.c", "int f(int n) { return g(n, 42, \"x\"); }"},
      {"a.cc", "int f(int n) { return g(n, 42, \"x\"); }"},
      {"A.java", "class A { int f(int n) { return g(n, 42, \"x\"); } }"},
      {"a.py", "def f(n):\n    return g(n, 42, 'x')\n"},
      {"a.js", "function f(n) { return g(n, 42, 'x'); }"},
      {"a.ts", "function f(n: number) { return g(n, 42, 'x'); }"},
      {"a.go", "package a\nfunc f(n int) int { return g(n, 42, \"x\") }\n"},
      {"a.rs", "fn f(n: i32) -> i32 { return g(n, 42, \"x\"); }"},
      {"a.cs", "class A { int f(int n) { return g(n, 42, \"x\"); } }"},
      {"a.kt", "fun f(n: Int): Int { return g(n, 42, \"x\") }"}};
  for (const auto& [path, text] : sources) {
    const SourceTree source = ReadSource(path, text);
    EXPECT_EQ(source.note, "") << path;
    const auto has = [&](NodeKind kind) {
      return std::any_of(source.nodes.begin(), source.nodes.end(),
                         [&](const Node& node) { return node.kind == kind; });
    };
    for (const NodeKind kind : {NodeKind::kFunction, NodeKind::kCall, NodeKind::kReturn,
                                NodeKind::kNumber, NodeKind::kString, NodeKind::kName})
      EXPECT_TRUE(has(kind)) << path << " kind " << static_cast<int>(kind);
    uint32_t last = 0;
    for (const Token& token : source.tokens) {
      EXPECT_LE(last, token.begin) << path;
      EXPECT_LT(token.begin, token.end) << path;
      last = token.begin;
    }
  }
}

TEST(Tree, CommentsAndDocumentationAreNotTokens) {
  const SourceTree source =
      ReadSource("a.py", "def f():\n    \"\"\"What it does.\"\"\"\n    # why\n    return 1\n");
  ASSERT_THAT(source.comments, SizeIs(2));
  for (const Token& token : source.tokens)
    EXPECT_THAT(std::string(source.TextOf(token)), ::testing::Not(HasSubstr("What")));
}

TEST(Tree, MistakesAreANoteWithTheirLine) {
  EXPECT_THAT(ReadSource("A.java", "class A {\n  int x = ;\n}\n").note,
              HasSubstr("does not parse (line 2)"));
}

TEST(Words, UnknownLanguagesHaveTokensToo) {
  const SourceTree source =
      ReadSource("a.rb", "def add(a, b) # sum\n  a + b * 12 - \"x y\"\nend\n");
  EXPECT_THAT(source.nodes, IsEmpty());
  ASSERT_THAT(source.comments, SizeIs(1));
  std::vector<std::string> words;
  for (const Token& token : source.tokens) words.emplace_back(source.TextOf(token));
  EXPECT_THAT(words, ::testing::ElementsAre("def", "add", "(", "a", ",", "b", ")", "a", "+", "b",
                                            "*", "12", "-", "\"x y\"", "end"));
}

TEST(Words, ProseHasNoComments) {
  const SourceTree source = ReadSource("essay.txt", "It's # 1 -- or not.");
  EXPECT_THAT(source.comments, IsEmpty());
}

}  // namespace
}  // namespace assay::plagiarism
