#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::plagiarism::report {

// Writes JSON text as it is told, without a tree in memory. The caller keeps the order of calls
// right; commas are set here. Any bytes may be a string. One thread.
class JsonOut {
 public:
  JsonOut& BeginObject() { return Open('{'); }
  JsonOut& EndObject() { return Close('}'); }
  JsonOut& BeginArray() { return Open('['); }
  JsonOut& EndArray() { return Close(']'); }
  JsonOut& Key(std::string_view key);

  JsonOut& String(std::string_view text);
  JsonOut& Integer(uint64_t value);
  // Six significant digits: more than any of the figures is worth. What is not finite is 0.
  JsonOut& Number(double value);
  JsonOut& Bool(bool value);
  JsonOut& Null();

  std::string Take() && { return std::move(out_); }

 private:
  JsonOut& Open(char c);
  JsonOut& Close(char c);
  void Separate();

  std::string out_;
};

}  // namespace assay::plagiarism::report
