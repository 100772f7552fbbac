#pragma once

#include <string_view>
#include <vector>

#include "common/status.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// The files of an archive (zip, tar, …) that came with a program: at most 10 MiB of 500 files.
// kInvalidArgument and kResourceExhausted say what is wrong with it, for who sent it.
Result<std::vector<sandbox::CollectedFile>> UnpackExtraFiles(std::string_view archive);

}  // namespace assay::judge
