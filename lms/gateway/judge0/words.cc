#include "lms/gateway/judge0/words.h"

namespace assay::gateway::judge0 {
namespace {

constexpr std::string_view kTakenAway = "$&;<>|`";

class Splitter {
 public:
  Result<std::vector<std::string>> Split(std::string_view text) {
    for (const char c : text) {
      if (kTakenAway.find(c) == std::string_view::npos) Take(c);
    }
    if (quote_ != 0) return InvalidArgument("a quote is not closed");
    if (escaped_) word_ += '\\';
    End();
    return std::move(words_);
  }

 private:
  void Take(char c) {
    if (escaped_) {
      // Within "…" a backslash stands for itself but before these.
      if (quote_ == '"' && c != '"' && c != '\\') word_ += '\\';
      word_ += c;
      escaped_ = false;
    } else if (c == '\\' && quote_ != '\'') {
      escaped_ = begun_ = true;
    } else if (quote_ != 0) {
      if (c == quote_) {
        quote_ = 0;
      } else {
        word_ += c;
      }
    } else if (c == '\'' || c == '"') {
      quote_ = c;
      begun_ = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      End();
    } else {
      word_ += c;
      begun_ = true;
    }
  }
  void End() {
    if (begun_) words_.push_back(std::move(word_));
    word_.clear();
    begun_ = false;
  }

  std::vector<std::string> words_;
  std::string word_;
  char quote_ = 0;
  bool escaped_ = false, begun_ = false;
};

}  // namespace

Result<std::vector<std::string>> SplitWords(std::string_view text) {
  return Splitter().Split(text);
}

}  // namespace assay::gateway::judge0
