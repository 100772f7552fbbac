#include "grader/tool/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "grader/text.h"

namespace assay::grader {
namespace {

constexpr const char* kEnd = "\033[0m";

const char* Colour(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted:
      return "\033[32m";
    case Verdict::kJudgeError:
      return "\033[35m";
    case Verdict::kCompileError:
    case Verdict::kSkipped:
      return "\033[33m";
    default:
      return "\033[31m";
  }
}

}  // namespace

Terminal::Terminal()
    : colour_(::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr),
      progress_(::isatty(STDERR_FILENO) != 0) {}

std::string Terminal::Paint(Verdict verdict, std::string_view text, int width) const {
  std::string padded = fmt::format("{:<{}}", text, width);
  return colour_ ? Colour(verdict) + padded + kEnd : padded;
}

std::string Terminal::Bold(std::string_view text) const {
  return colour_ ? "\033[1m" + std::string(text) + kEnd : std::string(text);
}

std::string Terminal::Dim(std::string_view text) const {
  return colour_ ? "\033[2m" + std::string(text) + kEnd : std::string(text);
}

void Terminal::Progress(std::string_view text) {
  if (!progress_) return;
  fmt::print(stderr, "\r\033[K{}", Fit(text, 78));
  std::fflush(stderr);
  shown_ = true;
}

void Terminal::Clear() {
  if (!shown_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  shown_ = false;
}

std::string Fit(std::string_view text, size_t width) {
  std::string out;
  size_t columns = 0;
  const std::string valid = ValidUtf8(text);
  for (std::string_view rest = valid; !rest.empty();) {
    const CodePoint c = DecodeUtf8(rest);
    const size_t length = c.length > 0 ? c.length : 1;
    if (columns + 1 >= width && length < rest.size()) return out + "…";
    if (c.value < 0x20 || c.value == 0x7f || IsInvisible(c.value)) {
      out += ' ';
    } else {
      out += rest.substr(0, length);
    }
    rest.remove_prefix(length);
    ++columns;
  }
  return out;
}

}  // namespace assay::grader
