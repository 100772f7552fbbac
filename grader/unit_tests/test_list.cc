#include "grader/unit_tests/test_list.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "grader/unit_tests/result_text.h"

namespace assay::grader {
namespace {

using result_text::Lines;
using result_text::Trim;

constexpr size_t kMaxTests = 20'000;

struct PythonTests {
  std::set<std::string> all, skipped;
};

// Functions test* of the module, and of classes that pytest or unittest collect.
PythonTests Python(std::string_view text) {
  static const RE2 kDef(R"(^(\s*)(?:async\s+)?def\s+(test\w*)\s*\()");
  static const RE2 kClass(R"(^class\s+(\w+)\s*(?:\(([^)]*)\))?)");
  PythonTests tests;
  bool collected = true, quoted = false;
  bool skip = false, skip_class = false;  // said by a decorator above
  Lines lines(text);
  for (std::string_view line; lines.Next(line) && tests.all.size() < kMaxTests;) {
    size_t quotes = 0;
    for (size_t at = 0; at + 2 < line.size(); ++at) {
      if (line.substr(at, 3) == "\"\"\"" || line.substr(at, 3) == "'''") {
        ++quotes;
        at += 2;
      }
    }
    const bool was_quoted = quoted;
    if (quotes % 2 == 1) quoted = !quoted;
    if (was_quoted || line.empty()) continue;
    if (Trim(line).starts_with('@')) {
      skip = skip || line.find("skip") != std::string_view::npos;
      continue;
    }
    std::string indent, name, bases;
    if (RE2::PartialMatch(line, kClass, &name, &bases)) {
      collected = name.starts_with("Test") || bases.find("TestCase") != std::string::npos;
      skip_class = std::exchange(skip, false);
    } else if (RE2::PartialMatch(line, kDef, &indent, &name)) {
      const bool method = indent.size() == 4 || indent == "\t" || indent.size() == 2;
      if (indent.empty() || (collected && method)) {
        tests.all.insert(name);
        if (skip || (method && skip_class)) tests.skipped.insert(name);
      }
      skip = false;
    } else if (line.front() != ' ' && line.front() != '\t' && line.front() != '#' &&
               line.front() != ')') {
      collected = skip_class = false;  // the class has ended
    }
  }
  return tests;
}

// `pattern` has one group, the name.
void Find(std::string_view text, const RE2& pattern, std::set<std::string>& names) {
  re2::StringPiece rest(text.data(), text.size());
  for (std::string name; names.size() < kMaxTests && RE2::FindAndConsume(&rest, pattern, &name);) {
    names.insert(name);
  }
}

std::string WithoutComments(std::string_view text) {
  static const RE2 kComments(R"((?m)^[ \t]*//.*$|(?s:/\*.*?\*/))");
  std::string plain(text);
  RE2::GlobalReplace(&plain, kComments, "");
  return plain;
}

const RE2& GoTest() {
  static const RE2 kTest(R"((?m)^func\s+(Test(?:[^a-z\s(]\w*)?)\s*\(\s*\w+\s+\*testing\.T\s*\))");
  return kTest;
}

// Files behind a tag of their own (`//go:build bonus`) are part of no ordinary run.
bool IsBehindBuildTag(std::string_view text) {
  static const RE2 kTag(R"((?m)^//go:build [a-z]\w*\s*$)");
  static const RE2 kUsual(R"((?m)^//go:build (?:linux|unix|amd64|gc)\s*$)");
  if (text.starts_with("package ")) return false;
  const re2::StringPiece head(text.data(), std::min(text.find("\npackage "), text.size()));
  return RE2::PartialMatch(head, kTag) && !RE2::PartialMatch(head, kUsual);
}

// Tests that call t.Skip somewhere: it is the suite's own choice, since a submission is not handed
// their t.
std::set<std::string> GoTestsThatMaySkip(std::string_view text) {
  static const RE2 kSkip(R"(\.Skip(?:f|Now)?\()");
  std::set<std::string> names;
  re2::StringPiece rest(text.data(), text.size());
  std::string name, next;
  bool more = RE2::FindAndConsume(&rest, GoTest(), &name);
  while (more && names.size() < kMaxTests) {
    const re2::StringPiece from = rest;
    more = RE2::FindAndConsume(&rest, GoTest(), &next);
    const re2::StringPiece body = from.substr(0, more ? from.size() - rest.size() : from.npos);
    if (RE2::PartialMatch(body, kSkip)) names.insert(name);
    name = next;
  }
  return names;
}

}  // namespace

std::set<std::string> ListTests(std::string_view language, std::string_view text) {
  std::set<std::string> names;
  if (language == "python") return Python(text).all;
  const std::string plain = WithoutComments(text);
  if (language == "java") {
    static const RE2 kTest(
        R"(@(?:Test|ParameterizedTest|RepeatedTest|org\.junit\.Test)\b(?:[^;{}]|\{[^}]*\}\s*\))*?\bvoid\s+(\w+)\s*\()");
    Find(plain, kTest, names);
  } else if (language == "go") {
    if (IsBehindBuildTag(text)) return names;
    Find(plain, GoTest(), names);
    names.erase("TestMain");
  } else if (language == "rust") {
    static const RE2 kTest(
        R"(#\[test\]\s*(?:#\[(?:ignore|should_panic)[^\]]*\]\s*)*(?:pub\s+)?fn\s+(\w+))");
    Find(plain, kTest, names);
  } else if (language == "cpp") {
    static const RE2 kGoogle(R"((?m)^[ \t]*TEST(?:_F|_P)?\s*\(\s*\w+\s*,\s*(\w+)\s*\))");
    static const RE2 kCatch(
        R"re((?m)^[ \t]*(?:TEST_CASE|SCENARIO)\s*\(\s*"((?:[^"\\\n])*)"\s*[,)])re");
    Find(plain, kGoogle, names);
    Find(plain, kCatch, names);
  } else if (language == "javascript" || language == "typescript") {
    // Titles with quotes or signs of XML are left out: Node.js' own reporter writes them otherwise.
    static const RE2 kSingle(R"re((?m)^[ \t]*(?:x?test|x?it)\(\s*'([^'"\\\n&<>]*)'\s*,)re");
    static const RE2 kDouble(R"re((?m)^[ \t]*(?:x?test|x?it)\(\s*"([^"'\\\n&<>]*)"\s*,)re");
    Find(plain, kSingle, names);
    Find(plain, kDouble, names);
  }
  return names;
}

std::set<std::string> ListSkipped(std::string_view language, std::string_view text) {
  std::set<std::string> names;
  if (language == "python") return Python(text).skipped;
  const std::string plain = WithoutComments(text);
  if (language == "java") {
    static const RE2 kSkipped(
        R"(@(?:Disabled|Ignore)\b(?:[^;{}]|\{[^}]*\}\s*\))*?\bvoid\s+(\w+)\s*\()");
    Find(plain, kSkipped, names);
  } else if (language == "go") {
    names = GoTestsThatMaySkip(plain);
  } else if (language == "rust") {
    static const RE2 kSkipped(R"(#\[ignore[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\s+)?fn\s+(\w+))");
    Find(plain, kSkipped, names);
  } else if (language == "cpp") {
    static const RE2 kSkipped(R"((?m)^[ \t]*TEST(?:_F|_P)?\s*\(\s*\w+\s*,\s*(DISABLED_\w+)\s*\))");
    Find(plain, kSkipped, names);
  }
  return names;
}

bool IsRowOf(std::string_view language, const std::string& test, const ResultRow& row) {
  std::string_view name = row.id.empty() ? row.name : row.id;
  if (language == "rust") {
    const size_t colons = name.rfind("::");
    if (colons != std::string_view::npos) name.remove_prefix(colons + 2);
  }
  if (language == "cpp" && name.starts_with("DISABLED_") && name.substr(9) == test) return true;
  if (!name.starts_with(test)) {
    // A scenario of Catch2 has its kind in front.
    if (language != "cpp" || !name.starts_with("Scenario: ")) return false;
    ResultRow plain;
    plain.name = std::string(name.substr(10));
    return IsRowOf(language, test, plain);
  }
  name.remove_prefix(test.size());
  return name.empty() || name.front() == '[' || name.front() == '(' || name.front() == '/' ||
         name.front() == '{';
}

}  // namespace assay::grader
