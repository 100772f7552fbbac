#include "grader/unit_tests/mutate.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "common/syntax/syntax.h"

namespace assay::grader {
namespace {

using syntax::SyntaxSpan;
using syntax::SyntaxTree;

using sandbox::CollectedFile;

struct Edit {
  size_t file = 0;
  uint32_t begin = 0, end = 0;
  int line = 1, column = 1;
  std::string kind, was, becomes;
};

constexpr size_t kMaxEdits = 20'000;

// What an operator is replaced by. Where two replacements say the same for most inputs, the one
// that a boundary test finds stands first.
const std::map<std::string_view, std::vector<std::string_view>>& Operators() {
  static const std::map<std::string_view, std::vector<std::string_view>> kOperators = {
      {"<", {"<=", ">"}}, {"<=", {"<", ">"}}, {">", {">=", "<"}}, {">=", {">", "<"}},
      {"==", {"!="}},     {"!=", {"=="}},     {"===", {"!=="}},   {"!==", {"==="}},
      {"+", {"-"}},       {"-", {"+"}},       {"*", {"+"}},       {"/", {"*"}},
      {"//", {"*"}},      {"%", {"*"}},       {"+=", {"-="}},     {"-=", {"+="}},
      {"*=", {"+="}},     {"&&", {"||"}},     {"||", {"&&"}},     {"and", {"or"}},
      {"or", {"and"}},    {"in", {"not in"}}, {"is", {"is not"}}, {"not in", {"in"}},
      {"is not", {"is"}}, {"&", {"|"}},       {"|", {"&"}},       {"<<", {">>"}},
      {">>", {"<<"}},     {"++", {"--"}},     {"--", {"++"}},
  };
  return kOperators;
}

std::string_view KindOf(std::string_view op) {
  static const std::set<std::string_view> kRelational = {
      "<", "<=", ">", ">=", "==", "!=", "===", "!==", "in", "is", "not in", "is not"};
  static const std::set<std::string_view> kLogical = {"&&", "||", "and", "or"};
  if (kRelational.contains(op)) return "relational";
  return kLogical.contains(op) ? "logical" : "arithmetic";
}

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), text) != set.end();
}

// Nodes whose inside is no behaviour of the program.
bool Inert(std::string_view type) {
  return IsOneOf(type, {"comment",
                        "line_comment",
                        "block_comment",
                        "assert_statement",
                        "import_statement",
                        "import_from_statement",
                        "import_declaration",
                        "preproc_include",
                        "preproc_def",
                        "preproc_if",
                        "static_assert_declaration",
                        "annotation",
                        "marker_annotation",
                        "attribute_item",
                        "decorator",
                        "template_parameter_list",
                        "template_argument_list",
                        "type_parameters",
                        "type_arguments",
                        "type",
                        "generic_type",
                        "use_declaration",
                        "package_declaration",
                        "package_clause",
                        "string",
                        "string_literal",
                        "interpreted_string_literal",
                        "raw_string_literal",
                        "system_lib_string"});
}

// Parents in which a sign is an operator on two values.
bool OperatorParent(std::string_view type) {
  return IsOneOf(
      type, {"binary_expression", "binary_operator", "comparison_operator", "boolean_operator",
             "augmented_assignment", "assignment_expression", "augmented_assignment_expression",
             "compound_assignment_expr", "assignment_statement", "update_expression"});
}

bool IsNumber(std::string_view type) {
  return IsOneOf(type, {"integer", "number_literal", "decimal_integer_literal", "int_literal",
                        "integer_literal", "number"});
}

class Finder {
 public:
  Finder(std::string_view language, size_t file, const SyntaxTree& tree, std::vector<Edit>& edits)
      : language_(language), file_(file), tree_(tree), edits_(edits) {}

  void Run() {
    tree_.Visit([&](const SyntaxTree::Node& node) {
      if (edits_.size() >= kMaxEdits || Inert(node.type)) return false;
      Look(node);
      return true;
    });
  }

 private:
  std::string_view Text(const SyntaxSpan& span) const {
    return tree_.text().substr(span.begin, span.end - span.begin);
  }

  void Add(const SyntaxSpan& span, std::string_view kind, std::string_view becomes) {
    edits_.push_back({file_, span.begin, span.end, span.line, span.column, std::string(kind),
                      std::string(Text(span)), std::string(becomes)});
  }

  void Look(const SyntaxTree::Node& node) {
    const std::string_view text = Text(node.span);
    if (!node.named) {
      if (!OperatorParent(node.parent_type)) return;
      const auto known = Operators().find(text);
      if (known == Operators().end()) return;
      for (const std::string_view other : known->second) Add(node.span, KindOf(text), other);
      return;
    }
    if (IsNumber(node.type) && node.children == 0) {
      Number(node, text);
    } else if (IsOneOf(node.type, {"true", "false", "boolean_literal"})) {
      if (text == "true") Add(node.span, "truth", "false");
      if (text == "false") Add(node.span, "truth", "true");
      if (text == "True") Add(node.span, "truth", "False");
      if (text == "False") Add(node.span, "truth", "True");
    } else if (node.field == "condition" &&
               IsOneOf(node.parent_type,
                       {"if_statement", "while_statement", "elif_clause", "if_expression",
                        "conditional_expression", "ternary_expression"})) {
      Negate(node, text);
    } else if (node.type == "return_statement") {
      Return(node, text);
    }
  }

  void Number(const SyntaxTree::Node& node, std::string_view text) {
    if (text.size() > 9 || text.find_first_not_of("0123456789") != std::string_view::npos) return;
    if (text.size() > 1 && text.front() == '0') return;
    const int value = std::stoi(std::string(text));
    Add(node.span, "number", std::to_string(value + 1));
    if (value > 1) Add(node.span, "number", std::to_string(value - 1));
  }

  void Negate(const SyntaxTree::Node& node, std::string_view text) {
    if (text.find("let ") != std::string_view::npos) return;  // Rust's `if let`
    const bool words = language_ == "python" || language_ == "pypy";
    std::string_view inner = text;
    const bool brackets = inner.starts_with('(') && inner.ends_with(')');
    const std::string negated = (words ? "not (" : "!(") + std::string(text) + ")";
    const bool needs_own = brackets && !words && language_ != "rust" && language_ != "go";
    Add(node.span, "condition", needs_own ? "(" + negated + ")" : negated);
  }

  // "return x;" gives the zero of what x looks like.
  void Return(const SyntaxTree::Node& node, std::string_view text) {
    std::string_view value = text.substr(std::min<size_t>(6, text.size()));
    const bool semicolon = value.ends_with(';');
    if (semicolon) value.remove_suffix(1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    if (value.empty() || value == "0" || value == "None" || value == "nullptr" || value == "null")
      return;
    const bool python = language_ == "python" || language_ == "pypy";
    const std::string nothing = python ? "None" : language_ == "javascript" ? "undefined" : "0";
    if (!python && language_ != "javascript" && IsOneOf(value, {"true", "false"})) return;
    SyntaxSpan span = node.span;
    edits_.push_back({file_, span.begin, span.end, span.line, span.column, "return",
                      std::string(text), "return " + nothing + (semicolon ? ";" : "")});
  }

  std::string_view language_;
  size_t file_;
  const SyntaxTree& tree_;
  std::vector<Edit>& edits_;
};

std::string Short(std::string_view text) {
  std::string line(text.substr(0, 40));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line + (text.size() > 40 ? "…" : "");
}

}  // namespace

std::vector<Mutant> MakeMutants(std::string_view language, const std::vector<CollectedFile>& files,
                                uint64_t seed, size_t most) {
  std::vector<Edit> edits;
  for (size_t i = 0; i < files.size(); ++i) {
    auto tree = SyntaxTree::Parse(language, files[i].data);
    if (!tree.ok() || tree->has_error()) continue;
    Finder(language, i, *tree, edits).Run();
  }
  // std::shuffle differs between libraries; this is the same everywhere.
  std::mt19937_64 random(seed);
  for (size_t i = edits.size(); i > 1; --i) std::swap(edits[i - 1], edits[random() % i]);
  // A turn each: the first of every kind, the second of every kind …
  std::map<std::pair<std::string, size_t>, size_t> turns;
  std::vector<std::pair<size_t, size_t>> order;
  for (size_t i = 0; i < edits.size(); ++i)
    order.emplace_back(turns[{edits[i].kind, edits[i].file}]++, i);
  std::sort(order.begin(), order.end());

  std::vector<Mutant> mutants;
  for (const auto& [turn, i] : order) {
    if (mutants.size() >= most) break;
    const Edit& edit = edits[i];
    Mutant mutant;
    mutant.name = files[edit.file].path + ":" + std::to_string(edit.line) + ":" +
                  std::to_string(edit.column) + ": " + Short(edit.was) + " becomes " +
                  Short(edit.becomes);
    mutant.files = files;
    mutant.files[edit.file].data.replace(edit.begin, edit.end - edit.begin, edit.becomes);
    mutants.push_back(std::move(mutant));
  }
  return mutants;
}

}  // namespace assay::grader
