#include "common/service/config_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <set>

namespace assay::service {
namespace {

bool Digit(char c) { return c >= '0' && c <= '9'; }
bool KeyChar(char c) {
  return Digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

void AppendUtf8(std::string& out, uint32_t code) {
  const auto add = [&](uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | code >> 6U);
  } else if (code < 0x10000) {
    add(0xE0U | code >> 12U);
    add(0x80U | (code >> 6U & 0x3FU));
  } else {
    add(0xF0U | code >> 18U);
    add(0x80U | (code >> 12U & 0x3FU));
    add(0x80U | (code >> 6U & 0x3FU));
  }
  add(0x80U | (code & 0x3FU));
}

// TOML's decimal integers and floats, without '_', and the two truths.
bool Bare(std::string_view text) {
  if (text == "true" || text == "false") return true;
  const std::string_view digits =
      !text.empty() && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
  if (digits.empty() || !Digit(digits[0]) || !Digit(digits.back())) return false;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size();
}

class Parser {
 public:
  Parser(std::string_view name, std::string_view text) : name_(name), text_(text) {}

  Result<std::vector<ConfigEntry>> Parse() {
    std::vector<ConfigEntry> entries;
    std::set<std::string, std::less<>> seen;
    for (SkipBlank(true); !text_.empty(); SkipBlank(true)) {
      ConfigEntry entry;
      entry.line = line_;
      ASSAY_RETURN_IF_ERROR(ParseKey(entry.key));
      if (!seen.insert(entry.key).second)
        return Error("\"" + entry.key + "\" is given twice; keep one");
      ASSAY_RETURN_IF_ERROR(ParseValue(entry.values));
      SkipBlank(false);
      if (!text_.empty() && text_[0] != '\n')
        return Error("more text after the value of \"" + entry.key + "\"");
      entries.push_back(std::move(entry));
    }
    return entries;
  }

 private:
  Status Error(const std::string& what) const {
    return InvalidArgument(std::string(name_) + ":" + std::to_string(line_) + ": " + what);
  }

  char Take() {
    const char c = text_[0];
    if (c == '\n') ++line_;
    text_.remove_prefix(1);
    return c;
  }

  // Blanks and comments; newlines as well where they mean nothing.
  void SkipBlank(bool newlines) {
    while (!text_.empty()) {
      const char c = text_[0];
      if (c == '#') {
        text_.remove_prefix(std::min(text_.find('\n'), text_.size()));
      } else if (c == ' ' || c == '\t' || c == '\r' || (newlines && c == '\n')) {
        Take();
      } else {
        return;
      }
    }
  }

  Status ParseKey(std::string& key) {
    if (text_[0] == '[') return Error("sections are not used here; write the keys without one");
    while (!text_.empty() && KeyChar(text_[0])) key += Take();
    if (key.empty()) return Error("expected a key, as in: listen = \"127.0.0.1:8443\"");
    SkipBlank(false);
    if (text_.empty() || text_[0] != '=') return Error("expected '=' after \"" + key + "\"");
    Take();
    SkipBlank(false);
    return OkStatus();
  }

  Status ParseValue(std::vector<std::string>& values) {
    if (text_.empty() || text_[0] != '[') return ParseScalar(values);
    Take();
    for (SkipBlank(true);; SkipBlank(true)) {
      if (text_.empty()) return Error("the array is not closed with ']'");
      if (text_[0] == ']') break;
      ASSAY_RETURN_IF_ERROR(ParseScalar(values));
      SkipBlank(true);
      if (!text_.empty() && text_[0] == ',') {
        Take();
      } else if (!text_.empty() && text_[0] != ']') {
        return Error("expected ',' or ']' in the array");
      }
    }
    Take();
    return OkStatus();
  }

  Status ParseScalar(std::vector<std::string>& values) {
    if (text_.empty() || text_[0] == '\n') return Error("a value is missing");
    std::string value;
    if (text_[0] == '"') {
      ASSAY_RETURN_IF_ERROR(ParseBasic(value));
    } else if (text_[0] == '\'') {
      ASSAY_RETURN_IF_ERROR(ParseLiteral(value));
    } else {
      const size_t end = std::min(text_.find_first_of(" \t\r\n,]#"), text_.size());
      value = text_.substr(0, end);
      if (!Bare(value))
        return Error("a value is a number, true, false, or text in quotes: \"" + value + "\"");
      text_.remove_prefix(end);
    }
    values.push_back(std::move(value));
    return OkStatus();
  }

  bool AtStringEnd() const { return text_.empty() || text_[0] == '\n'; }

  Status ParseLiteral(std::string& value) {
    Take();
    while (!AtStringEnd() && text_[0] != '\'') value += Take();
    if (AtStringEnd()) return Error("the text is not closed with '");
    Take();
    return OkStatus();
  }

  Status ParseBasic(std::string& value) {
    Take();
    while (!AtStringEnd() && text_[0] != '"') {
      const char c = Take();
      if (c != '\\') {
        value += c;
        continue;
      }
      ASSAY_RETURN_IF_ERROR(ParseEscape(value));
    }
    if (AtStringEnd()) return Error("the text is not closed with \"");
    Take();
    return OkStatus();
  }

  Status ParseEscape(std::string& value) {
    if (AtStringEnd()) return Error("the text is not closed with \"");
    constexpr std::string_view kNames = "btnfr\"\\", kMeans = "\b\t\n\f\r\"\\";
    const char c = Take();
    if (const size_t at = kNames.find(c); at != std::string_view::npos) {
      value += kMeans[at];
      return OkStatus();
    }
    const size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    uint32_t code = 0;
    const char* const begin = text_.data();
    if (digits == 0 || text_.size() < digits ||
        std::from_chars(begin, begin + digits, code, 16).ptr != begin + digits || code > 0x10FFFF ||
        (code >= 0xD800 && code < 0xE000)) {
      return Error("an escape in quotes that TOML has not; write '…' to have \\ as it is");
    }
    text_.remove_prefix(digits);
    AppendUtf8(value, code);
    return OkStatus();
  }

  std::string_view name_, text_;
  size_t line_ = 1;
};

size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

}  // namespace

Result<std::vector<ConfigEntry>> ParseConfig(std::string_view name, std::string_view text) {
  return Parser(name, text).Parse();
}

std::string ToConfigValue(std::string_view value) {
  if (Bare(value)) return std::string(value);
  std::string out = "\"";
  for (const char c : value) {
    constexpr std::string_view kMeans = "\b\t\n\f\r\"\\", kNames = "btnfr\"\\";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (const size_t at = kMeans.find(c); at != std::string_view::npos) {
      out += '\\';
      out += kNames[at];
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  size_t best_distance = std::max<size_t>(2, word.size() / 3) + 1;
  if (word.size() > 100) return {};
  for (const std::string& candidate : known) {
    const size_t distance = Distance(word, candidate);
    if (distance < best_distance) {
      best = &candidate;
      best_distance = distance;
    }
  }
  return best == nullptr ? "" : "; did you mean \"" + *best + "\"?";
}

}  // namespace assay::service
