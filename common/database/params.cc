#include "common/database/params.h"

#include <charconv>

namespace assay::database {
namespace {

void AppendInt(std::string& text, int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end);
}

}  // namespace

Params& Params::Add(int64_t value) {
  std::string text;
  AppendInt(text, value);
  values_.emplace_back(std::move(text));
  return *this;
}

Params& Params::Add(std::string_view value) {
  values_.emplace_back(std::string(value));
  return *this;
}

Params& Params::AddNull() {
  values_.emplace_back();
  return *this;
}

Params& Params::AddArray(std::span<const int64_t> values) {
  std::string text = "{";
  for (const int64_t value : values) {
    if (text.size() > 1) text.push_back(',');
    AppendInt(text, value);
  }
  text.push_back('}');
  values_.emplace_back(std::move(text));
  return *this;
}

// Every element is quoted, so that NULL, blanks, braces and commas are themselves (PostgreSQL
// manual, "Array Input and Output Syntax").
Params& Params::AddArray(std::span<const std::string> values) {
  std::string text = "{";
  for (const std::string& value : values) {
    if (text.size() > 1) text.push_back(',');
    text.push_back('"');
    for (const char c : value) {
      if (c == '"' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
    text.push_back('"');
  }
  text.push_back('}');
  values_.emplace_back(std::move(text));
  return *this;
}

}  // namespace assay::database
