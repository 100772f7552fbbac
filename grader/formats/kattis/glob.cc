#include "grader/formats/kattis/glob.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace assay::grader::kattis {
namespace {

// Which prefixes of `path` the pattern read so far can end at: one flag a length.
using Ends = std::vector<bool>;

// From each end, one step over `text` if it stands there.
Ends Literal(const Ends& from, std::string_view path, std::string_view text) {
  Ends to(from.size());
  for (size_t at = 0; at + text.size() < from.size(); ++at) {
    if (from[at] && path.substr(at, text.size()) == text) to[at + text.size()] = true;
  }
  return to;
}

// Any number of characters but no "/".
Ends Star(const Ends& from, std::string_view path) {
  Ends to(from.size());
  bool inside = false;
  for (size_t at = 0; at < from.size(); ++at) {
    if (at > 0 && path[at - 1] == '/') inside = false;
    inside = inside || from[at];
    to[at] = inside;
  }
  return to;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "{a,b}" without its braces.
Ends Alternatives(const Ends& from, std::string_view path, std::string_view list) {
  Ends to(from.size());
  while (true) {
    const size_t comma = std::min(list.find(','), list.size());
    std::string_view item = Trim(list.substr(0, comma));
    Ends ends = from;
    while (!item.empty()) {
      const size_t star = std::min(item.find('*'), item.size());
      ends = star == 0 ? Star(ends, path) : Literal(ends, path, item.substr(0, star));
      item.remove_prefix(std::max<size_t>(star, 1));
    }
    for (size_t at = 0; at < to.size(); ++at) to[at] = to[at] || ends[at];
    if (comma == list.size()) return to;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<Glob> Glob::Parse(std::string_view pattern) {
  bool open = false;
  for (const char c : pattern) {
    if (c == (open ? '{' : '}')) {
      return InvalidArgument(fmt::format("pattern \"{}\": braces may not nest", pattern));
    }
    if (c == '{') open = true;
    if (c == '}') open = false;
  }
  if (open) return InvalidArgument(fmt::format("pattern \"{}\": a brace is not closed", pattern));
  if (!pattern.empty() && pattern.back() == '/') pattern.remove_suffix(1);
  return Glob(pattern);
}

bool Glob::Matches(std::string_view path) const {
  Ends ends(path.size() + 1);
  ends[0] = true;
  std::string_view rest = pattern_;
  while (!rest.empty()) {
    if (rest.front() == '*') {
      ends = Star(ends, path);
      rest.remove_prefix(1);
    } else if (rest.front() == '{') {
      const size_t close = rest.find('}');
      ends = Alternatives(ends, path, rest.substr(1, close - 1));
      rest.remove_prefix(close + 1);
    } else {
      const size_t end = std::min(rest.find_first_of("*{"), rest.size());
      ends = Literal(ends, path, rest.substr(0, end));
      rest.remove_prefix(end);
    }
  }
  for (size_t at = 0; at <= path.size(); ++at) {
    if (ends[at] && (at == path.size() || path[at] == '/')) return true;
  }
  return false;
}

}  // namespace assay::grader::kattis
