#pragma once

#include <string>
#include <vector>

#include "grader/formats/dmoj/config.h"
#include "grader/formats/dmoj/data.h"
#include "grader/package.h"

// The programs that an init.yml names, as this room knows them.
namespace assay::grader::dmoj {

// "CPP17" is "cpp", "PY3" is "python"; empty: no language of ours.
std::string LanguageOfKey(std::string_view dmoj_key);

// Of `checker:`, a name or a map with name and args. `node` is what Config::Find("checker") gave.
Result<Checker> ReadChecker(const Config& config, const YAML::Node& node, const Data& data);

// Of `interactive:`.
Result<Checker> ReadInteractor(const Config& config, const YAML::Node& node, const Data& data);

struct GeneratorSpec {
  PackageProgram program;
  std::vector<std::string> arguments;  // where a case has none of its own
};
// Of `generator:`, a file, a list of them, or a map.
Result<GeneratorSpec> ReadGenerator(const Config& config, const YAML::Node& node, const Data& data);

}  // namespace assay::grader::dmoj
