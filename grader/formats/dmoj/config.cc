#include "grader/formats/dmoj/config.h"

#include <cmath>

namespace assay::grader::dmoj {
namespace {

constexpr int kMaxMergeDepth = 8;
constexpr int64_t kLookupBudget = 50'000'000;  // map entries looked at; a large package takes 1 %

// Not what a look-up in a map gives: that throws when it is asked for its type.
YAML::Node Undefined() { return YAML::Node(YAML::NodeType::Undefined); }

}  // namespace

Config::Config(std::string file, const YAML::Node& root)
    : file_(std::move(file)), chain_{root}, budget_(std::make_shared<int64_t>(kLookupBudget)) {}

Config Config::Inner(const YAML::Node& node) const {
  std::vector<YAML::Node> chain = chain_;
  chain.push_back(node);
  return {file_, std::move(chain), budget_};
}

Config Config::Alone(const YAML::Node& node) const { return {file_, {node}, budget_}; }

YAML::Node Config::In(const YAML::Node& map, std::string_view key, int depth) const {
  if (!map.IsMap() || depth > kMaxMergeDepth) return Undefined();
  std::vector<YAML::Node> merged;
  for (const auto& entry : map) {
    if (--*budget_ <= 0) return Undefined();
    if (!entry.first.IsScalar()) continue;
    if (entry.first.Scalar() == key) return entry.second;
    if (entry.first.Scalar() == "<<") merged.push_back(entry.second);
  }
  for (const YAML::Node& node : merged) {
    if (node.IsMap()) {
      const YAML::Node found = In(node, key, depth + 1);
      if (found.IsDefined()) return found;
    }
    if (!node.IsSequence()) continue;
    for (const auto& one : node) {
      const YAML::Node found = In(one, key, depth + 1);
      if (found.IsDefined()) return found;
    }
  }
  return Undefined();
}

YAML::Node Config::Own(std::string_view key) const { return In(chain_.back(), key, 0); }

YAML::Node Config::Find(std::string_view key) const {
  for (size_t i = chain_.size(); i-- > 0;) {
    const YAML::Node found = In(chain_[i], key, 0);
    // DMOJ takes an empty value for none.
    if (found.IsDefined() && !found.IsNull()) return found;
  }
  return Undefined();
}

std::vector<std::string> Config::Keys() const {
  std::vector<std::string> keys;
  for (const auto& entry : chain_.back()) {
    if (--*budget_ <= 0) break;
    if (entry.first.IsScalar()) keys.push_back(entry.first.Scalar());
  }
  return keys;
}

std::string Config::Place(const YAML::Node& at) const {
  const int line = at.IsDefined() ? at.Mark().line : chain_.back().Mark().line;
  return file_ + ":" + std::to_string(line + 1);
}

Status Config::Error(const YAML::Node& at, const std::string& what) const {
  return InvalidArgument(Place(at) + ": " + what);
}

Result<std::string> Config::Text(std::string_view key, const std::string& fallback) const {
  const YAML::Node node = Find(key);
  if (!node.IsDefined()) return fallback;
  if (!node.IsScalar()) return Error(node, std::string(key) + ": expected one word");
  return node.Scalar();
}

Result<double> Config::Number(std::string_view key, double fallback) const {
  const YAML::Node node = Find(key);
  if (!node.IsDefined()) return fallback;
  double value = 0;
  if (!YAML::convert<double>::decode(node, value) || !std::isfinite(value)) {
    return Error(node, std::string(key) + ": expected a number");
  }
  return value;
}

Result<bool> ReadFlag(const Config& config, const YAML::Node& node, const std::string& key) {
  bool value = false;
  if (YAML::convert<bool>::decode(node, value)) return value;
  if (node.IsScalar() && (node.Scalar() == "0" || node.Scalar() == "1")) {
    return node.Scalar() == "1";
  }
  return config.Error(node, key + ": expected true or false");
}

Result<bool> Config::Flag(std::string_view key, bool fallback) const {
  const YAML::Node node = Find(key);
  if (!node.IsDefined()) return fallback;
  return ReadFlag(*this, node, std::string(key));
}

Result<std::vector<std::string>> Config::Texts(std::string_view key) const {
  const YAML::Node node = Find(key);
  std::vector<std::string> texts;
  if (!node.IsDefined()) return texts;
  if (node.IsScalar()) {
    texts.push_back(node.Scalar());
    return texts;
  }
  if (!node.IsSequence()) return Error(node, std::string(key) + ": expected a list");
  for (const auto& one : node) {
    if (--*budget_ <= 0) break;
    if (!one.IsScalar()) return Error(one, std::string(key) + ": expected a list of words");
    texts.push_back(one.Scalar());
  }
  return texts;
}

}  // namespace assay::grader::dmoj
