#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "grader/report.h"
#include "grader/verdict.h"

// Small pieces of the HTML report.
namespace assay::grader::html {

// One line in which blanks and what cannot be seen are made visible, without changing what is
// copied from the page: marks are drawn by the style, text stays text. Cut at `limit` bytes.
std::string VisibleLine(std::string_view line, size_t limit = 2000);

// Lines of a block, numbered by the style; what was cut is told below.
std::string Block(const Excerpt& excerpt);
// Text that somebody wrote to be read: line ends stay, terminal colours go.
std::string Prose(std::string_view text);

std::string Duration(std::chrono::nanoseconds time);  // "820 ms"
std::string Size(uint64_t bytes);                     // "12.3 MiB"

// "Wrong answer"
std::string VerdictTitle(Verdict verdict);
// The style's class ("ok", "bad", "limit", "broken", "none") and a sign, for those who cannot tell
// the colours.
std::string_view VerdictClass(Verdict verdict);
std::string_view VerdictSign(Verdict verdict);
std::string Badge(Verdict verdict);  // sign and code

// "3.2 ms" above a bar of its share of the limit. No limit, no bar.
std::string Meter(const std::string& value, const std::string& limit, double share);
// Points as text and as a bar.
std::string Points(double score, double max_score);

}  // namespace assay::grader::html
