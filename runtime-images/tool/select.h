#pragma once

#include <vector>

#include "common/status.h"
#include "runtime-images/language.h"
#include "runtime-images/tool/commands.h"

namespace assay::runtime_images {

// The recipes that the command line names by image, by language, with --all or with --common.
Result<std::vector<ImageRecipe>> SelectRecipes(const ToolOptions& options);

// Prints "assay-images: message" to stderr; returns 1.
int Complain(const Status& status);

// "412.3 MiB".
std::string Mebibytes(uint64_t bytes);

}  // namespace assay::runtime_images
