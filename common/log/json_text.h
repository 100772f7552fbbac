#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// JSON text of untrusted bytes, for logs and traces, without a JSON library.
namespace assay::log {

// Appends `text` as a JSON string with its quotes. Whatever the bytes are, the result is valid JSON
// and valid UTF-8: a byte that is not UTF-8 becomes U+FFFD, control characters (C0, DEL and C1, so
// that no line drives a terminal) become escapes. At most `max_bytes` are appended, not less than
// two; false: the text was cut, between characters.
bool AppendJsonString(std::string& out, std::string_view text, size_t max_bytes);
// Without a bound.
void AppendJsonString(std::string& out, std::string_view text);

// Valid UTF-8: each byte that is not becomes U+FFFD. Nothing is escaped.
std::string ReplaceInvalidUtf8(std::string_view text);

// A number as JSON has it; what JSON has not (NaN, infinities) becomes a string.
void AppendJsonNumber(std::string& out, double value);

}  // namespace assay::log
