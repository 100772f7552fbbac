#include "grader/student_output.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <utility>

namespace assay::grader {
namespace {

using sandbox::CollectedFile;

constexpr size_t kMostBytes = 64 * sandbox::kKiB;
constexpr size_t kErrorLine = 160;
// Shorter lines of a source ("return 0;") stand in everybody's files.
constexpr size_t kTellingLine = 10;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

template <typename Visit>
void ForEachLine(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string WithoutColours(std::string_view line) {
  std::string plain;
  for (size_t at = 0; at < line.size(); ++at) {
    if (line[at] != '\x1b' || at + 1 == line.size() || line[at + 1] != '[') {
      plain += line[at];
      continue;
    }
    const size_t end = line.find_first_not_of("0123456789;?", at + 2);
    if (end == std::string_view::npos) break;
    at = end;
  }
  return plain;
}

std::string_view LastName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool IsOfName(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// What stands in a gutter before a quoted line: "   12 | ", "12 |".
std::string_view WithoutGutter(std::string_view line) {
  const std::string_view trimmed = Trim(line);
  const size_t digits = std::min(trimmed.find_first_not_of("0123456789"), trimmed.size());
  const std::string_view rest = Trim(trimmed.substr(digits));
  return rest.starts_with('|') ? Trim(rest.substr(1)) : trimmed;
}

enum class Whose : uint8_t { kNobodys, kOwn, kUnseen };

// What the files' names and lines say of a line.
class Sources {
 public:
  Sources(const std::vector<CollectedFile>& own, const std::vector<CollectedFile>& unseen) {
    std::set<std::string_view> own_lines;
    for (const CollectedFile& file : own) {
      const bool covered = std::any_of(unseen.begin(), unseen.end(), [&](const auto& other) {
        return other.path == file.path && other.data != file.data;
      });
      if (!covered) AddName(file.path, Whose::kOwn);
      ForEachLine(file.data, [&](std::string_view line) { own_lines.insert(Trim(line)); });
    }
    for (const CollectedFile& file : unseen) {
      const bool held = std::any_of(own.begin(), own.end(), [&](const auto& other) {
        return other.path == file.path && other.data == file.data;
      });
      if (held) continue;
      any_unseen_ = true;
      AddName(file.path, Whose::kUnseen);
      ForEachLine(file.data, [&](std::string_view line) {
        line = Trim(line);
        if (line.size() >= kTellingLine && !own_lines.contains(line)) lines_.insert(line);
      });
    }
    // The longest first: "src/calc.cc" before "calc.cc".
    std::stable_sort(names_.begin(), names_.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  }

  bool any_unseen() const { return any_unseen_; }

  // kUnseen where one file of several is.
  Whose NamedIn(std::string_view line) const {
    Whose whose = Whose::kNobodys;
    std::string rest(line);
    for (const bool whole : {true, false}) {
      for (const auto& [path, of] : names_) {
        const std::string_view name = whole ? std::string_view(path) : LastName(path);
        if (!Take(name, rest)) continue;
        if (of == Whose::kUnseen) return of;
        whose = of;
      }
    }
    return whose;
  }

  bool Quotes(std::string_view line) const {
    return lines_.contains(WithoutGutter(line)) || lines_.contains(Trim(line));
  }

 private:
  // A name without an ending ("data") is a word of every language.
  void AddName(const std::string& path, Whose whose) {
    if (LastName(path).find('.') != std::string_view::npos) names_.emplace_back(path, whose);
  }

  // Blots the name out, so that a shorter one is not found in the same place.
  static bool Take(std::string_view name, std::string& line) {
    bool found = false;
    for (size_t at = line.find(name); at != std::string::npos && !name.empty();
         at = line.find(name, at + 1)) {
      const size_t end = at + name.size();
      // A linker's "calc_test.cc.o" and a sentence's end are names too.
      const bool ends = end == line.size() || !IsOfName(line[end]) || line[end] == '.';
      if ((at > 0 && IsOfName(line[at - 1])) || !ends) continue;
      std::fill(line.begin() + static_cast<ptrdiff_t>(at),
                line.begin() + static_cast<ptrdiff_t>(end), '\0');
      found = true;
    }
    return found;
  }

  std::vector<std::pair<std::string, Whose>> names_;
  std::set<std::string_view> lines_;  // of the unseen files
  bool any_unseen_ = false;
};

bool HoldsAny(std::string_view line, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return line.find(word) != std::string_view::npos;
  });
}

// Says what the whole came to, after whatever it stands.
bool IsSummary(std::string_view line) {
  constexpr std::array<std::string_view, 7> kSummaries = {
      "collect2:",   "error: could not compile",        "error: aborting due to",
      "compilation", "For more information about this", "the compilation was ended",
      "make:"};
  if (std::any_of(kSummaries.begin(), kSummaries.end(),
                  [&](std::string_view start) { return line.starts_with(start); })) {
    return true;
  }
  const size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  const std::string_view rest = line.substr(digits);
  return digits > 0 &&
         (rest == " error" || rest == " errors" || rest == " warning" || rest == " warnings" ||
          rest.starts_with(" error generated") || rest.starts_with(" errors generated"));
}

// A diagnostic that says where after what: rustc's "error[E0425]: …" above " --> src/lib.rs:3:5".
bool HeadsABlock(std::string_view line) {
  for (const std::string_view word : {"error", "warning", "note", "help"}) {
    if (line.starts_with(word) && line.size() > word.size() &&
        (line[word.size()] == ':' || line[word.size()] == '[')) {
      return true;
    }
  }
  return false;
}

// "undefined reference to `add(int, int)'", without the places.
std::string SymbolOf(std::string_view line) {
  for (const std::string_view said : {"undefined reference to", "multiple definition of"}) {
    const size_t at = line.find(said);
    if (at == std::string_view::npos) continue;
    return std::string(line.substr(at, std::min(line.find(';', at), line.size()) - at)) + "\n";
  }
  return {};
}

class Filter {
 public:
  explicit Filter(const Sources& sources) : sources_(sources) {}

  std::string Run(std::string_view output) {
    ForEachLine(output, [&](std::string_view line) { Line(line, WithoutColours(line)); });
    std::string text;
    size_t left_out = 0;
    for (const Kept& kept : lines_) {
      text += kept.text;
      left_out += kept.text.empty() ? 1 : 0;
    }
    if (left_out == 0) return text;
    return text + std::to_string(left_out) +
           (left_out == 1 ? " line about files that you cannot see was left out"
                          : " lines about files that you cannot see were left out") +
           "; where those files use yours, its names and types must be as the task says\n";
  }

 private:
  struct Kept {
    std::string text;  // empty: left out
  };

  void Line(std::string_view line, const std::string& plain) {
    const Whose named = sources_.NamedIn(plain);
    if (Trim(plain).empty()) {
      in_block_ = false;
      owner_ = Whose::kNobodys;
    } else if (HeadsABlock(plain)) {
      in_block_ = true;
      begin_ = lines_.size();
      owner_ = Whose::kNobodys;
    } else if (named == Whose::kOwn && !in_block_ && HoldsAny(plain, {"error", "warning"})) {
      begin_ = lines_.size();
    }
    if (named != Whose::kNobodys) owner_ = named;
    // A macro of the submission's, or a block that says so above, speaks of what was put into it.
    const bool undoes =
        named == Whose::kUnseen &&
        (in_block_ || HoldsAny(plain, {"in expansion of macro", "expanded from macro",
                                       "in definition of macro"}));
    if (undoes) {
      for (size_t i = begin_; i < lines_.size(); ++i) lines_[i] = {};
      // Until its end, whatever else it names.
      if (in_block_) sealed_ = true;
    }
    if (!in_block_ || HeadsABlock(plain)) sealed_ = false;
    if (IsSummary(plain)) return Keep(line);
    // A function of a file that the line does not name; the next line says what is wrong there.
    if (plain.find(": in function `") != std::string::npos) return;
    if (std::string symbol = SymbolOf(plain); !symbol.empty() && named != Whose::kOwn) {
      return lines_.push_back({std::move(symbol)});
    }
    if (sealed_ || named == Whose::kUnseen || sources_.Quotes(plain)) return LeaveOut();
    if (owner_ == Whose::kUnseen) return LeaveOut();
    Keep(line);
  }

  void Keep(std::string_view line) { lines_.push_back({std::string(line) + "\n"}); }
  void LeaveOut() { lines_.push_back({}); }

  const Sources& sources_;
  std::vector<Kept> lines_;
  Whose owner_ = Whose::kNobodys;  // of the last place that was named
  size_t begin_ = 0;               // where the present diagnostic begins
  bool in_block_ = false, sealed_ = false;
};

std::string Bounded(std::string_view text) {
  if (text.size() <= kMostBytes) return std::string(text);
  size_t size = kMostBytes;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return std::string(text.substr(0, size));
}

}  // namespace

std::string ForStudents(std::string_view output, const std::vector<CollectedFile>& own,
                        const std::vector<CollectedFile>& unseen) {
  const Sources sources(own, unseen);
  return sources.any_unseen() ? Filter(sources).Run(output) : std::string(output);
}

void SetCompilerOutput(std::string_view output, const std::vector<CollectedFile>& own,
                       const std::vector<CollectedFile>& unseen, Report& report) {
  if (!report.compiler_output.empty()) return;
  report.compiler_output = Bounded(output);
  report.compiler_output_for_students = Bounded(ForStudents(report.compiler_output, own, unseen));
}

std::string ErrorLine(std::string_view text) {
  std::string first, last;
  ForEachLine(text, [&](std::string_view line) {
    line = line.substr(0, kErrorLine);
    if (first.empty() && line.find("rror") != std::string_view::npos) first = line;
    if (line.find_first_not_of(' ') != std::string_view::npos) last = line;
  });
  return first.empty() ? last : first;
}

}  // namespace assay::grader
