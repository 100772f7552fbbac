#include "plagiarism/source/tree.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <memory>

#include "common/syntax/grammar.h"
#include "plagiarism/source/kinds.h"

namespace assay::plagiarism {
namespace {

// Larger files are read by their words, which takes no tree.
constexpr size_t kMaxParsed = size_t{1} << 20U;
constexpr uint64_t kMaxParseMicroseconds = 1'000'000;
constexpr size_t kMaxNodes = 400'000;
constexpr size_t kDeepest = 1500;  // nodes in nodes; what is made of the tree recurses into it

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct TreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};

void FindLines(SourceTree& source) {
  source.line_starts.push_back(0);
  for (size_t i = 0; i < source.text.size(); ++i) {
    if (source.text[i] == '\n') source.line_starts.push_back(static_cast<uint32_t>(i + 1));
  }
}

bool IsOperatorNode(NodeKind kind) {
  return kind == NodeKind::kBinary || kind == NodeKind::kUnary || kind == NodeKind::kAssign ||
         kind == NodeKind::kAugmented || kind == NodeKind::kUpdate;
}

class Walk {
 public:
  Walk(SourceTree& source, const GrammarKinds& kinds, TSNode root)
      : source_(source), kinds_(kinds), cursor_(ts_tree_cursor_new(root)) {}
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() { ts_tree_cursor_delete(&cursor_); }

  // What there is too much of; empty: nothing.
  std::string_view Run() {
    for (;;) {
      if (source_.nodes.size() > kMaxNodes) return "has too many parts";
      if (open_.size() > kDeepest) return "nests too deeply";
      if (Enter(ts_tree_cursor_current_node(&cursor_)) &&
          ts_tree_cursor_goto_first_child(&cursor_)) {
        continue;
      }
      Leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return {};
        Leave();
      }
    }
  }

 private:
  struct Open {
    uint32_t node;            // kNoNode: none was made, as inside of a type
    uint32_t last = kNoNode;  // its last child so far
    bool silent;              // nothing inside of it is a node
    bool one_token;           // nothing inside of it is a token
  };

  // Whether to go into it; each call has its Leave().
  bool Enter(TSNode ts) {
    const TSSymbol symbol = ts_node_symbol(ts);
    const bool named = symbol < kinds_.named.size() && kinds_.named[symbol];
    NodeKind kind = symbol < kinds_.kind.size() ? kinds_.kind[symbol] : NodeKind::kOther;
    const uint32_t begin = ts_node_start_byte(ts), end = ts_node_end_byte(ts);
    const Open above = open_.empty() ? Open{kNoNode, kNoNode, false, false} : open_.back();
    Open here{kNoNode, kNoNode, above.silent || kind == NodeKind::kSkipped, above.one_token};
    if (kind == NodeKind::kComment || IsDocumentation(kind, above)) {
      if (begin < end) source_.comments.push_back({begin, end});
      open_.push_back(here);
      return false;
    }
    const bool leaf = ts_node_child_count(ts) == 0;
    if (!above.one_token && begin < end && (leaf || kind == NodeKind::kString))
      AddToken(symbol, named, kind, begin, end);
    if (kind == NodeKind::kString) here.one_token = true;
    if (!named && leaf && !open_.empty()) TakeOperator(begin, end);
    if (named && !here.silent && kind != NodeKind::kSkipped) here.node = AddNode(kind, begin, end);
    if (here.node == kNoNode) here.last = kNoNode;
    open_.push_back(here);
    return !leaf && !IsWholeName(kind);
  }

  void Leave() { open_.pop_back(); }

  // Java's a.b.C and C++'s std::cout are one name; its tokens are its parts.
  bool IsWholeName(NodeKind kind) {
    if (kind != NodeKind::kName || open_.empty()) return false;
    const Open& here = open_.back();
    if (here.node == kNoNode) return false;
    const Node& node = source_.nodes[here.node];
    source_.tokens.push_back(
        {TokenClass::kName, kNameKind, node.begin, node.end, source_.LineOf(node.begin)});
    return true;
  }

  // A text that stands alone is what Python calls a docstring.
  bool IsDocumentation(NodeKind kind, const Open& above) const {
    if (kind != NodeKind::kString || above.node == kNoNode) return false;
    const Node& parent = source_.nodes[above.node];
    return source_.language.grammar == "python" && parent.kind == NodeKind::kOther &&
           parent.begin == ts_node_start_byte(ts_tree_cursor_current_node(&cursor_)) &&
           parent.end == ts_node_end_byte(ts_tree_cursor_current_node(&cursor_)) &&
           parent.role == Role::kNone && parent.parent != kNoNode &&
           source_.nodes[parent.parent].kind == NodeKind::kOther;
  }

  uint32_t AddNode(NodeKind kind, uint32_t begin, uint32_t end) {
    const auto index = static_cast<uint32_t>(source_.nodes.size());
    Node node;
    node.kind = kind;
    node.begin = begin;
    node.end = end;
    const TSFieldId field = ts_tree_cursor_current_field_id(&cursor_);
    if (field < kinds_.role.size()) node.role = kinds_.role[field];
    if (!open_.empty() && open_.back().node != kNoNode) {
      Open& parent = open_.back();
      node.parent = parent.node;
      if (parent.last == kNoNode) {
        source_.nodes[parent.node].first_child = index;
      } else {
        source_.nodes[parent.last].next = index;
      }
      parent.last = index;
    }
    source_.nodes.push_back(node);
    return index;
  }

  void TakeOperator(uint32_t begin, uint32_t end) {
    const Open& parent = open_.back();
    if (parent.node == kNoNode) return;
    Node& node = source_.nodes[parent.node];
    if (!IsOperatorNode(node.kind) || !node.op.empty()) return;
    const std::string_view text = source_.text.substr(begin, end - begin);
    if (text == "(" || text == ")" || text == ":" || text == ",") return;
    node.op = text;
    if (node.kind == NodeKind::kAssign && text != "=" && text != ":=") {
      node.kind = NodeKind::kAugmented;
    } else if (node.kind == NodeKind::kUnary && (text == "++" || text == "--")) {
      node.kind = NodeKind::kUpdate;
    }
  }

  void AddToken(TSSymbol symbol, bool named, NodeKind kind, uint32_t begin, uint32_t end) {
    Token token;
    token.kind = symbol;
    token.begin = begin;
    token.end = end;
    token.line = source_.LineOf(begin);
    const unsigned char first = static_cast<unsigned char>(source_.text[begin]);
    if (kind == NodeKind::kString) {
      token.cls = TokenClass::kString;
      token.kind = kStringKind;
    } else if (kind == NodeKind::kNumber) {
      token.cls = TokenClass::kNumber;
      token.kind = kNumberKind;
    } else if (kind == NodeKind::kName) {
      token.cls = TokenClass::kName;
      token.kind = kNameKind;
    } else if (named && !source_.tokens.empty() && kind == NodeKind::kSkipped) {
      token.cls = TokenClass::kWord;  // a type
    } else if (std::isalpha(first) != 0 || first == '_') {
      token.cls = TokenClass::kWord;
    }
    source_.tokens.push_back(token);
  }

  static constexpr uint16_t kNameKind = 60001, kNumberKind = 60002, kStringKind = 60003;

  SourceTree& source_;
  const GrammarKinds& kinds_;
  TSTreeCursor cursor_;
  std::vector<Open> open_;
};

uint32_t FirstErrorLine(TSNode root) {
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  uint32_t line = 0;
  // Into the first child that has an error, until there is none below.
  for (bool deeper = true; deeper;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    line = ts_node_start_point(node).row + 1;
    deeper = false;
    if (ts_node_symbol(node) == UINT16_MAX || ts_node_is_missing(node)) break;
    if (!ts_tree_cursor_goto_first_child(&cursor)) break;
    do {
      deeper = ts_node_has_error(ts_tree_cursor_current_node(&cursor));
    } while (!deeper && ts_tree_cursor_goto_next_sibling(&cursor));
  }
  ts_tree_cursor_delete(&cursor);
  return line;
}

// False: by its words, please; source.note says why.
bool ReadTree(SourceTree& source) {
  const TSLanguage* grammar = syntax::Grammar(source.language.grammar);
  if (grammar == nullptr) return false;
  if (source.text.size() > kMaxParsed) {
    source.note = "larger than 1 MiB: compared by its words, not by its structure";
    return false;
  }
  const std::unique_ptr<TSParser, ParserDeleter> parser(ts_parser_new());
  ts_parser_set_language(parser.get(), grammar);
  ts_parser_set_timeout_micros(parser.get(), kMaxParseMicroseconds);
  const std::unique_ptr<TSTree, TreeDeleter> tree(ts_parser_parse_string(
      parser.get(), nullptr, source.text.data(), static_cast<uint32_t>(source.text.size())));
  if (tree == nullptr) {
    source.note = "takes too long to parse: compared by its words, not by its structure";
    return false;
  }
  const TSNode root = ts_tree_root_node(tree.get());
  const std::string_view excess =
      Walk(source, KindsOf(source.language.grammar, grammar), root).Run();
  if (!excess.empty()) {
    source.nodes.clear();
    source.tokens.clear();
    source.comments.clear();
    source.note = std::string(excess) + ": compared by its words, not by its structure";
    return false;
  }
  if (ts_node_has_error(root)) {
    source.note = "does not parse (line " + std::to_string(FirstErrorLine(root)) +
                  "): what stands around the mistake is compared all the same";
  }
  return true;
}

bool LooksBinary(std::string_view text) {
  const std::string_view head = text.substr(0, 8192);
  const auto odd = std::count_if(head.begin(), head.end(), [](unsigned char c) {
    return c == 0 || (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b);
  });
  return odd > 0 && static_cast<size_t>(odd) * 100 > head.size();
}

}  // namespace

uint32_t SourceTree::LineOf(uint32_t byte) const {
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), byte);
  return static_cast<uint32_t>(after - line_starts.begin());
}

SourceTree ReadSource(std::string_view path, std::string_view text) {
  constexpr size_t kMaxText = size_t{16} << 20U;
  SourceTree source;
  source.language = LanguageOf(path);
  source.text = text.substr(0, kMaxText);
  if (source.text.empty()) source.note = "is empty";
  if (LooksBinary(source.text)) {
    source.note = "is not text: left out";
    source.text = {};
  }
  if (text.size() > kMaxText) source.note = "only its first 16 MiB are compared";
  FindLines(source);
  if (!ReadTree(source)) ReadWords(source);
  return source;
}

}  // namespace assay::plagiarism
