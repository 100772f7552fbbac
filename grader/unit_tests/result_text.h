#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "grader/unit_tests/results.h"

// What the parsers of result streams share.
namespace assay::grader::result_text {

// The lines of a text, without their ends ("\n" or "\r\n").
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  // False at the end.
  bool Next(std::string_view& line);

 private:
  std::string_view rest_;
};

std::string_view Trim(std::string_view text);
bool Consume(std::string_view& text, std::string_view prefix);
bool ConsumeEnd(std::string_view& text, std::string_view suffix);
// Cuts at a character's start; what was cut shows as "…".
std::string Clip(std::string_view text, size_t bytes);
// Adds a line to a message while there is room for it.
void AddLine(std::string& message, std::string_view line);
// Without terminal colours ("\x1b[31m").
std::string WithoutColours(std::string_view text);
// A number that is finite and not negative, else 0. "0.01s" and "0.01" both read as 0.01.
double Seconds(std::string_view text);
// From 0 to 2^31; nullopt for anything else.
std::optional<int> Number(std::string_view text);
// "    clock_test.go:12: text" or "src/lib.rs:3:7": fills file and line where they are empty.
void FindPlace(std::string_view line, ResultRow& row);

// kResourceExhausted past kMaxResultRows; names are clipped.
Status AddRow(SuiteResults& results, ResultRow row);

// The parsers. `bytes` is within kMaxResultBytes.
Result<SuiteResults> ParseJunitXml(std::string_view bytes);
Result<SuiteResults> ParseTap(std::string_view bytes);
Result<SuiteResults> ParseGoJson(std::string_view bytes);
Result<SuiteResults> ParseGoText(std::string_view bytes);
Result<SuiteResults> ParseLibtest(std::string_view bytes);
Result<SuiteResults> ParseJestJson(std::string_view bytes);
Result<SuiteResults> ParseJestText(std::string_view bytes);
Result<SuiteResults> ParseUnittestText(std::string_view bytes);

}  // namespace assay::grader::result_text
