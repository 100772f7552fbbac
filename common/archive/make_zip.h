#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/status.h"

namespace assay {

// An archive of files, by path, in memory.
Result<std::string> MakeZip(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace assay
