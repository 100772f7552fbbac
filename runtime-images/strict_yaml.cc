#include "runtime-images/strict_yaml.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "runtime-images/suggest.h"

namespace assay::runtime_images {

void StrictReader::Fail(const YAML::Mark& mark, const std::string& message) {
  if (!status_.ok()) return;
  // yaml-cpp counts from 0 and gives -1 for "nowhere"; people count from 1.
  status_ =
      InvalidArgument(file_ + ":" + std::to_string(std::max(0, mark.line) + 1) + ": " + message);
}

StrictMap::StrictMap(StrictReader* reader, const YAML::Node& node, std::string what)
    : reader_(reader), node_(node), what_(std::move(what)) {
  is_map_ = node_.IsMap();
  if (!is_map_) {
    reader_->Fail(node_.Mark(), what_ + " must be a mapping of keys to values");
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) {
      reader_->Fail(entry.first.Mark(), "a key of " + what_ + " must be a plain word");
    } else if (!seen.insert(entry.first.Scalar()).second) {
      reader_->Fail(entry.first.Mark(), "key \"" + entry.first.Scalar() + "\" is given twice");
    }
  }
}

YAML::Node StrictMap::Child(const std::string& key, Need need) {
  asked_.push_back(key);
  if (!is_map_) return YAML::Node(YAML::NodeType::Undefined);
  const YAML::Node& constant = node_;  // the const operator[] does not insert the key
  YAML::Node child = constant[key];
  if (!child.IsDefined() && need == Need::kRequired) {
    reader_->Fail(node_.Mark(), what_ + " needs the key \"" + key + "\"");
  }
  return child;
}

void StrictMap::String(const std::string& key, std::string* out, Need need) {
  const YAML::Node child = Child(key, need);
  if (!child.IsDefined()) return;
  if (!child.IsScalar() || child.Scalar().empty()) {
    reader_->Fail(child.Mark(), "\"" + key + "\" must be a text that is not empty");
    return;
  }
  *out = child.Scalar();
}

bool StrictMap::Words(const YAML::Node& node, const std::string& key,
                      std::vector<std::string>* out) {
  if (!node.IsSequence()) {
    reader_->Fail(node.Mark(), "\"" + key + "\" must be a list, as in [a, b]");
    return false;
  }
  for (const auto& item : node) {
    if (!item.IsScalar()) {
      reader_->Fail(item.Mark(), "\"" + key + "\" must hold plain texts only");
      return false;
    }
    if (item.Scalar().find('\0') != std::string::npos) {
      reader_->Fail(item.Mark(), "\"" + key + "\" holds a NUL byte");
      return false;
    }
    out->push_back(item.Scalar());
  }
  return true;
}

void StrictMap::Strings(const std::string& key, std::vector<std::string>* out, Need need) {
  const YAML::Node child = Child(key, need);
  if (!child.IsDefined()) return;
  if (Words(child, key, out) && out->empty() && need == Need::kRequired) {
    reader_->Fail(child.Mark(), "\"" + key + "\" must not be empty");
  }
}

void StrictMap::Commands(const std::string& key, std::vector<std::vector<std::string>>* out,
                         Need need) {
  const YAML::Node child = Child(key, need);
  if (!child.IsDefined()) return;
  if (!child.IsSequence()) {
    reader_->Fail(child.Mark(), "\"" + key + "\" must be a list of commands, each a list of words");
    return;
  }
  for (const auto& item : child) {
    std::vector<std::string> words;
    if (!Words(item, key, &words)) return;
    if (words.empty() || words[0].empty()) {
      reader_->Fail(item.Mark(), "a command in \"" + key + "\" is empty");
      return;
    }
    out->push_back(std::move(words));
  }
}

void StrictMap::Boolean(const std::string& key, bool* out) {
  const YAML::Node child = Child(key, Need::kOptional);
  if (!child.IsDefined()) return;
  const std::string text = child.IsScalar() ? child.Scalar() : "";
  if (text != "true" && text != "false") {
    reader_->Fail(child.Mark(), "\"" + key + "\" must be true or false");
    return;
  }
  *out = text == "true";
}

void StrictMap::Number(const std::string& key, double* out, double low, double high) {
  const YAML::Node child = Child(key, Need::kOptional);
  if (!child.IsDefined()) return;
  double value = 0;
  const std::string text = child.IsScalar() ? child.Scalar() : "";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // The comparison is written so that a NaN fails it.
  if (error != std::errc() || end != text.data() + text.size() ||
      !(value >= low && value <= high)) {
    reader_->Fail(child.Mark(), "\"" + key + "\" must be a number from " + std::to_string(low) +
                                    " to " + std::to_string(high));
    return;
  }
  *out = value;
}

void StrictMap::Integer(const std::string& key, uint32_t* out, uint32_t low, uint32_t high) {
  const YAML::Node child = Child(key, Need::kOptional);
  if (!child.IsDefined()) return;
  uint32_t value = 0;
  const std::string text = child.IsScalar() ? child.Scalar() : "";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    reader_->Fail(child.Mark(), "\"" + key + "\" must be a whole number from " +
                                    std::to_string(low) + " to " + std::to_string(high));
    return;
  }
  *out = value;
}

std::vector<std::pair<std::string, std::string>> StrictMap::Entries() {
  std::vector<std::pair<std::string, std::string>> entries;
  if (!is_map_ || !reader_->ok()) return entries;
  for (const auto& entry : node_) {
    if (!entry.second.IsScalar()) {
      reader_->Fail(entry.second.Mark(), "a value in " + what_ + " must be a plain text");
      return entries;
    }
    entries.emplace_back(entry.first.Scalar(), entry.second.Scalar());
  }
  return entries;
}

void StrictMap::Finish() {
  if (!is_map_ || !reader_->ok()) return;
  for (const auto& entry : node_) {
    const std::string& key = entry.first.Scalar();
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    reader_->Fail(entry.first.Mark(),
                  "unknown key \"" + key + "\" in " + what_ + DidYouMean(key, asked_));
    return;
  }
}

}  // namespace assay::runtime_images
