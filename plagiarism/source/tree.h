#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plagiarism/source/language.h"

// One file as a small tree in words that all languages share, and as the sequence of its tokens.
namespace assay::plagiarism {

// What a node is, whatever its language calls it. kOther has no meaning of its own: what it
// contains stands for it (statements, parentheses, casts).
enum class NodeKind : uint8_t {
  kOther,
  kSkipped,  // types, imports, annotations: nothing inside counts as code that runs
  kFunction,
  kLambda,
  kClass,
  kParameter,
  kDeclarator,  // a name and perhaps its first value
  kAssign,
  kAugmented,  // x += e
  kUpdate,     // x++
  kBinary,
  kUnary,
  kCall,
  kNew,
  kMember,
  kIndex,
  kTernary,
  kIf,
  kLoop,
  kForEach,
  kSwitch,
  kCase,
  kReturn,
  kThrow,
  kName,
  kNumber,
  kString,
  kConstant,  // true, null
  kList,
  kComment,
};

constexpr uint32_t kNoNode = UINT32_MAX;

// Which part of its parent a node is, where that matters.
enum class Role : uint8_t { kNone, kName, kLeft, kRight, kCondition, kUpdate, kBody, kArguments };

struct Node {
  NodeKind kind = NodeKind::kOther;
  Role role = Role::kNone;
  uint32_t parent = kNoNode, first_child = kNoNode, next = kNoNode;
  uint32_t begin = 0, end = 0;  // bytes
  std::string_view op;          // of kBinary, kUnary, kAugmented, kUpdate: "+"; borrows the text
};

enum class TokenClass : uint8_t { kWord, kName, kNumber, kString, kSign };

struct Token {
  TokenClass cls = TokenClass::kSign;
  uint16_t kind = 0;  // the grammar's symbol; what is compared where the text is not
  uint32_t begin = 0, end = 0;
  uint32_t line = 1;
};

struct Span {
  uint32_t begin = 0, end = 0;
};

// A file that was read. Borrows the text of the SourceFile.
struct SourceTree {
  SourceLanguage language;
  std::string_view text;
  std::vector<Node> nodes;  // parents first; empty without a grammar
  std::vector<Token> tokens;
  std::vector<Span> comments;
  std::vector<uint32_t> line_starts;  // bytes
  std::string note;                   // what a reader must know: "does not parse (line 3): …"

  uint32_t LineOf(uint32_t byte) const;  // from 1
  std::string_view TextOf(const Node& node) const {
    return text.substr(node.begin, node.end - node.begin);
  }
  std::string_view TextOf(const Token& token) const {
    return text.substr(token.begin, token.end - token.begin);
  }
};

// Reads any bytes, within bounds of time and memory: what is too large, too deep or not text is
// read by its words, and the note says so. `text` must outlive the result.
SourceTree ReadSource(std::string_view path, std::string_view text);

// Without a grammar: words, numbers, quoted texts and signs; comments after //, #, -- and in /* */.
void ReadWords(SourceTree& source);

}  // namespace assay::plagiarism
