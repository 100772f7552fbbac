#include "plagiarism/report/json_out.h"

#include <fmt/format.h>

#include <iterator>

#include "common/log/json_text.h"
#include "plagiarism/report/text.h"

namespace assay::plagiarism::report {

void JsonOut::Separate() {
  if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':') out_ += ',';
}

JsonOut& JsonOut::Open(char c) {
  Separate();
  out_ += c;
  return *this;
}

JsonOut& JsonOut::Close(char c) {
  out_ += c;
  return *this;
}

JsonOut& JsonOut::Key(std::string_view key) {
  String(key);
  out_ += ':';
  return *this;
}

JsonOut& JsonOut::String(std::string_view text) {
  Separate();
  log::AppendJsonString(out_, text);
  return *this;
}

JsonOut& JsonOut::Integer(uint64_t value) {
  Separate();
  out_ += std::to_string(value);
  return *this;
}

JsonOut& JsonOut::Number(double value) {
  Separate();
  fmt::format_to(std::back_inserter(out_), "{:.6g}", Finite(value));
  return *this;
}

JsonOut& JsonOut::Bool(bool value) {
  Separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonOut& JsonOut::Null() {
  Separate();
  out_ += "null";
  return *this;
}

}  // namespace assay::plagiarism::report
