#include "common/syntax/syntax.h"

#include <re2/re2.h>
#include <tree_sitter/api.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "common/syntax/grammar.h"

extern "C" {
const TSLanguage* tree_sitter_c();
const TSLanguage* tree_sitter_c_sharp();
const TSLanguage* tree_sitter_cpp();
const TSLanguage* tree_sitter_go();
const TSLanguage* tree_sitter_java();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_kotlin();
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_rust();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_typescript();
}

namespace assay::syntax {

const TSLanguage* Grammar(std::string_view language) {
  if (language == "python" || language == "pypy") return tree_sitter_python();
  if (language == "java") return tree_sitter_java();
  if (language == "cpp") return tree_sitter_cpp();
  if (language == "c") return tree_sitter_c();
  if (language == "javascript") return tree_sitter_javascript();
  if (language == "typescript") return tree_sitter_typescript();
  if (language == "tsx") return tree_sitter_tsx();
  if (language == "go") return tree_sitter_go();
  if (language == "csharp") return tree_sitter_c_sharp();
  if (language == "kotlin") return tree_sitter_kotlin();
  if (language == "rust") return tree_sitter_rust();
  return nullptr;
}

namespace {

constexpr size_t kMaxSource = size_t{4} << 20U;
constexpr uint64_t kMaxParseMicroseconds = 2'000'000;
constexpr uint32_t kMaxMatchesInProgress = 256;

Result<const TSLanguage*> GrammarOf(std::string_view language) {
  const TSLanguage* grammar = Grammar(language);
  if (grammar == nullptr) {
    return NotFound("no grammar for \"" + std::string(language) +
                    "\"; there are python, java, cpp, c, javascript, typescript, tsx, go, rust, "
                    "csharp and kotlin");
  }
  return grammar;
}

SyntaxSpan SpanOf(TSNode node) {
  const TSPoint begin = ts_node_start_point(node), end = ts_node_end_point(node);
  return {ts_node_start_byte(node),        ts_node_end_byte(node),
          static_cast<int>(begin.row) + 1, static_cast<int>(begin.column) + 1,
          static_cast<int>(end.row) + 1,   static_cast<int>(end.column) + 1};
}

std::string_view OrEmpty(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

struct SyntaxTree::State {
  TSTree* tree = nullptr;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ts_tree_delete(tree); }
};

SyntaxTree::SyntaxTree(std::unique_ptr<State> state, std::string_view text)
    : state_(std::move(state)), text_(text) {}
SyntaxTree::SyntaxTree(SyntaxTree&&) noexcept = default;
SyntaxTree& SyntaxTree::operator=(SyntaxTree&&) noexcept = default;
SyntaxTree::~SyntaxTree() = default;

bool HasGrammar(std::string_view language) { return Grammar(language) != nullptr; }

Result<SyntaxTree> SyntaxTree::Parse(std::string_view language, std::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(const TSLanguage* grammar, GrammarOf(language));
  if (text.size() > kMaxSource) {
    return ResourceExhausted("a source of " + std::to_string(text.size()) +
                             " bytes; at most 4 MiB are analysed");
  }
  const std::unique_ptr<TSParser, decltype(&ts_parser_delete)> parser(ts_parser_new(),
                                                                      &ts_parser_delete);
  if (!ts_parser_set_language(parser.get(), grammar))
    return Internal("the grammar of " + std::string(language) +
                    " has another version than tree-sitter");
  ts_parser_set_timeout_micros(parser.get(), kMaxParseMicroseconds);
  auto state = std::make_unique<State>();
  state->tree = ts_parser_parse_string(parser.get(), nullptr, text.data(),
                                       static_cast<uint32_t>(text.size()));
  if (state->tree == nullptr) return ResourceExhausted("the source takes too long to parse");
  return SyntaxTree(std::move(state), text);
}

bool SyntaxTree::has_error() const { return ts_node_has_error(ts_tree_root_node(state_->tree)); }

void SyntaxTree::Visit(const std::function<bool(const Node&)>& visit) const {
  // A cursor instead of recursion: expressions nest as deep as their author likes.
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(state_->tree));
  std::vector<std::string_view> types;
  for (bool more = true; more;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const Node seen{OrEmpty(ts_node_type(node)),
                    types.empty() ? std::string_view() : types.back(),
                    OrEmpty(ts_tree_cursor_current_field_name(&cursor)),
                    ts_node_is_named(node),
                    ts_node_child_count(node),
                    SpanOf(node)};
    if (visit(seen) && ts_tree_cursor_goto_first_child(&cursor)) {
      types.push_back(seen.type);
      continue;
    }
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (types.empty() || !ts_tree_cursor_goto_parent(&cursor)) {
        more = false;
        break;
      }
      types.pop_back();
    }
  }
  ts_tree_cursor_delete(&cursor);
}

// A predicate of one pattern: its first capture against texts, another capture, or an expression.
struct Predicate {
  uint32_t capture = 0;
  bool negated = false;
  std::optional<uint32_t> other;
  std::vector<std::string> texts;
  std::unique_ptr<RE2> expression;
};

struct SyntaxQuery::State {
  TSQuery* query = nullptr;
  std::vector<std::vector<Predicate>> predicates;  // by pattern
  std::optional<uint32_t> here;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ts_query_delete(query); }
};

SyntaxQuery::SyntaxQuery(std::unique_ptr<State> state) : state_(std::move(state)) {}
SyntaxQuery::SyntaxQuery(SyntaxQuery&&) noexcept = default;
SyntaxQuery& SyntaxQuery::operator=(SyntaxQuery&&) noexcept = default;
SyntaxQuery::~SyntaxQuery() = default;

namespace {

std::string StringValue(const TSQuery* query, uint32_t id) {
  uint32_t size = 0;
  const char* text = ts_query_string_value_for_id(query, id, &size);
  return {text, size};
}

// `steps` without the closing kDone.
Result<Predicate> ReadPredicate(const TSQuery* query,
                                const std::vector<TSQueryPredicateStep>& steps) {
  std::string name = !steps.empty() && steps[0].type == TSQueryPredicateStepTypeString
                         ? StringValue(query, steps[0].value_id)
                         : "";
  Predicate predicate;
  const std::string whole = name;
  if (name.starts_with("not-")) {
    predicate.negated = true;
    name = name.substr(4);
  }
  if (name != "eq?" && name != "match?" && name != "any-of?") {
    return InvalidArgument("unknown predicate #" + whole +
                           "; there are #eq?, #match?, #any-of? and the same with not-");
  }
  if (steps.size() < 3 || steps[1].type != TSQueryPredicateStepTypeCapture)
    return InvalidArgument("#" + whole + " wants a capture and what it is compared with");
  predicate.capture = steps[1].value_id;
  for (size_t i = 2; i < steps.size(); ++i) {
    if (steps[i].type == TSQueryPredicateStepTypeCapture) {
      if (name != "eq?") return InvalidArgument("#" + whole + " compares with texts only");
      predicate.other = steps[i].value_id;
    } else {
      predicate.texts.push_back(StringValue(query, steps[i].value_id));
    }
  }
  if (name != "any-of?" && steps.size() != 3)
    return InvalidArgument("#" + whole + " wants one capture and one text");
  if (name == "match?") {
    predicate.expression = std::make_unique<RE2>(predicate.texts.at(0), RE2::Quiet);
    if (!predicate.expression->ok()) {
      return InvalidArgument("#" + whole + ": \"" + predicate.texts[0] +
                             "\": " + predicate.expression->error());
    }
  }
  return predicate;
}

std::string_view CaptureText(const TSQueryMatch& match, uint32_t capture, std::string_view text) {
  for (uint16_t i = 0; i < match.capture_count; ++i) {
    if (match.captures[i].index != capture) continue;
    const uint32_t begin = ts_node_start_byte(match.captures[i].node);
    const uint32_t end = ts_node_end_byte(match.captures[i].node);
    if (end > text.size() || begin > end) return {};
    return text.substr(begin, end - begin);
  }
  return {};
}

bool Holds(const Predicate& predicate, const TSQueryMatch& match, std::string_view text) {
  const std::string_view value = CaptureText(match, predicate.capture, text);
  bool holds = false;
  if (predicate.expression) {
    holds = RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *predicate.expression);
  } else if (predicate.other) {
    holds = value == CaptureText(match, *predicate.other, text);
  } else {
    for (const std::string& candidate : predicate.texts) holds = holds || candidate == value;
  }
  return holds != predicate.negated;
}

std::string_view Describe(TSQueryError error) {
  switch (error) {
    case TSQueryErrorNodeType:
      return "no such kind of node";
    case TSQueryErrorField:
      return "no such field";
    case TSQueryErrorCapture:
      return "no such capture";
    case TSQueryErrorStructure:
      return "a pattern that can never match";
    case TSQueryErrorLanguage:
      return "a grammar of another version";
    case TSQueryErrorSyntax:
    case TSQueryErrorNone:
      break;
  }
  return "not a query";
}

}  // namespace

Result<SyntaxQuery> SyntaxQuery::Compile(std::string_view language, std::string_view query) {
  ASSAY_ASSIGN_OR_RETURN(const TSLanguage* grammar, GrammarOf(language));
  uint32_t offset = 0;
  TSQueryError error = TSQueryErrorNone;
  auto state = std::make_unique<State>();
  state->query =
      ts_query_new(grammar, query.data(), static_cast<uint32_t>(query.size()), &offset, &error);
  if (state->query == nullptr) {
    const std::string_view before = query.substr(0, std::min<size_t>(offset, query.size()));
    const size_t line = 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
    const size_t start = before.rfind('\n');
    const size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return InvalidArgument("query, line " + std::to_string(line) + ", column " +
                           std::to_string(column) + ": " + std::string(Describe(error)));
  }
  if (ts_query_capture_count(state->query) == 0)
    return InvalidArgument("the query captures nothing; add @here behind the node to report");
  for (uint32_t i = 0; i < ts_query_capture_count(state->query); ++i) {
    uint32_t size = 0;
    const char* name = ts_query_capture_name_for_id(state->query, i, &size);
    if (std::string_view(name, size) == "here") state->here = i;
  }
  state->predicates.resize(ts_query_pattern_count(state->query));
  for (uint32_t pattern = 0; pattern < state->predicates.size(); ++pattern) {
    uint32_t count = 0;
    const TSQueryPredicateStep* steps =
        ts_query_predicates_for_pattern(state->query, pattern, &count);
    std::vector<TSQueryPredicateStep> one;
    for (uint32_t i = 0; i < count; ++i) {
      if (steps[i].type != TSQueryPredicateStepTypeDone) {
        one.push_back(steps[i]);
        continue;
      }
      ASSAY_ASSIGN_OR_RETURN(Predicate predicate, ReadPredicate(state->query, one));
      state->predicates[pattern].push_back(std::move(predicate));
      one.clear();
    }
  }
  return SyntaxQuery(std::move(state));
}

std::vector<SyntaxSpan> SyntaxQuery::Find(const SyntaxTree& tree, size_t limit) const {
  std::vector<SyntaxSpan> spans;
  const std::unique_ptr<TSQueryCursor, decltype(&ts_query_cursor_delete)> cursor(
      ts_query_cursor_new(), &ts_query_cursor_delete);
  ts_query_cursor_set_match_limit(cursor.get(), kMaxMatchesInProgress);
  ts_query_cursor_exec(cursor.get(), state_->query, ts_tree_root_node(tree.state_->tree));
  TSQueryMatch match;
  while (spans.size() < limit && ts_query_cursor_next_match(cursor.get(), &match)) {
    if (match.capture_count == 0) continue;
    bool holds = true;
    for (const Predicate& predicate : state_->predicates[match.pattern_index]) {
      holds = holds && Holds(predicate, match, tree.text_);
    }
    if (!holds) continue;
    TSNode node = match.captures[0].node;
    for (uint16_t i = 0; i < match.capture_count; ++i) {
      if (state_->here && match.captures[i].index == *state_->here) node = match.captures[i].node;
    }
    spans.push_back(SpanOf(node));
  }
  return spans;
}

}  // namespace assay::syntax
