#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/status.h"
#include "grader/formats/kattis/tree.h"
#include "grader/package.h"

// Programs of the package: validators, and the files that go with every submission.
namespace assay::grader::kattis {

// The program that is this file or folder, or nothing where it holds none in a known language
// (a README, a .gitkeep). A folder with a `build` or `run` script is run by that.
Result<std::optional<PackageProgram>> ReadProgram(Tree& tree, const std::filesystem::path& path);

// All programs directly in `folder`, each a file or a folder, sorted by name.
Result<std::vector<PackageProgram>> ReadPrograms(Tree& tree, const std::filesystem::path& folder);

// output_validator/: the folder itself is the program where sources stand directly in it;
// otherwise (2023-07 had it so) it holds one.
Result<std::vector<PackageProgram>> ReadOutputValidator(Tree& tree,
                                                        const std::filesystem::path& folder);

// input_validators/ (or input_format_validators/); scripts in the languages of checktestdata and
// VIVA get a warning that they are not run.
Result<std::vector<PackageProgram>> ReadInputValidators(Tree& tree);

// include/<language>/ and include/default/: put over every submission's files.
Result<std::vector<PackageProgram>> ReadIncludes(Tree& tree);

}  // namespace assay::grader::kattis
