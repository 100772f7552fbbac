#include "lms/gateway/multipart.h"

#include <algorithm>

namespace assay::gateway {
namespace {

constexpr size_t kMaxParts = 1000;
constexpr size_t kMaxHead = 8192;
constexpr size_t kMaxBoundary = 70;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool StartsWith(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char a, char b) { return a == Lower(b); });
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The value at the beginning of `text`, quoted or a token; `text` then begins behind it.
std::string TakeValue(std::string_view& text) {
  std::string value;
  if (!text.starts_with('"')) {
    const std::string_view token = Trim(text.substr(0, text.find(';')));
    text.remove_prefix(std::min(text.size(), text.find(';')));
    return std::string(token);
  }
  size_t i = 1;
  while (i < text.size() && text[i] != '"') {
    // Only an escaped quote or backslash: old browsers send C:\folder\file as it is.
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    value.push_back(text[i++]);
  }
  text.remove_prefix(std::min(text.size(), i + 1));
  return value;
}

// "name" of `form-data; name="x"; filename="y"`; false where it is not there.
bool Parameter(std::string_view text, std::string_view name, std::string& value) {
  text.remove_prefix(std::min(text.size(), text.find(';')));
  while (text.starts_with(';')) {
    text = Trim(text.substr(1));
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view key = Trim(text.substr(0, equals));
    text = Trim(text.substr(equals + 1));
    std::string found = TakeValue(text);
    text = Trim(text);
    if (key.size() == name.size() && StartsWith(key, name)) {
      value = std::move(found);
      return true;
    }
  }
  return false;
}

Result<Part> ParsePart(std::string_view text) {
  const size_t end = text.find("\r\n\r\n");
  if (end > kMaxHead)  // npos too
    return InvalidArgument("a part has no end of its headers");
  std::string_view head = text.substr(0, end);
  Part part;
  part.data = text.substr(end + 4);
  bool named = false;
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    if (StartsWith(line, "content-transfer-encoding:"))
      return InvalidArgument("parts with a Content-Transfer-Encoding are not read");
    if (!StartsWith(line, "content-disposition:")) continue;
    const std::string_view value = Trim(line.substr(line.find(':') + 1));
    if (!StartsWith(value, "form-data")) return InvalidArgument("a part that is no form-data");
    named = Parameter(value, "name", part.name);
    Parameter(value, "filename", part.filename);
  }
  if (!named) return InvalidArgument("a part has no name");
  return part;
}

}  // namespace

Result<std::vector<Part>> ParseMultipart(std::string_view content_type, std::string_view body) {
  std::string boundary;
  if (!Parameter(content_type, "boundary", boundary) || boundary.empty() ||
      boundary.size() > kMaxBoundary)
    return InvalidArgument("the Content-Type has no boundary");
  const std::string mark = "\r\n--" + boundary;
  const std::string first = mark.substr(2);
  if (!body.starts_with(first)) return InvalidArgument("the body does not begin with its boundary");
  body.remove_prefix(first.size());
  std::vector<Part> parts;
  while (true) {
    // Behind a boundary: "--" at the end of all, else the end of the line.
    if (body.starts_with("--")) return parts;
    const size_t line = body.find_first_not_of(" \t");
    if (line == std::string_view::npos || body.substr(line, 2) != "\r\n")
      return InvalidArgument("something stands behind a boundary");
    body.remove_prefix(line + 2);
    const size_t end = body.find(mark);
    if (end == std::string_view::npos) return InvalidArgument("the last boundary is missing");
    if (parts.size() == kMaxParts) return InvalidArgument("more than 1000 parts");
    ASSAY_ASSIGN_OR_RETURN(Part part, ParsePart(body.substr(0, end)));
    parts.push_back(std::move(part));
    body.remove_prefix(end + mark.size());
  }
}

}  // namespace assay::gateway
