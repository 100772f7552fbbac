#include "grader/compare.h"

#include <fmt/format.h>

namespace assay::grader {
namespace {

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  // Empty at the end.
  std::string_view Next() {
    while (at_ < text_.size() && IsSpace(text_[at_])) {
      if (text_[at_] == '\n') ++line_;
      ++at_;
    }
    const size_t begin = at_;
    while (at_ < text_.size() && !IsSpace(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  size_t line() const { return line_; }

 private:
  std::string_view text_;
  size_t at_ = 0;
  size_t line_ = 1;
};

// At most 40 bytes, with what is not printable as \xNN.
std::string Show(std::string_view token) {
  if (token.empty()) return "the end of the output";
  std::string text = "\"";
  for (const char c : token.substr(0, 40)) {
    if (c >= 0x20 && c < 0x7f) {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return text + (token.size() > 40 ? "…\"" : "\"");
}

}  // namespace

Comparison CompareTokens(std::string_view expected, std::string_view actual) {
  Tokens want(expected), have(actual);
  for (size_t number = 1;; ++number) {
    const std::string_view w = want.Next();
    const std::string_view h = have.Next();
    if (w != h) {
      return {false, fmt::format("token {}, line {}: expected {}, got {}", number, have.line(),
                                 Show(w), Show(h))};
    }
    if (w.empty()) return {true, ""};
  }
}

}  // namespace assay::grader
