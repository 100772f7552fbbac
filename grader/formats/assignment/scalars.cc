#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "grader/formats/assignment/strict_map.h"
#include "runtime-images/suggest.h"

namespace assay::grader::assignment {
namespace {

// What stands there, short and quoted, for "…, not X".
std::string Show(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      return "nothing";
    case Value::Kind::kList:
      return "a list";
    case Value::Kind::kMap:
      return "a mapping";
    case Value::Kind::kScalar:
      break;
  }
  std::string text = value.text.substr(0, 40);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return "\"" + text + (value.text.size() > 40 ? "…" : "") + "\"";
}

bool ParseNumber(std::string_view text, double* out) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *out);
  return error == std::errc() && rest == end && std::isfinite(*out);
}

// "1.5 MiB" into 1.5 and "MiB"; the blank may be absent.
bool Split(std::string_view text, double* number, std::string_view* unit) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *number);
  if (error != std::errc() || !std::isfinite(*number)) return false;
  *unit = std::string_view(rest, static_cast<size_t>(end - rest));
  while (!unit->empty() && unit->front() == ' ') unit->remove_prefix(1);
  return true;
}

struct Unit {
  std::string_view name;
  double factor;
};
constexpr std::array<Unit, 18> kDurations = {{{"", 1e3},
                                              {"ms", 1},
                                              {"s", 1e3},
                                              {"second", 1e3},
                                              {"seconds", 1e3},
                                              {"min", 60e3},
                                              {"minute", 60e3},
                                              {"minutes", 60e3},
                                              {"h", 3600e3},
                                              {"hour", 3600e3},
                                              {"hours", 3600e3},
                                              {"d", 86400e3},
                                              {"day", 86400e3},
                                              {"days", 86400e3},
                                              {"w", 604800e3},
                                              {"week", 604800e3},
                                              {"weeks", 604800e3},
                                              {"sec", 1e3}}};
constexpr std::array<Unit, 5> kSizes = {
    {{"", 1048576}, {"B", 1}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}}};

template <size_t N>
bool FindUnit(const std::array<Unit, N>& units, std::string_view name, double* factor) {
  for (const Unit& unit : units) {
    if (unit.name == name) {
      *factor = unit.factor;
      return true;
    }
  }
  return false;
}

std::string Trim(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc() ? std::string(buffer.data(), end) : "?";
}

std::string ShowDuration(Milliseconds time) {
  const double ms = static_cast<double>(time.count());
  if (ms < 1000) return Trim(ms) + " ms";
  if (ms < 3600e3) return Trim(ms / 1000) + " s";
  if (ms < 48 * 3600e3) return Trim(ms / 3600e3) + " h";
  return Trim(std::floor(ms / 86400e3)) + " days";
}

std::string ShowSize(uint64_t bytes) {
  const double value = static_cast<double>(bytes);
  if (value < 1024) return Trim(value) + " B";
  if (value < 1048576) return Trim(value / 1024) + " KiB";
  if (value < 1073741824) return Trim(value / 1048576) + " MiB";
  return Trim(value / 1073741824) + " GiB";
}

// Exactly `digits` digits.
bool Digits(std::string_view* text, size_t digits, int* out) {
  if (text->size() < digits) return false;
  *out = 0;
  for (size_t i = 0; i < digits; ++i) {
    const char c = (*text)[i];
    if (c < '0' || c > '9') return false;
    *out = *out * 10 + (c - '0');
  }
  text->remove_prefix(digits);
  return true;
}

bool Skip(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

bool ParseMoment(std::string_view text, std::chrono::sys_seconds* out) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0;
  if (!Digits(&text, 4, &year) || !Skip(&text, '-') || !Digits(&text, 2, &month) ||
      !Skip(&text, '-') || !Digits(&text, 2, &day)) {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  if (Skip(&text, 'T') || Skip(&text, ' ')) {
    if (!Digits(&text, 2, &hour) || !Skip(&text, ':') || !Digits(&text, 2, &minute)) return false;
    if (Skip(&text, ':') && !Digits(&text, 2, &second)) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    const bool east = !text.empty() && text.front() == '+';
    if (Skip(&text, 'Z')) {
    } else if (Skip(&text, '+') || Skip(&text, '-')) {
      int zone_hour = 0, zone_minute = 0;
      if (!Digits(&text, 2, &zone_hour)) return false;
      Skip(&text, ':');
      if (!Digits(&text, 2, &zone_minute) || zone_hour > 14 || zone_minute > 59) return false;
      zone = (zone_hour * 60 + zone_minute) * (east ? 1 : -1);
    }
  }
  if (!text.empty()) return false;
  *out = std::chrono::sys_days(date) + std::chrono::hours(hour) +
         std::chrono::minutes(minute - zone) + std::chrono::seconds(second);
  return true;
}

}  // namespace

std::string ListOf(const std::vector<std::string_view>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string Suggest(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string near =
      runtime_images::DidYouMean(word, std::vector<std::string>(known.begin(), known.end()));
  return near.empty() ? "; expected " + ListOf(known) : near;
}

void Scalars::Wrong(const Value& value, const std::string& key, const std::string& expected) const {
  errors_->Add(value.place, "\"" + key + "\" must be " + expected + ", not " + Show(value));
}

bool Scalars::Text(const Value& value, const std::string& key, std::string* out) const {
  if (!value.IsScalar() || (value.text.empty() && !value.quoted)) {
    Wrong(value, key, "a text");
    return false;
  }
  *out = value.text;
  return true;
}

bool Scalars::Flag(const Value& value, const std::string& key, bool* out) const {
  const bool yes = value.IsScalar() && value.text == "true";
  if (!yes && !(value.IsScalar() && value.text == "false")) {
    Wrong(value, key, "true or false");
    return false;
  }
  *out = yes;
  return true;
}

bool Scalars::Number(const Value& value, const std::string& key, double low, double high,
                     double* out) const {
  double number = 0;
  // Written so that a NaN fails; the text may be "1e-6" but not "0x10" or "1_000".
  if (!value.IsScalar() || !ParseNumber(value.text, &number) ||
      !(number >= low && number <= high)) {
    Wrong(value, key, "a number from " + Trim(low) + " to " + Trim(high));
    return false;
  }
  *out = number;
  return true;
}

bool Scalars::Whole(const Value& value, const std::string& key, uint64_t low, uint64_t high,
                    uint64_t* out) const {
  uint64_t number = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [rest, error] = std::from_chars(value.text.data(), end, number);
  if (!value.IsScalar() || error != std::errc() || rest != end || number < low || number > high) {
    Wrong(value, key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return false;
  }
  *out = number;
  return true;
}

bool Scalars::Duration(const Value& value, const std::string& key, Milliseconds low,
                       Milliseconds high, Milliseconds* out) const {
  double number = 0, factor = 0;
  std::string_view unit;
  if (!value.IsScalar() || !Split(value.text, &number, &unit) ||
      !FindUnit(kDurations, unit, &factor)) {
    Wrong(value, key, "a time such as 500 ms, 2 s, 15 min, 3 h or 2 days");
    return false;
  }
  const double ms = std::round(number * factor);
  if (!(ms >= static_cast<double>(low.count()) && ms <= static_cast<double>(high.count()))) {
    Wrong(value, key, "a time from " + ShowDuration(low) + " to " + ShowDuration(high));
    return false;
  }
  *out = Milliseconds(static_cast<int64_t>(ms));
  return true;
}

bool Scalars::Size(const Value& value, const std::string& key, uint64_t low, uint64_t high,
                   uint64_t* out) const {
  double number = 0, factor = 0;
  std::string_view unit;
  if (!value.IsScalar() || !Split(value.text, &number, &unit) || !FindUnit(kSizes, unit, &factor)) {
    Wrong(value, key, "a size such as 64 MiB, 1 GiB or 500 KiB");
    return false;
  }
  const double bytes = std::round(number * factor);
  if (!(bytes >= static_cast<double>(low) && bytes <= static_cast<double>(high))) {
    Wrong(value, key, "a size from " + ShowSize(low) + " to " + ShowSize(high));
    return false;
  }
  *out = static_cast<uint64_t>(bytes);
  return true;
}

bool Scalars::Moment(const Value& value, const std::string& key,
                     std::chrono::sys_seconds* out) const {
  if (!value.IsScalar() || !ParseMoment(value.text, out)) {
    Wrong(value, key, "a date such as 2027-03-01 or 2027-03-01T23:59:00+01:00");
    return false;
  }
  return true;
}

bool Scalars::Texts(const Value& value, const std::string& key,
                    std::vector<std::string>* out) const {
  std::vector<std::string> texts;
  if (value.IsScalar()) {
    texts.emplace_back();
    if (!Text(value, key, &texts.back())) return false;
  } else if (value.IsList()) {
    for (const Value& item : value.items) {
      texts.emplace_back();
      if (!Text(item, key, &texts.back())) return false;
    }
  } else {
    Wrong(value, key, "a text or a list of texts");
    return false;
  }
  for (const std::string& text : texts) {
    if (text.find('\0') != std::string::npos) {
      errors_->Add(value.place, "\"" + key + "\" holds a NUL byte");
      return false;
    }
  }
  *out = std::move(texts);
  return true;
}

bool Scalars::Word(const Value& value, const std::string& key,
                   const std::vector<std::string_view>& words, size_t* out) const {
  if (!value.IsScalar()) {
    Wrong(value, key, "one of " + ListOf(words));
    return false;
  }
  const auto found = std::find(words.begin(), words.end(), value.text);
  if (found == words.end()) {
    errors_->Add(value.place, "unknown " + key + " " + Show(value) + Suggest(value.text, words));
    return false;
  }
  *out = static_cast<size_t>(found - words.begin());
  return true;
}

}  // namespace assay::grader::assignment
