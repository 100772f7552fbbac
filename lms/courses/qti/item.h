#pragma once

#include <string>
#include <vector>

#include "assay/courses/v1/quizzes.pb.h"
#include "common/status.h"

namespace assay::courses::qti {

// One item as a question; its id is the item's identifier as it stands. `notes` tells what of it
// was left out. kInvalidArgument says why it cannot be a question at all.
Result<v1::Question> ReadItem(const std::string& text, std::vector<std::string>& notes);

}  // namespace assay::courses::qti
