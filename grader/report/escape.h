#pragma once

#include <chrono>
#include <string>
#include <string_view>

// How text of a student's program is put into formats with a syntax of their own.
namespace assay::grader {

// For the content and the attributes of XML 1.0 and HTML. Controls that XML cannot hold become
// their pictures (U+2400 …); bytes that are no UTF-8, non-characters and what turns the direction
// of the text around it become U+FFFD. In attributes line
// ends and tabs stay what they are.
std::string EscapeXml(std::string_view text);
std::string EscapeXmlAttribute(std::string_view text);

// A CSV cell (RFC 4180), quoted where it must be; never a formula.
std::string CsvCell(std::string_view text);

// A file's name as a relative URI reference (RFC 3986).
std::string UriOfPath(std::string_view path);

// A number without a trailing ".0"; what is not finite is 0.
std::string PlainNumber(double value);
double Finite(double value);
double MilliSeconds(std::chrono::nanoseconds time);
double Seconds(std::chrono::nanoseconds time);

}  // namespace assay::grader
