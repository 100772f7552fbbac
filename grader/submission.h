#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"
#include "sandbox/sandbox.h"

namespace assay::grader {

// What a student handed in.
struct Submission {
  std::string name;                           // for people: the path that it was loaded from
  std::vector<sandbox::CollectedFile> files;  // paths relative to the work folder
  std::string language;                       // empty: by the files' names
  std::string entry;                          // the file to start; empty: the language's rule
};

// A file, or a folder with all that is in it but links. kResourceExhausted beyond 16 MiB or 4096
// files.
Result<Submission> LoadSubmission(const std::filesystem::path& path);

}  // namespace assay::grader
