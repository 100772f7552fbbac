#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// Bytes of a student's program as text that may be shown.
namespace assay::grader {

struct CodePoint {
  char32_t value = 0;
  size_t length = 0;  // in bytes; 0: no valid UTF-8 stands there
};
// The first character of `text`, which must not be empty. Overlong forms, surrogates and what lies
// past U+10FFFF are not valid.
CodePoint DecodeUtf8(std::string_view text);
void AppendUtf8(char32_t code, std::string& out);

// Every byte that is no part of valid UTF-8 becomes U+FFFD.
std::string ValidUtf8(std::string_view text);

// Characters that say nothing of themselves: controls, marks that turn the direction of text, and
// those without a width. Text that holds them does not look like what it is.
bool IsInvisible(char32_t code);

// In quotes, what is not visible as \n, \t, \xNN or \u{200b}; at most about `limit` bytes of
// `text`, an … where it was cut.
std::string Quoted(std::string_view text, size_t limit = 40);

// Both, and where they are long and begin the same, the part about their first difference.
std::pair<std::string, std::string> QuotedPair(std::string_view a, std::string_view b,
                                               size_t limit = 40);

}  // namespace assay::grader
