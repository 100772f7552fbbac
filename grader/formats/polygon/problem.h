#pragma once

#include <string_view>

#include "grader/formats/archive/package_files.h"
#include "grader/package.h"

namespace assay::grader::polygon {

// What ReadPolygon does with the text of a problem.xml; for the fuzzer as well. Messages name it
// "problem.xml".
Result<Package> ReadProblem(std::string_view text, PackageFiles files);

}  // namespace assay::grader::polygon
