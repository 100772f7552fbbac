// Queries and sources on any bytes: the first byte says which language, a NUL parts query and
// source.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/syntax/syntax.h"

// Of LeakSanitizer; null where the program has none. The names are its own.
extern "C" void __lsan_disable() __attribute__((weak));  // NOLINT
extern "C" void __lsan_enable() __attribute__((weak));   // NOLINT

namespace {

// tree-sitter 0.20 loses eight bytes when a query names a field that the grammar does not have
// (ts_query_new). Whether the query is good is asked with leaks out of sight; a good one is
// compiled again in plain view, so that a leak of ours is seen.
assay::Result<assay::syntax::SyntaxQuery> Compile(std::string_view language,
                                                  std::string_view query) {
  if (__lsan_disable != nullptr) __lsan_disable();
  auto compiled = assay::syntax::SyntaxQuery::Compile(language, query);
  if (__lsan_enable != nullptr) __lsan_enable();
  if (!compiled.ok()) return compiled;
  return assay::syntax::SyntaxQuery::Compile(language, query);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::array<std::string_view, 8> kLanguages = {
      "python", "java", "cpp", "c", "javascript", "typescript", "go", "rust"};
  if (size == 0) return 0;
  const std::string_view language = kLanguages[data[0] % kLanguages.size()];
  const std::string_view all(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::string_view query = all.substr(0, all.find('\0'));
  const std::string_view text = all.substr(std::min(query.size() + 1, all.size()));
  const auto compiled = Compile(language, query);
  if (!compiled.ok() && compiled.status().message().empty()) std::abort();
  const auto tree = assay::syntax::SyntaxTree::Parse(language, text);
  if (!tree.ok()) return 0;
  size_t nodes = 0;
  tree->Visit([&](const assay::syntax::SyntaxTree::Node& node) {
    if (node.span.end > text.size() || node.span.begin > node.span.end) std::abort();
    return ++nodes < 10'000;
  });
  if (!compiled.ok()) return 0;
  for (const auto& span : compiled->Find(*tree, 100)) {
    if (span.end > text.size() || span.begin > span.end) std::abort();
  }
  return 0;
}
