#include "judge/worker/text.h"

#include <algorithm>

#include "grader/text.h"

namespace assay::judge {
namespace {

constexpr std::string_view kEllipsis = "…";

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The most of valid UTF-8 that fits.
std::string_view Fit(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  size_t end = bytes;
  while (end > 0 && IsContinuation(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace

std::string CutText(std::string_view text, size_t bytes) {
  // A byte that is no UTF-8 becomes three: what is looked at is bounded before that.
  std::string valid = grader::ValidUtf8(text.substr(0, std::min(text.size(), bytes + 1)));
  if (valid.size() <= bytes && text.size() <= bytes) return valid;
  if (bytes < kEllipsis.size()) return std::string(Fit(valid, bytes));
  valid.resize(Fit(valid, bytes - kEllipsis.size()).size());
  return valid += kEllipsis;
}

std::string CutLine(std::string_view text, size_t bytes) {
  return CutText(text.substr(0, text.find('\n')), bytes);
}

}  // namespace assay::judge
