#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/status.h"
#include "plagiarism/submission.h"

namespace assay::plagiarism {

// Reads a folder of submissions: each folder or file in it is one submission of the person whom it
// is named after; with `versions` each folder in that one is a version of that person's. Hidden
// files, links, and files over 16 MiB are left out, the last with a line in `warnings`.
// kNotFound: no such folder. kResourceExhausted: over 200,000 files or 4 GiB.
Result<std::vector<Submission>> ReadSubmissions(const std::filesystem::path& folder, Origin origin,
                                                bool versions, std::vector<std::string>& warnings);

// "id,time" lines with a head line; times as 2026-11-29T06:00:00Z. Errors name file and line.
Result<std::map<std::string, std::chrono::system_clock::time_point>> ReadTimes(
    const std::filesystem::path& file);

}  // namespace assay::plagiarism
