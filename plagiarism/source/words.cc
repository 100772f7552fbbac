#include <cctype>

#include "plagiarism/hash.h"
#include "plagiarism/source/tree.h"

namespace assay::plagiarism {
namespace {

bool IsWordByte(unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c >= 0x80; }

class Scanner {
 public:
  explicit Scanner(SourceTree& source) : source_(source), text_(source.text) {}

  void Run() {
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (std::isspace(c) != 0) {
        ++at_;
      } else if (!source_.language.prose && Comment()) {
        continue;
      } else if (IsWordByte(c)) {
        Word();
      } else if (!source_.language.prose && (c == '"' || c == '\'')) {
        Quoted(static_cast<char>(c));
      } else {
        Add(TokenClass::kSign, c, at_ + 1);
      }
    }
  }

 private:
  void Add(TokenClass cls, uint16_t kind, size_t end) {
    Token token;
    token.cls = cls;
    token.kind = kind;
    token.begin = static_cast<uint32_t>(at_);
    token.end = static_cast<uint32_t>(end);
    token.line = source_.LineOf(token.begin);
    source_.tokens.push_back(token);
    at_ = end;
  }

  void Word() {
    size_t end = at_;
    while (end < text_.size() && IsWordByte(static_cast<unsigned char>(text_[end]))) ++end;
    const bool number = std::isdigit(static_cast<unsigned char>(text_[at_])) != 0;
    // Which words are a language's own nobody knows here, so each word is its own kind.
    const auto kind = static_cast<uint16_t>(HashText(text_.substr(at_, end - at_)));
    Add(number ? TokenClass::kNumber : TokenClass::kName, number ? 1 : kind, end);
  }

  void Quoted(char quote) {
    size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    end = std::min(end + 1, text_.size());
    Add(TokenClass::kString, 2, end);
  }

  bool Comment() {
    const std::string_view rest = text_.substr(at_);
    size_t end = std::string_view::npos;
    if (rest.starts_with("/*")) {
      end = text_.find("*/", at_ + 2);
      if (end != std::string_view::npos) end += 2;
    } else if (rest.starts_with("//") || rest.starts_with("#") || rest.starts_with("--")) {
      end = text_.find('\n', at_);
    } else {
      return false;
    }
    end = std::min(end, text_.size());
    source_.comments.push_back({static_cast<uint32_t>(at_), static_cast<uint32_t>(end)});
    at_ = end;
    return true;
  }

  SourceTree& source_;
  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

void ReadWords(SourceTree& source) { Scanner(source).Run(); }

}  // namespace assay::plagiarism
