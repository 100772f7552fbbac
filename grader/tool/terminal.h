#pragma once

#include <string>
#include <string_view>

#include "grader/verdict.h"

// What depends on whether a person looks at it.
namespace assay::grader {

class Terminal {
 public:
  // Colour on standard output where it is a terminal and $NO_COLOR is not set; progress on standard
  // error where that is one.
  Terminal();

  bool colour() const { return colour_; }
  // In the verdict's colour, padded to `width`.
  std::string Paint(Verdict verdict, std::string_view text, int width = 0) const;
  std::string Bold(std::string_view text) const;
  std::string Dim(std::string_view text) const;

  // One line that the next one overwrites; nothing where nobody looks.
  void Progress(std::string_view text);
  void Clear();

 private:
  bool colour_, progress_;
  bool shown_ = false;
};

// At most `width` columns, an … where it was cut. Control characters become spaces.
std::string Fit(std::string_view text, size_t width);

}  // namespace assay::grader
