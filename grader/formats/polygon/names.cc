#include "grader/formats/polygon/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "common/archive/entry_name.h"

namespace assay::grader::polygon {
namespace {

// By the beginning: what follows is a compiler or a version.
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kLanguages = {{
    {"cpp", "cpp"},
    {"h.g++", "cpp"},
    {"c.", "c"},
    {"csharp", "csharp"},
    {"java", "java"},
    {"js", "javascript"},
    {"python.pypy3", "pypy"},
    {"python.3", "python"},
    {"pas", "pascal"},
    {"kotlin", "kotlin"},
    {"rust", "rust"},
    {"go", "go"},
    {"d", "d"},
    {"haskell", "haskell"},
    {"ocaml", "ocaml"},
    {"perl", "perl"},
    {"php", "php"},
    {"ruby", "ruby"},
}};

ComparisonSpec Floats(double absolute, bool relative) {
  ComparisonSpec spec;
  spec.absolute = absolute;
  if (relative) spec.relative = absolute;
  return spec;
}

}  // namespace

std::string LanguageOfType(std::string_view type) {
  for (const auto& [prefix, language] : kLanguages) {
    if (type.starts_with(prefix)) return std::string(language);
  }
  return "";
}

std::optional<ComparisonSpec> StandardChecker(std::string_view name) {
  using Kind = ComparisonSpec::Kind;
  if (name.starts_with("std::")) name.remove_prefix(5);
  if (name.ends_with(".cpp")) name.remove_suffix(4);
  ComparisonSpec spec;
  if (name == "fcmp") {
    spec.kind = Kind::kLines;
  } else if (name == "lcmp") {
    spec.line_sensitive = true;
  } else if (name == "yesno" || name == "nyesno") {
    spec.case_sensitive = false;
  } else if (name == "uncmp") {
    spec.kind = Kind::kSortedTokens;
  } else if (name == "rcmp" || name == "acmp") {
    spec = Floats(1.5e-6, false);
  } else if (name == "rncmp") {
    spec = Floats(1.5e-5, false);
  } else if (name == "rcmp4") {
    spec = Floats(1e-4, true);
  } else if (name == "rcmp6" || name == "dcmp") {
    spec = Floats(1e-6, true);
  } else if (name == "rcmp9") {
    spec = Floats(1e-9, true);
  } else if (name != "wcmp" && name != "ncmp" && name != "icmp" && name != "hcmp" &&
             name != "caseicmp" && name != "casencmp" && name != "casewcmp") {
    return std::nullopt;
  }
  return spec;
}

Result<std::string> ExpandPattern(std::string_view pattern, size_t number) {
  const auto wrong = [&] {
    return InvalidArgument("the pattern " + EscapeName(pattern) +
                           " needs one %d, perhaps with a width: tests/%02d");
  };
  const size_t percent = pattern.find('%');
  if (percent == std::string_view::npos) return wrong();
  size_t at = percent + 1;
  size_t width = 0;
  const bool zeros = at < pattern.size() && pattern[at] == '0';
  while (at < pattern.size() && std::isdigit(static_cast<unsigned char>(pattern[at])) != 0) {
    width = width * 10 + static_cast<size_t>(pattern[at++] - '0');
    if (width > 20) return wrong();
  }
  if (at >= pattern.size() || pattern[at] != 'd') return wrong();
  if (pattern.find('%', at) != std::string_view::npos) return wrong();
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), zeros ? '0' : ' ');
  return std::string(pattern.substr(0, percent)) + digits + std::string(pattern.substr(at + 1));
}

std::vector<std::string> CommandWords(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool open = false, quoted = false;
  for (const char c : command) {
    if (c == '"') {
      quoted = !quoted;
      open = true;
    } else if (!quoted && std::isspace(static_cast<unsigned char>(c)) != 0) {
      if (open) words.push_back(std::exchange(word, {}));
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (open) words.push_back(word);
  return words;
}

Status ReadTag(std::string_view tag, LabelledSubmission& label, bool& runs) {
  using enum Verdict;
  runs = true;
  const std::set<Verdict> any_time = {kTimeLimit, kIdleLimit};
  const auto fails = [&](std::set<Verdict> how) {
    label.required = {how};
    how.insert(kAccepted);
    label.permitted = std::move(how);
  };
  if (tag == "main" || tag == "accepted") {
    label.permitted = {kAccepted};
    label.sets_lower_bound = true;
  } else if (tag == "wrong-answer") {
    fails({kWrongAnswer});
  } else if (tag == "presentation-error") {
    // Where the checker is tolerant of what is wrong in it, it says WA.
    fails({kPresentationError, kWrongAnswer});
  } else if (tag == "time-limit-exceeded") {
    fails(any_time);
    label.sets_upper_bound = true;
  } else if (tag == "time-limit-exceeded-or-accepted") {
    label.permitted = {kAccepted, kTimeLimit, kIdleLimit};
  } else if (tag == "time-limit-exceeded-or-memory-limit-exceeded") {
    fails({kTimeLimit, kIdleLimit, kMemoryLimit});
  } else if (tag == "memory-limit-exceeded") {
    fails({kMemoryLimit});
  } else if (tag == "rejected" || tag == "failed" || tag == "incorrect") {
    // It fails, in whatever way.
    label.required = {{kWrongAnswer, kPresentationError, kTimeLimit, kIdleLimit, kMemoryLimit,
                       kOutputLimit, kRuntimeError, kCompileError, kSecurityViolation}};
  } else if (tag == "do-not-run" || tag == "not-run") {
    runs = false;
  } else {
    return NotFound("unknown tag " + EscapeName(tag));
  }
  return OkStatus();
}

}  // namespace assay::grader::polygon
