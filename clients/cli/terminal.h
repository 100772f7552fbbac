#pragma once

#include <string>
#include <string_view>

// What depends on whether a person looks at it.
namespace assay::client {

enum class Lines { kFolded, kKept };
// What a server sent, safe to print: valid UTF-8 without control characters, so that nobody's
// message moves the cursor. Line ends become spaces unless they are kept.
std::string Printable(std::string_view text, Lines lines = Lines::kFolded);

bool IsUtf8(std::string_view text);

class Terminal {
 public:
  // Colour on standard output where it is a terminal and $NO_COLOR is not set or empty; progress on
  // standard error where that is one.
  static Terminal OfProcess();
  Terminal(bool colour, bool progress) : colour_(colour), progress_(progress) {}

  bool colour() const { return colour_; }
  // In the verdict's colour ("AC", "WA", …), padded to `width`.
  std::string Paint(std::string_view verdict, std::string_view text, size_t width = 0) const;
  std::string Bold(std::string_view text) const;
  std::string Dim(std::string_view text) const;

  // One line that the next one overwrites; nothing where nobody looks.
  void Progress(std::string_view text);
  void Clear();
  // A line on standard error that stays, such as "the server is busy".
  void Note(std::string_view text);

 private:
  bool colour_, progress_;
  bool shown_ = false;
};

}  // namespace assay::client
