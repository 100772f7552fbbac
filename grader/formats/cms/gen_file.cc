#include "grader/formats/cms/gen_file.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "common/archive/entry_name.h"

namespace assay::grader::cms {
namespace {

constexpr size_t kMaxLines = 200'000;

std::string_view Trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<GenFile> ParseGenFile(std::string_view text) {
  GenFile file;
  size_t number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (++number > kMaxLines) return InvalidArgument("gen/GEN: too many lines");
    const auto wrong = [&](const std::string& what) {
      return InvalidArgument("gen/GEN:" + std::to_string(number) + ": " + what);
    };
    const size_t hash = std::min(line.find('#'), line.size());
    const bool test = !Trim(line.substr(0, hash)).empty();
    const std::string_view comment = Trim(line.substr(std::min(hash + 1, line.size())));
    const bool copy = comment.starts_with("COPY:"), subtask = comment.starts_with("ST:");
    if (int{test} + int{copy} + int{subtask} > 1) {
      return wrong("a test and a command in one line; put #ST: and #COPY: on lines of their own");
    }
    if (subtask) {
      const std::string_view points = Trim(comment.substr(3));
      Subtask next;
      const auto [rest, error] =
          std::from_chars(points.data(), points.data() + points.size(), next.points);
      if (error != std::errc() || rest != points.data() + points.size() || !(next.points >= 0) ||
          !(next.points <= 1e9)) {
        return wrong("expected the subtask's points after #ST:, got " + EscapeName(points));
      }
      if (file.subtasks.empty() && file.tests > 0) {
        return wrong("tests stand before the first #ST:; move them below it");
      }
      file.subtasks.push_back(next);
    } else if (test || copy) {
      ++file.tests;
      if (!file.subtasks.empty()) ++file.subtasks.back().tests;
    }
  }
  return file;
}

}  // namespace assay::grader::cms
