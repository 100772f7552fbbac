#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::plagiarism {

// What an operation is in words that all languages share, so that a translation is not a disguise.
// A code is a hash of such a word.
uint64_t OperationCode(std::string_view word);

// "+" for + and +=, "compare" for <, >, <= and >= (a condition may be turned round), "" for what
// only passes its operand on.
std::string_view BinaryWord(std::string_view op);
std::string_view UnaryWord(std::string_view op);

// What a library's function does: "print" for println, printf and write; "" where it passes its
// argument on, as conversions do; the name in small letters where nothing is known of it.
std::string LibraryWord(std::string_view name);

// Names of constants, as PI and MAX_VALUE.
bool IsConstantName(std::string_view name);

}  // namespace assay::plagiarism
