#include "grader/formats/gradescope/results.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "common/archive/entry_name.h"

namespace assay::grader::gradescope {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxBytes = 16U << 20U, kMaxTests = 10'000, kMaxTags = 100, kMaxBoard = 100;
constexpr int kMaxDepth = 64;
constexpr size_t kMaxNameBytes = 1024, kMaxOutputBytes = 256U << 10U, kMaxExtraBytes = 16U << 10U;
constexpr double kMaxScore = 1e9;

// Before it is parsed: what is nested without end would cost memory and, in some readers, the
// stack.
bool TooDeep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxDepth) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

// Cut at the start of a character.
std::string Cut(const std::string& text, size_t bytes) {
  if (text.size() <= bytes) return text;
  size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string Dump(const Json& json) {
  return Cut(json.dump(-1, ' ', false, Json::error_handler_t::replace), kMaxExtraBytes);
}

// Reads the members of one object; the first that is wrong is the error.
class Object {
 public:
  Object(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
    if (!json_.is_object()) Fail("", "expected an object");
  }

  // nullptr: not there, or null.
  const Json* Get(const char* key) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }

  void Number(const char* key, std::optional<double>& out) {
    const Json* value = Get(key);
    if (value == nullptr) return;
    // Python's Decimal and the like come as text.
    double number = std::nan("");
    if (value->is_number()) number = value->get<double>();
    if (value->is_string()) {
      const std::string& text = value->get_ref<const std::string&>();
      char* end = nullptr;
      number = std::strtod(text.c_str(), &end);
      if (text.empty() || *end != '\0') number = std::nan("");
    }
    if (!std::isfinite(number) || std::abs(number) > kMaxScore) {
      return Fail(key, "expected a number up to 1000000000");
    }
    out = number;
  }

  void Text(const char* key, size_t bytes, std::string& out) {
    const Json* value = Get(key);
    if (value == nullptr) return;
    if (value->is_string()) {
      out = Cut(value->get_ref<const std::string&>(), bytes);
    } else if (value->is_number() || value->is_boolean()) {
      out = value->dump();
    } else {
      Fail(key, "expected a text");
    }
  }

  void Formatted(const char* key, Format& out) {
    std::string text;
    Text(key, 64, text);
    static constexpr std::array<std::pair<std::string_view, Format>, 5> kFormats = {{
        {"text", Format::kText},
        {"html", Format::kHtml},
        {"simple_format", Format::kSimple},
        {"md", Format::kMarkdown},
        {"ansi", Format::kAnsi},
    }};
    if (text.empty()) return;
    for (const auto& [name, format] : kFormats) {
      if (text == name) {
        out = format;
        return;
      }
    }
    Fail(key, "unknown format " + EscapeName(text) +
                  "; there are text, html, simple_format, md and ansi");
  }

  void Shown(const char* key, std::optional<Visibility>& out) {
    std::string text;
    Text(key, 64, text);
    if (text.empty()) return;
    if (text == "visible") {
      out = Visibility::kAlways;
    } else if (text == "hidden") {
      out = Visibility::kHidden;
    } else if (text == "after_due_date") {
      out = Visibility::kAfterDue;
    } else if (text == "after_published") {
      out = Visibility::kAfterPublished;
    } else {
      Fail(key, "unknown visibility " + EscapeName(text) +
                    "; there are visible, hidden, after_due_date and after_published");
    }
  }

  const Json* List(const char* key, size_t most) {
    const Json* value = Get(key);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) {
      Fail(key, "expected a list");
      return nullptr;
    }
    if (value->size() > most) {
      Fail(key, "more than " + std::to_string(most) + " entries");
      return nullptr;
    }
    return value;
  }

  void Fail(const std::string& key, const std::string& what) {
    if (!status_.ok()) return;
    std::string where = place_;
    if (!key.empty()) where += (where.empty() ? "" : ".") + key;
    status_ = InvalidArgument("results.json: " + (where.empty() ? "" : where + ": ") + what);
  }
  const Status& status() const { return status_; }

 private:
  const Json& json_;
  std::string place_;
  Status status_;
};

Status ReadTest(const Json& json, const std::string& place, const Results& results,
                TestResult& test) {
  Object object(json, place);
  object.Number("score", test.score);
  object.Number("max_score", test.max_score);
  std::string status;
  object.Text("status", 64, status);
  if (!status.empty()) {
    if (status != "passed" && status != "failed") {
      object.Fail("status", "expected \"passed\" or \"failed\"");
    }
    test.passed = status == "passed";
  }
  object.Text("name", kMaxNameBytes, test.name);
  object.Text("number", 64, test.number);
  object.Text("output", kMaxOutputBytes, test.output);
  test.name_format = results.test_name_format;
  test.output_format = results.test_output_format;
  object.Formatted("name_format", test.name_format);
  object.Formatted("output_format", test.output_format);
  object.Shown("visibility", test.visibility);
  if (const Json* tags = object.List("tags", kMaxTags)) {
    for (const Json& tag : *tags) {
      if (tag.is_string()) test.tags.push_back(Cut(tag.get_ref<const std::string&>(), 256));
    }
  }
  if (const Json* extra = object.Get("extra_data")) test.extra_data = Dump(*extra);
  return object.status();
}

void ReadBoard(Object& object, Results& results) {
  const Json* board = object.List("leaderboard", kMaxBoard);
  if (board == nullptr) return;
  for (const Json& row : *board) {
    const auto name = row.is_object() ? row.find("name") : row.end();
    if (name == row.end() || !name->is_string()) {
      return object.Fail("leaderboard", "expected entries with a name and a value");
    }
    const auto value = row.find("value");
    std::string text;
    if (value != row.end()) {
      text = value->is_string() ? Cut(value->get_ref<const std::string&>(), 256) : Dump(*value);
    }
    results.leaderboard.emplace_back(Cut(name->get_ref<const std::string&>(), 256),
                                     std::move(text));
  }
}

// Where "<" begins a tag, the length of it; 0 elsewhere.
size_t TagLength(std::string_view text) {
  if (text.size() < 2 || text[0] != '<') return 0;
  const char next = text[1];
  const bool tag =
      (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/' || next == '!';
  const size_t end = text.find('>');
  return !tag || end == std::string_view::npos ? 0 : end + 1;
}

std::string WithoutHtml(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities = {{
      {"&lt;", "<"},
      {"&gt;", ">"},
      {"&quot;", "\""},
      {"&#39;", "'"},
      {"&nbsp;", " "},
      {"&amp;", "&"},
  }};
  std::string out;
  while (!text.empty()) {
    if (const size_t tag = TagLength(text); tag > 0) {
      const std::string_view name = text.substr(1, 3);
      if (name.starts_with("br") || name.starts_with("/p") || name == "/di" || name == "/li" ||
          name == "/tr" || name == "/pr") {
        out += '\n';
      }
      text.remove_prefix(tag);
      continue;
    }
    size_t taken = 1;
    std::string_view shown = text.substr(0, 1);
    for (const auto& [entity, character] : kEntities) {
      if (text.starts_with(entity)) {
        taken = entity.size();
        shown = character;
      }
    }
    out += shown;
    text.remove_prefix(taken);
  }
  return out;
}

std::string WithoutColours(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1b') {
      out += text[i];
      continue;
    }
    // ESC [ parameters final, or ESC and one character.
    if (i + 1 < text.size() && text[i + 1] == '[') {
      i += 2;
      while (i < text.size() && !(text[i] >= '@' && text[i] <= '~')) ++i;
    } else {
      ++i;
    }
  }
  return out;
}

}  // namespace

std::string PlainText(std::string_view text, Format format) {
  if (format == Format::kHtml) return WithoutHtml(text);
  if (format == Format::kAnsi) return WithoutColours(text);
  return std::string(text);
}

Result<Results> ParseResults(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return ResourceExhausted("results.json: " + std::to_string(text.size()) +
                             " bytes, more than the " + std::to_string(kMaxBytes) + " allowed");
  }
  if (TooDeep(text)) {
    return InvalidArgument("results.json: nested more than " + std::to_string(kMaxDepth) + " deep");
  }
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::exception& error) {
    return InvalidArgument(std::string("results.json: not JSON: ") +
                           std::string(error.what()).substr(0, 300));
  }
  Results results;
  Object object(json, "");
  object.Number("score", results.score);
  object.Number("max_score", results.max_score);
  object.Number("execution_time", results.execution_time);
  object.Text("output", kMaxOutputBytes, results.output);
  object.Formatted("output_format", results.output_format);
  object.Formatted("test_output_format", results.test_output_format);
  object.Formatted("test_name_format", results.test_name_format);
  std::optional<Visibility> all, log;
  object.Shown("visibility", all);
  object.Shown("stdout_visibility", log);
  results.visibility = all.value_or(Visibility::kAlways);
  results.stdout_visibility = log.value_or(Visibility::kHidden);
  if (const Json* extra = object.Get("extra_data")) results.extra_data = Dump(*extra);
  ReadBoard(object, results);
  const Json* tests = object.List("tests", kMaxTests);
  ASSAY_RETURN_IF_ERROR(object.status());
  bool scored = results.score.has_value();
  if (tests != nullptr) {
    for (const Json& one : *tests) {
      TestResult test;
      ASSAY_RETURN_IF_ERROR(
          ReadTest(one, "tests[" + std::to_string(results.tests.size()) + "]", results, test));
      scored = scored || test.score.has_value();
      results.tests.push_back(std::move(test));
    }
  }
  if (!scored && results.tests.empty()) {
    return InvalidArgument("results.json: neither `score` nor `tests`; one of the two is needed");
  }
  return results;
}

}  // namespace assay::grader::gradescope
