#pragma once

#include <filesystem>

#include "common/status.h"
#include "grader/package.h"

// One reader a format: does the folder look like it, and the package that it holds. `folder` is
// absolute; files outside of it are never opened, links in it never followed out of it. Errors say
// file, line and the mend.
namespace assay::grader {

bool LooksLikeAssignment(const std::filesystem::path& folder);  // assignment.yaml
Result<Package> ReadAssignment(const std::filesystem::path& folder);

bool LooksLikeKattis(const std::filesystem::path& folder);  // problem.yaml and data/
// Repositories of problems share files by links: those that stay in `links_within`, a folder around
// the package, are followed too. Only whoever trusts all that is in it may name one.
Result<Package> ReadKattis(const std::filesystem::path& folder,
                           const std::filesystem::path& links_within = {});

bool LooksLikeDmoj(const std::filesystem::path& folder);  // init.yml
Result<Package> ReadDmoj(const std::filesystem::path& folder);

bool LooksLikePolygon(const std::filesystem::path& folder);  // problem.xml
Result<Package> ReadPolygon(const std::filesystem::path& folder);

bool LooksLikeCms(const std::filesystem::path& folder);  // task.yaml, input/ and output/
Result<Package> ReadCms(const std::filesystem::path& folder);

bool LooksLikeGradescope(const std::filesystem::path& folder);  // run_autograder
Result<Package> ReadGradescope(const std::filesystem::path& folder);

bool LooksLikeExercism(const std::filesystem::path& folder);  // .meta/config.json
Result<Package> ReadExercism(const std::filesystem::path& folder);

}  // namespace assay::grader
