#include "judge/worker/output_match.h"

namespace assay::judge {
namespace {

// What Ruby's rstrip takes away.
constexpr std::string_view kSpace(" \t\n\v\f\r\0", 7);

std::string_view StripEnd(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

// Cuts the first line off; without its line end.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

bool OutputMatches(std::string_view expected, std::string_view actual) {
  expected = StripEnd(expected);
  actual = StripEnd(actual);
  while (!expected.empty() && !actual.empty()) {
    if (StripEnd(TakeLine(expected)) != StripEnd(TakeLine(actual))) return false;
  }
  return expected.empty() && actual.empty();
}

}  // namespace assay::judge
