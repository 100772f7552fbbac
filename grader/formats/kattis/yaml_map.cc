#include "grader/formats/kattis/yaml_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "runtime-images/suggest.h"

namespace assay::grader::kattis {

std::string YamlNotes::At(const YAML::Mark& mark, const std::string& message) const {
  return fmt::format("{}:{}: {}", file_, std::max(mark.line, 0) + 1, message);
}

void YamlNotes::Warn(const YAML::Mark& mark, const std::string& message) {
  warnings_->push_back(At(mark, message));
}

void YamlNotes::Fail(const YAML::Mark& mark, const std::string& message) {
  if (status_.ok()) status_ = InvalidArgument(At(mark, message));
}

Result<YAML::Node> ParseYaml(std::string_view text, const std::string& file) {
  // A byte-order mark is against the format, and no reason not to grade.
  constexpr std::string_view kBom = "\xef\xbb\xbf";
  if (text.substr(0, kBom.size()) == kBom) text.remove_prefix(kBom.size());
  try {
    return YAML::Load(std::string(text));
  } catch (const YAML::Exception& error) {
    return InvalidArgument(
        fmt::format("{}:{}: {}", file, std::max(error.mark.line, 0) + 1, error.msg));
  }
}

std::string ScalarText(const YAML::Node& node) {
  return node.IsDefined() && node.IsScalar() ? node.Scalar() : std::string();
}

std::optional<double> ParseNumber(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::isnan(value)) {
    return std::nullopt;
  }
  return value;
}

std::vector<std::string> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  constexpr std::string_view kBlanks = " \t\r\n";
  for (size_t at = 0; (at = text.find_first_not_of(kBlanks, at)) != std::string_view::npos;) {
    const size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

YamlMap::YamlMap(YamlNotes* notes, const YAML::Node& node, std::string what)
    : notes_(notes), node_(node), what_(std::move(what)) {
  if (!node.IsDefined() || node.IsNull()) return;
  is_map_ = node.IsMap();
  if (!is_map_) notes->Fail(node.Mark(), what_ + ": expected keys and values");
}

YAML::Node YamlMap::Take(const std::string& key) {
  asked_.push_back(key);
  if (!is_map_) return YAML::Node(YAML::NodeType::Undefined);
  for (const auto& entry : node_) {
    if (ScalarText(entry.first) == key && !entry.second.IsNull()) return entry.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

std::optional<std::string> YamlMap::String(const std::string& key) {
  const YAML::Node node = Take(key);
  if (!node.IsDefined()) return std::nullopt;
  if (!node.IsScalar()) {
    notes_->Fail(node.Mark(), key + ": expected a text");
    return std::nullopt;
  }
  return node.Scalar();
}

std::optional<bool> YamlMap::Bool(const std::string& key) {
  const YAML::Node node = Take(key);
  if (!node.IsDefined()) return std::nullopt;
  bool value = false;
  if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value)) {
    notes_->Fail(node.Mark(), key + ": expected true or false");
    return std::nullopt;
  }
  return value;
}

std::optional<double> YamlMap::Number(const std::string& key, double low, double high) {
  const YAML::Node node = Take(key);
  if (!node.IsDefined()) return std::nullopt;
  const auto value = ParseNumber(ScalarText(node));
  if (!value || *value < low || *value > high) {
    notes_->Fail(node.Mark(), fmt::format("{}: expected a number from {} to {}", key, low, high));
    return std::nullopt;
  }
  return value;
}

std::optional<std::vector<std::string>> YamlMap::Strings(const std::string& key) {
  const YAML::Node node = Take(key);
  if (!node.IsDefined()) return std::nullopt;
  if (node.IsScalar()) return std::vector<std::string>{node.Scalar()};
  std::vector<std::string> texts;
  for (const auto& item : node) {
    if (!node.IsSequence() || !item.IsScalar()) {
      notes_->Fail(node.Mark(), key + ": expected a list of texts");
      return std::nullopt;
    }
    texts.push_back(item.Scalar());
  }
  return texts;
}

std::optional<std::vector<std::string>> YamlMap::Words(const std::string& key) {
  auto texts = Strings(key);
  // Asked before it was split: a list's items keep their blanks.
  if (!texts || !Take(key).IsScalar()) return texts;
  return SplitWords(texts->front());
}

void YamlMap::Ignore(std::initializer_list<const char*> keys) {
  asked_.insert(asked_.end(), keys.begin(), keys.end());
}

std::vector<std::pair<std::string, YAML::Node>> YamlMap::Rest() {
  std::vector<std::pair<std::string, YAML::Node>> rest;
  if (!is_map_) return rest;
  const std::vector<std::string> asked = asked_;
  for (const auto& entry : node_) {
    const std::string key = ScalarText(entry.first);
    if (std::find(asked.begin(), asked.end(), key) != asked.end()) continue;
    rest.emplace_back(key, entry.second);
    asked_.push_back(key);
  }
  return rest;
}

void YamlMap::Finish() {
  if (!is_map_) return;
  for (const auto& entry : node_) {
    const std::string key = ScalarText(entry.first);
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    notes_->Warn(entry.first.Mark(), fmt::format("{}: unknown key \"{}\"{}", what_, key,
                                                 runtime_images::DidYouMean(key, asked_)));
  }
}

}  // namespace assay::grader::kattis
