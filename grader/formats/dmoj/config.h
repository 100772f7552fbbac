#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::grader::dmoj {

// A map of an init.yml with those that it stands in: a key that it lacks is looked for outwards, as
// DMOJ does, so that `points` or `checker` may stand at a case, at its batch, or once at the top.
// Merge keys ("<<") are followed. Members throw what yaml-cpp throws: init.cc catches it.
class Config {
 public:
  // `root` is a map; `file` is what messages call it.
  Config(std::string file, const YAML::Node& root);

  // A map inside of this one.
  Config Inner(const YAML::Node& node) const;

  // A map that does not look outwards: the arguments of a checker.
  Config Alone(const YAML::Node& node) const;

  // The value of the innermost map that has the key; undefined where none has.
  YAML::Node Find(std::string_view key) const;
  // Of this map alone.
  YAML::Node Own(std::string_view key) const;
  const YAML::Node& node() const { return chain_.back(); }

  // The keys that the map itself has, without those merged.
  std::vector<std::string> Keys() const;

  // "init.yml:12: what"
  Status Error(const YAML::Node& at, const std::string& what) const;
  std::string Place(const YAML::Node& at) const;  // "init.yml:12"

  // Values, with a fallback where the key is nowhere; an error where it is something else.
  Result<std::string> Text(std::string_view key, const std::string& fallback) const;
  Result<double> Number(std::string_view key, double fallback) const;
  Result<bool> Flag(std::string_view key, bool fallback) const;
  // One scalar or a list of them.
  Result<std::vector<std::string>> Texts(std::string_view key) const;

  // Aliases let a small file ask for very many look-ups: false once it asked for too many, from
  // when on nothing is found any more.
  bool within_budget() const { return *budget_ > 0; }

 private:
  Config(std::string file, std::vector<YAML::Node> chain, std::shared_ptr<int64_t> budget)
      : file_(std::move(file)), chain_(std::move(chain)), budget_(std::move(budget)) {}
  YAML::Node In(const YAML::Node& map, std::string_view key, int depth) const;

  std::string file_;
  std::vector<YAML::Node> chain_;  // from the outermost
  std::shared_ptr<int64_t> budget_;
};

// Reads `true`, `yes`, `on` and their opposites, as YAML 1.1 does.
Result<bool> ReadFlag(const Config& config, const YAML::Node& node, const std::string& key);

}  // namespace assay::grader::dmoj
