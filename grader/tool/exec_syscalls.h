#pragma once

#include <filesystem>
#include <string>

#include "common/status.h"

namespace assay::grader {

// Becomes another program, with the environment as it is. argv[0] is replaced by its path. Returns
// only where that fails; kNotFound: there is no such program.
Status Exec(const std::filesystem::path& program, char** argv);

// What can be read until the end or `longest` bytes; what came before an error.
std::string ReadToEnd(int fd, size_t longest);

}  // namespace assay::grader
