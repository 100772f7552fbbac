#pragma once

#include <string_view>

#include "grader/formats/archive/package_files.h"
#include "grader/package.h"

namespace assay::grader::cms {

// What ReadCms does with the text of a task.yaml; for the fuzzer as well. Messages name it
// "task.yaml".
Result<Package> ReadTask(std::string_view text, PackageFiles files);

}  // namespace assay::grader::cms
