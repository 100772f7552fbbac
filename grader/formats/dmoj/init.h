#pragma once

#include <string_view>

#include "grader/formats/dmoj/data.h"
#include "grader/package.h"

namespace assay::grader::dmoj {

// What ReadDmoj does with the text of an init.yml; for the fuzzer as well. Messages name it
// "init.yml".
Result<Package> ReadInit(std::string_view text, Data data);

}  // namespace assay::grader::dmoj
