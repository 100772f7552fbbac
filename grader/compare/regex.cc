#include <fmt/format.h>
#include <re2/re2.h>

#include "grader/compare/internal.h"
#include "grader/text.h"

namespace assay::grader::compare {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

std::string_view WithoutLineEnds(std::string_view text) {
  while (!text.empty() && IsLineEnd(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

// RE2 needs time by the output's length only, whatever the expression: a student's output cannot
// make it slow.
Result<Comparison> CompareRegex(const ComparisonSpec& spec, std::string_view expected,
                                std::string_view actual) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(spec.case_sensitive);
  const std::string_view pattern = WithoutLineEnds(expected);
  const RE2 regex(Piece(pattern), options);
  if (!regex.ok()) {
    return InvalidArgument(fmt::format("the answer is not a regular expression: {} in {}",
                                       regex.error(), Quoted(regex.error_arg())));
  }
  if (RE2::FullMatch(Piece(actual), regex) || RE2::FullMatch(Piece(WithoutLineEnds(actual)), regex))
    return Equal();
  Comparison result;
  result.difference = fmt::format("the output {} does not match the expression {}", Quoted(actual),
                                  Quoted(pattern, 80));
  return result;
}

}  // namespace assay::grader::compare
