#include "grader/formats/kattis/generators_yaml.h"

#include <algorithm>
#include <optional>

#include "grader/formats/kattis/yaml_map.h"

namespace assay::grader::kattis {
namespace {

using MaybeNode = std::optional<YAML::Node>;

MaybeNode Member(const MaybeNode& map, const std::string& key) {
  if (!map || !map->IsMap()) return std::nullopt;
  for (const auto& entry : *map) {
    if (ScalarText(entry.first) == key) return entry.second;
  }
  return std::nullopt;
}

// `data` is a mapping of names, or a list of such mappings.
MaybeNode Entry(const MaybeNode& group, const std::string& name) {
  const MaybeNode data = Member(group, "data");
  if (!data || !data->IsSequence()) return Member(data, name);
  for (const YAML::Node& item : *data) {
    if (MaybeNode found = Member(item, name)) return found;
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> GeneratedTestGroup(std::string_view text, const std::string& file,
                                       std::string_view group) {
  ASSAY_ASSIGN_OR_RETURN(const YAML::Node root, ParseYaml(text, file));
  MaybeNode node = root;
  while (!group.empty()) {
    const size_t end = std::min(group.find('/'), group.size());
    node = Entry(node, std::string(group.substr(0, end)));
    group.remove_prefix(std::min(end + 1, group.size()));
  }
  const MaybeNode settings = Member(node, "test_group.yaml");
  return settings && settings->IsMap() ? YAML::Dump(*settings) : std::string();
}

}  // namespace assay::grader::kattis
