#pragma once

#include <filesystem>
#include <string>

#include "lms/courses/service/core.h"

namespace assay::courses {

struct SeedOptions {
  std::string tenant = "default";
  std::string course = "demo";
  std::filesystem::path examples;  // folders of problems with their statements; what cannot be read
                                   // has a short text instead
};

// A small course to look at: modules, pages, assignments, a scheme, an announcement. Where the
// course is there already nothing happens. The calls that people use make it, so it is what they
// could have made.
Status Seed(Core& core, const SeedOptions& options);

}  // namespace assay::courses
