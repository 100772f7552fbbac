#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "grader/compare/internal.h"
#include "grader/text.h"

namespace assay::grader::compare {
namespace {

enum class Item : uint8_t { kToken, kLineOfTokens, kLine };

int Order(std::string_view a, std::string_view b, bool case_sensitive) {
  if (case_sensitive) return a.compare(b);
  const size_t shorter = std::min(a.size(), b.size());
  for (size_t i = 0; i < shorter; ++i) {
    const auto x = static_cast<unsigned char>(Folded(a[i]));
    const auto y = static_cast<unsigned char>(Folded(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

int OrderOfTokens(std::string_view a, std::string_view b, bool case_sensitive) {
  for (size_t i = 0, j = 0;;) {
    i = SkipBlanks(a, i);
    j = SkipBlanks(b, j);
    const size_t i_end = SkipToken(a, i);
    const size_t j_end = SkipToken(b, j);
    const int order = Order(a.substr(i, i_end - i), b.substr(j, j_end - j), case_sensitive);
    if (order != 0 || i == i_end) return order;
    i = i_end;
    j = j_end;
  }
}

// The items of a text by where they begin: four bytes each, and nothing is copied.
struct Items {
  std::string_view text;
  Item item;
  std::vector<uint32_t> begins;

  Items(std::string_view whole, Item kind) : text(whole), item(kind) {
    switch (item) {
      case Item::kToken:
        for (size_t at = SkipBlanks(text, 0); at < text.size();
             at = SkipBlanks(text, SkipToken(text, at)))
          begins.push_back(static_cast<uint32_t>(at));
        break;
      case Item::kLineOfTokens:
        for (size_t at = 0; at < text.size(); ++at) {
          if (!IsLineEnd(text[at]) && (at == 0 || IsLineEnd(text[at - 1])))
            begins.push_back(static_cast<uint32_t>(at));
        }
        break;
      case Item::kLine:
        for (size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size()) + 1)
          begins.push_back(static_cast<uint32_t>(at));
        while (!begins.empty() && View(begins.back()).empty()) begins.pop_back();
        break;
    }
  }

  std::string_view View(uint32_t begin) const {
    const std::string_view rest = text.substr(begin);
    switch (item) {
      case Item::kToken:
        return rest.substr(0, SkipToken(rest, 0));
      case Item::kLineOfTokens:
        return rest.substr(0, rest.find_first_of("\r\n"));
      case Item::kLine:
        break;
    }
    return WithoutTrailingBlanks(rest.substr(0, rest.find('\n')));
  }
};

int OrderOfItems(const Items& a, uint32_t i, const Items& b, uint32_t j, bool case_sensitive) {
  const std::string_view x = a.View(i);
  const std::string_view y = b.View(j);
  return a.item == Item::kLineOfTokens ? OrderOfTokens(x, y, case_sensitive)
                                       : Order(x, y, case_sensitive);
}

void Sort(Items& items, bool case_sensitive) {
  std::sort(items.begins.begin(), items.begins.end(), [&](uint32_t i, uint32_t j) {
    return OrderOfItems(items, i, items, j, case_sensitive) < 0;
  });
}

// What only one of two sorted lists has, by the place where it stands first.
struct Unmatched {
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  uint32_t missing = kNone, extra = kNone;
};

Unmatched Match(const Items& expected, const Items& actual, bool case_sensitive) {
  Unmatched found;
  size_t i = 0;
  size_t j = 0;
  while (i < expected.begins.size() || j < actual.begins.size()) {
    int order = 0;
    if (i == expected.begins.size()) {
      order = 1;
    } else if (j == actual.begins.size()) {
      order = -1;
    } else {
      order = OrderOfItems(expected, expected.begins[i], actual, actual.begins[j], case_sensitive);
    }
    if (order < 0) found.missing = std::min(found.missing, expected.begins[i]);
    if (order > 0) found.extra = std::min(found.extra, actual.begins[j]);
    i += order <= 0 ? 1 : 0;
    j += order >= 0 ? 1 : 0;
  }
  return found;
}

}  // namespace

Result<Comparison> CompareInAnyOrder(const ComparisonSpec& spec, std::string_view expected,
                                     std::string_view actual) {
  if (expected == actual) return Equal();
  if (std::max(expected.size(), actual.size()) >= Unmatched::kNone)
    return ResourceExhausted("a comparison in any order takes texts of less than 4 GiB");
  const Item kind = spec.kind == ComparisonSpec::Kind::kSortedTokens ? Item::kToken
                    : spec.space_sensitive                           ? Item::kLine
                                                                     : Item::kLineOfTokens;
  Items want(expected, kind);
  Items have(actual, kind);
  Sort(want, spec.case_sensitive);
  Sort(have, spec.case_sensitive);
  const Unmatched found = Match(want, have, spec.case_sensitive);
  if (found.missing == Unmatched::kNone && found.extra == Unmatched::kNone) return Equal();
  Comparison result;
  result.expected_offset = expected.size();
  result.actual_offset = actual.size();
  const std::string_view name = kind == Item::kToken ? "token" : "line";
  if (found.missing != Unmatched::kNone) {
    result.expected_offset = found.missing;
    result.difference = fmt::format("the {} {} is missing, or not there often enough", name,
                                    Quoted(want.View(found.missing)));
  }
  if (found.extra != Unmatched::kNone) {
    result.actual_offset = found.extra;
    result.difference +=
        fmt::format("{}line {}: {} is not expected{}", result.difference.empty() ? "" : "; ",
                    LineOf(actual, found.extra), Quoted(have.View(found.extra)),
                    result.difference.empty() ? " (so often)" : "");
  }
  if (want.begins.size() != have.begins.size()) {
    result.difference +=
        fmt::format("; expected {} {}s, got {}", want.begins.size(), name, have.begins.size());
  }
  return result;
}

Comparison CompareCharacters(std::string_view expected, std::string_view actual) {
  const auto count = [](std::string_view text) {
    std::array<uint64_t, 256> counts{};
    for (const char c : text) ++counts.at(static_cast<unsigned char>(Folded(c)));
    return counts;
  };
  const auto want = count(expected);
  const auto have = count(actual);
  for (size_t byte = 0; byte < want.size(); ++byte) {
    const char c = static_cast<char>(byte);
    if (IsBlank(c) || want.at(byte) == have.at(byte)) continue;
    Comparison result;
    result.expected_offset = expected.size();
    result.actual_offset = actual.size();
    result.difference = fmt::format("the character {}: expected {} times, got {}",
                                    Quoted(std::string_view(&c, 1)), want.at(byte), have.at(byte));
    return result;
  }
  return Equal();
}

}  // namespace assay::grader::compare
