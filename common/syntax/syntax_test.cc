#include "common/syntax/syntax.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::syntax {
namespace {

using ::testing::HasSubstr;

std::vector<SyntaxSpan> Find(std::string_view language, std::string_view query,
                             std::string_view text) {
  auto compiled = SyntaxQuery::Compile(language, query);
  EXPECT_TRUE(compiled.ok()) << compiled.status().ToString();
  auto tree = SyntaxTree::Parse(language, text);
  EXPECT_TRUE(tree.ok()) << tree.status().ToString();
  if (!compiled.ok() || !tree.ok()) return {};
  return compiled->Find(*tree);
}

TEST(Syntax, EveryGrammarParses) {
  const std::pair<const char*, const char*> sources[] = {
      {"python", "def f(x):\n    return x + 1\n"},
      {"java", "class A { int f(int x) { return x + 1; } }"},
      {"cpp", "template <class T> T f(T x) { return x + 1; }"},
      {"c", "int f(int x) { return x + 1; }"},
      {"javascript", "const f = x => `${x + 1}`;"},
      {"typescript", "const f = (x: number): number => x + 1;"},
      {"go", "package p\nfunc f(x int) int { return x + 1 }\n"},
      {"rust", "fn f(x: i32) -> i32 { x + 1 }"},
  };
  for (const auto& [language, text] : sources) {
    EXPECT_TRUE(HasGrammar(language));
    auto tree = SyntaxTree::Parse(language, text);
    ASSERT_TRUE(tree.ok()) << language << ": " << tree.status().ToString();
    EXPECT_FALSE(tree->has_error()) << language;
  }
  EXPECT_FALSE(SyntaxTree::Parse("cobol", "").ok());
}

TEST(Syntax, QueriesFindPlaces) {
  const auto spans =
      Find("python", "(while_statement) @here", "x = 1\nif x:\n  while True:\n    pass\n");
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].line, 3);
  EXPECT_EQ(spans[0].column, 3);
  EXPECT_EQ(spans[0].end_line, 4);
}

TEST(Syntax, Predicates) {
  const char* text = "eval(1)\nexec(2)\nprint(eval)\nlist.sort(x)\n";
  const auto count = [&](const char* query) { return Find("python", query, text).size(); };
  EXPECT_EQ(count("(call function: (identifier) @f)"), 3U);
  EXPECT_EQ(count("((call function: (identifier) @f) @here (#eq? @f \"eval\"))"), 1U);
  EXPECT_EQ(count("((call function: (identifier) @f) (#not-eq? @f \"eval\"))"), 2U);
  EXPECT_EQ(count("((call function: (identifier) @f) (#any-of? @f \"eval\" \"exec\"))"), 2U);
  EXPECT_EQ(count("((call function: (identifier) @f) (#match? @f \"^e\"))"), 2U);
  EXPECT_EQ(count("((call function: (identifier) @f) (#not-match? @f \"^e\"))"), 1U);
  EXPECT_EQ(Find("python", "((binary_operator left: (_) @a right: (_) @b) (#eq? @a @b))",
                 "x + x\nx + y\n")
                .size(),
            1U);
}

TEST(Syntax, WrongQueriesSayWhere) {
  const auto error = [](const char* query) {
    auto compiled = SyntaxQuery::Compile("python", query);
    return compiled.ok() ? std::string() : compiled.status().message();
  };
  EXPECT_EQ(error("(call) @a\n (whyle_statement) @b"),
            "query, line 2, column 3: no such kind of node");
  EXPECT_THAT(error("(call"), HasSubstr("not a query"));
  EXPECT_THAT(error("(call)"), HasSubstr("captures nothing"));
  EXPECT_THAT(error("((call) @a (#lua-match? @a \"x\"))"),
              HasSubstr("unknown predicate #lua-match?"));
  EXPECT_THAT(error("((call) @a (#match? @a \"(\"))"), HasSubstr("#match?"));
  EXPECT_THAT(error("((call) @a (#eq? @a))"), HasSubstr("wants a capture"));
}

TEST(Syntax, BrokenAndHostileSourcesHaveTrees) {
  auto broken = SyntaxTree::Parse("cpp", "int main( { return");
  ASSERT_TRUE(broken.ok());
  EXPECT_TRUE(broken->has_error());
  EXPECT_FALSE(SyntaxTree::Parse("c", std::string(5U << 20U, ' ')).ok());
}

// Each of them ended tree-sitter 0.20.7.
TEST(Syntax, NestingAsDeepAsOneLikesEndsNothing) {
  const std::pair<const char*, const char*> kinds[] = {
      {"python", "("},       {"c", "switch(a){case 1:"},
      {"c", "if(a) "},       {"c", "(int)"},
      {"c", "#if a\n"},      {"c", "([{"},
      {"cpp", "a["},         {"cpp", "namespace a{"},
      {"csharp", "f("},      {"csharp", "for(;;)"},
      {"go", "f("},          {"go", "new "},
      {"java", "x->"},       {"javascript", "<a>"},
      {"tsx", "`${"},        {"rust", "f("},
      {"typescript", "x=>"}, {"kotlin", "f("},
      {"python", "f\"{"}};
  for (const auto& [language, piece] : kinds) {
    std::string text;
    for (int i = 0; i < 40'000; ++i) text += piece;
    auto tree = SyntaxTree::Parse(language, text);
    if (!tree.ok()) continue;  // takes too long to parse
    size_t nodes = 0;
    tree->Visit([&](const SyntaxTree::Node&) { return ++nodes < 1'000'000; });
    EXPECT_GT(nodes, 0U) << language << " " << piece;
  }
}

TEST(Syntax, VisitGivesTypesFieldsAndParents) {
  auto tree = SyntaxTree::Parse("java", "class A { boolean f(int x) { return x < 1; } }");
  ASSERT_TRUE(tree.ok());
  bool seen = false;
  tree->Visit([&](const SyntaxTree::Node& node) {
    if (node.type == "<") {
      seen = true;
      EXPECT_EQ(node.parent_type, "binary_expression");
      EXPECT_EQ(node.field, "operator");
      EXPECT_FALSE(node.named);
    }
    return true;
  });
  EXPECT_TRUE(seen);
}

TEST(Syntax, EveryGrammarParsesItsOwn) {
  const std::pair<std::string_view, std::string_view> sources[] = {
      {"c", "int main(void) { return 0; }"},
      {"cpp", "template <typename T> T Id(T t) { return t; }"},
      {"csharp", "class A { static void Main() { System.Console.WriteLine(1); } }"},
      {"go", "package main\nfunc main() {}\n"},
      {"java", "class A { public static void main(String[] a) {} }"},
      {"javascript", "const f = (x) => x + 1;"},
      {"kotlin", "fun main() { println(1) }"},
      {"python", "def f(x):\n    return x\n"},
      {"rust", "fn main() { println!(\"{}\", 1); }"},
      {"tsx", "const a: JSX.Element = <p>{1}</p>;"},
      {"typescript", "const f = (x: number): number => x;"}};
  for (const auto& [language, text] : sources) {
    ASSERT_TRUE(HasGrammar(language)) << language;
    const auto tree = SyntaxTree::Parse(language, text);
    ASSERT_TRUE(tree.ok()) << language;
    EXPECT_FALSE(tree->has_error()) << language;
  }
}

}  // namespace
}  // namespace assay::syntax
