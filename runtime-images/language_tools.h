#pragma once

#include <vector>

#include "runtime-images/language.h"
#include "runtime-images/strict_yaml.h"

// The parts of a language file that name tools beside the language itself: unit-test frameworks and
// style tools. Private to the room.
namespace assay::runtime_images {

// A placeholder that Expand would refuse is an error of the file, found when it is loaded.
void CheckCommand(StrictReader* reader, const YAML::Mark& mark, const Command& command);

void ReadFrameworks(StrictReader* reader, const YAML::Node& node,
                    std::vector<Framework>* frameworks);
void ReadLinters(StrictReader* reader, const YAML::Node& node, std::vector<Linter>* linters);

}  // namespace assay::runtime_images
