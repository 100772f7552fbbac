#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::grader::kattis {

// The glob patterns of submissions.yaml, over submissions ("accepted/*", "wa/author.{py,cpp}") and
// over tests and groups ("secret/*-easy"): "*" matches within a name, braces list alternatives
// (their blanks at the ends are dropped), everything else stands for itself. A path matches when
// itself or a folder above it does. Cost is bounded by |pattern| * |path|, whatever the pattern.
class Glob {
 public:
  // kInvalidArgument: a brace that is not closed, or one in another.
  static Result<Glob> Parse(std::string_view pattern);
  bool Matches(std::string_view path) const;

 private:
  explicit Glob(std::string_view pattern) : pattern_(pattern) {}
  std::string pattern_;
};

}  // namespace assay::grader::kattis
