#include "grader/formats/dmoj/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <compare>
#include <map>
#include <memory>
#include <set>

#include "common/archive/entry_name.h"

namespace assay::grader::dmoj {

const std::string_view kDefaultInputPattern =
    R"(^(?=.*?\.in|in).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$)";
const std::string_view kDefaultOutputPattern =
    R"(^(?=.*?\.out|out).*?(?:(?:^|\W)(?P<batch>\d+)[^\d\s]+)?(?P<case>\d+)[^\d\s]*$)";

namespace {

// The patterns are the package's: steps and memory of one match are bounded.
constexpr uint32_t kMatchLimit = 200'000, kHeapLimitKib = 4096;
constexpr size_t kMaxPatternBytes = 4096, kMaxNameBytes = 1024;

// A number before which every text comes, as DMOJ sorts them.
struct Key {
  bool number = false;
  uint64_t value = 0;
  std::string text;
  auto operator<=>(const Key&) const = default;
};

Key ReadKey(std::string_view text) {
  const bool digits =
      !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  const std::string_view significant =
      text.substr(std::min(text.find_first_not_of('0'), text.size()));
  if (!digits || significant.size() > 18) return {false, 0, std::string(text)};
  return {true, significant.empty() ? 0 : std::stoull(std::string(significant)), ""};
}

class Pattern {
 public:
  static Result<Pattern> Compile(const std::string& text) {
    if (text.size() > kMaxPatternBytes) return InvalidArgument("the pattern is too long");
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                     PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &error,
                                     &offset, nullptr);
    if (code == nullptr) {
      return InvalidArgument("the pattern " + EscapeName(text) + " is wrong at character " +
                             std::to_string(offset + 1) + ": " + Message(error));
    }
    Pattern pattern(code, text);
    if (pattern.match_ == nullptr || pattern.context_ == nullptr) {
      return ResourceExhausted("no memory for a pattern");
    }
    pcre2_set_match_limit(pattern.context_.get(), kMatchLimit);
    pcre2_set_heap_limit(pattern.context_.get(), kHeapLimitKib);
    return pattern;
  }

  struct Found {
    std::optional<Key> batch, number;
  };
  // Empty: the name is not meant.
  Result<std::optional<Found>> Match(const std::string& name) const {
    const int code = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(name.data()),
                                 name.size(), 0, PCRE2_ANCHORED, match_.get(), context_.get());
    if (code == PCRE2_ERROR_NOMATCH) return std::optional<Found>();
    if (code < 0) {
      return InvalidArgument("the pattern " + EscapeName(text_) + " on the file name " +
                             EscapeName(name) + ": " + Message(code));
    }
    return std::optional<Found>(Found{Group("batch"), Group("case")});
  }

 private:
  Pattern(pcre2_code* code, std::string text)
      : code_(code),
        match_(pcre2_match_data_create_from_pattern(code, nullptr)),
        context_(pcre2_match_context_create(nullptr)),
        text_(std::move(text)) {}

  static std::string Message(int code) {
    std::array<PCRE2_UCHAR, 128> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char*>(text.data());
  }

  std::optional<Key> Group(const char* name) const {
    PCRE2_UCHAR* text = nullptr;
    PCRE2_SIZE size = 0;
    if (pcre2_substring_get_byname(match_.get(), reinterpret_cast<PCRE2_SPTR>(name), &text,
                                   &size) != 0) {
      return std::nullopt;
    }
    Key key = ReadKey({reinterpret_cast<const char*>(text), size});
    pcre2_substring_free(text);
    return key;
  }

  struct Free {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  };
  std::unique_ptr<pcre2_code, Free> code_;
  std::unique_ptr<pcre2_match_data, Free> match_;
  std::unique_ptr<pcre2_match_context, Free> context_;
  std::string text_;
};

}  // namespace

Result<std::vector<MatchedGroup>> MatchCases(const std::vector<std::string>& names,
                                             const std::string& input_pattern,
                                             const std::string& output_pattern) {
  std::map<Key, std::map<Key, MatchedCase>> groups;
  std::set<Key> batches;
  for (const bool input : {true, false}) {
    ASSAY_ASSIGN_OR_RETURN(const Pattern pattern,
                           Pattern::Compile(input ? input_pattern : output_pattern));
    for (const std::string& name : names) {
      if (name.size() > kMaxNameBytes) continue;
      ASSAY_ASSIGN_OR_RETURN(const auto found, pattern.Match(name));
      if (!found) continue;
      if (!found->number) {
        return InvalidArgument("the pattern gives no number of a case for the file " +
                               EscapeName(name) + "; name one part of it (?P<case>…)");
      }
      if (found->batch) batches.insert(*found->batch);
      MatchedCase& one = groups[found->batch ? *found->batch : *found->number][*found->number];
      (input ? one.input : one.output) = name;
    }
  }
  std::vector<MatchedGroup> sorted;
  for (auto& [key, cases] : groups) {
    MatchedGroup group;
    group.batch = batches.contains(key);
    for (auto& [number, one] : cases) group.cases.push_back(std::move(one));
    if (!group.batch && group.cases.size() > 1) {
      return InvalidArgument("several cases have one number: " +
                             EscapeName(group.cases[0].input + group.cases[0].output) + " and " +
                             EscapeName(group.cases[1].input + group.cases[1].output));
    }
    sorted.push_back(std::move(group));
  }
  return sorted;
}

}  // namespace assay::grader::dmoj
