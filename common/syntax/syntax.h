#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Source code as a syntax tree, by tree-sitter. Sources with mistakes have trees too, with error
// nodes in them.
namespace assay::syntax {

// A node's place; offsets in bytes, lines and columns (in bytes) from 1.
struct SyntaxSpan {
  uint32_t begin = 0, end = 0;
  int line = 1, column = 1, end_line = 1, end_column = 1;
};

// Immutable; borrows the text it was parsed from.
class SyntaxTree {
 public:
  // `language` is a name of the language table. kNotFound: no grammar for it. kResourceExhausted:
  // more than 4 MiB, or not parsed within 2 seconds.
  static Result<SyntaxTree> Parse(std::string_view language, std::string_view text);
  SyntaxTree(SyntaxTree&&) noexcept;
  SyntaxTree& operator=(SyntaxTree&&) noexcept;
  ~SyntaxTree();

  std::string_view text() const { return text_; }
  bool has_error() const;

  struct Node {
    std::string_view type;
    std::string_view parent_type;  // empty at the root
    std::string_view field;        // its name in the parent ("operator"); may be empty
    bool named = false;
    size_t children = 0;
    SyntaxSpan span;
  };
  // Every node, in the order of the text, parents first. `visit` returns whether to go into it.
  void Visit(const std::function<bool(const Node&)>& visit) const;

 private:
  friend class SyntaxQuery;
  struct State;
  SyntaxTree(std::unique_ptr<State> state, std::string_view text);
  std::unique_ptr<State> state_;
  std::string_view text_;
};

// A tree-sitter query, with the predicates #eq?, #not-eq?, #match?, #not-match?, #any-of? and
// #not-any-of?. Immutable.
class SyntaxQuery {
 public:
  // kInvalidArgument says line, column and what is wrong there.
  static Result<SyntaxQuery> Compile(std::string_view language, std::string_view query);
  SyntaxQuery(SyntaxQuery&&) noexcept;
  SyntaxQuery& operator=(SyntaxQuery&&) noexcept;
  ~SyntaxQuery();

  // One span a match: of its capture @here where there is one, else of its first. At most `limit`.
  std::vector<SyntaxSpan> Find(const SyntaxTree& tree, size_t limit = 1000) const;

 private:
  struct State;
  explicit SyntaxQuery(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// "python", "java", "cpp", "c", "javascript", "typescript", "tsx", "go", "rust",
// "csharp", "kotlin".
bool HasGrammar(std::string_view language);

}  // namespace assay::syntax
