#include "clients/cli/fields.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "clients/cli/terminal.h"

namespace assay::client {
namespace {

using nlohmann::json;

const json* Find(const json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(key);
  return it == object.end() ? nullptr : &*it;
}

const json& Nothing() {
  static const json nothing;
  return nothing;
}

}  // namespace

std::string RawText(const json& object, std::string_view key) {
  const json* value = Find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::string Text(const json& object, std::string_view key) {
  return Printable(RawText(object, key));
}

std::optional<double> Number(const json& object, std::string_view key) {
  const json* value = Find(object, key);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->get<double>();
  if (!value->is_string()) return std::nullopt;
  const auto& text = value->get_ref<const std::string&>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

int64_t Int(const json& object, std::string_view key, int64_t otherwise) {
  const auto number = Number(object, key);
  if (!number || std::abs(*number) > 9e15) return otherwise;
  return static_cast<int64_t>(*number);
}

bool Flag(const json& object, std::string_view key) {
  const json* value = Find(object, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

const json& Child(const json& object, std::string_view key) {
  const json* value = Find(object, key);
  return value == nullptr ? Nothing() : *value;
}

std::vector<std::string> Texts(const json& object, std::string_view key) {
  std::vector<std::string> texts;
  const json& list = Child(object, key);
  if (!list.is_array()) return texts;
  for (const json& item : list) {
    if (item.is_string()) texts.push_back(Printable(item.get<std::string>()));
  }
  return texts;
}

std::string Word(const json& object, std::string_view key, std::string_view prefix) {
  std::string word = Text(object, key);
  if (word.starts_with(prefix)) word.erase(0, prefix.size());
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

std::string Duration(int64_t microseconds) {
  if (microseconds < 1'000'000) return fmt::format("{} ms", (microseconds + 500) / 1000);
  return fmt::format("{:.1f} s", static_cast<double>(microseconds) / 1e6);
}

std::string Size(int64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  if (bytes < 1024 * 1024) return fmt::format("{:.0f} KiB", static_cast<double>(bytes) / 1024);
  return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1024 * 1024));
}

std::string Score(double score) {
  const double rounded = std::round(score * 100) / 100;
  return fmt::format("{:g}", rounded);
}

}  // namespace assay::client
