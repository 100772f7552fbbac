#include "grader/submission.h"

#include <algorithm>
#include <system_error>

#include "common/files.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxSubmissionBytes = 16 * sandbox::kMiB;
constexpr size_t kMaxSubmissionFiles = 4096;

}  // namespace

Result<Submission> LoadSubmission(const fs::path& path) {
  Submission submission;
  submission.name = path.string();
  std::vector<fs::path> files;
  std::error_code error;
  fs::path base = path.parent_path();
  if (fs::is_directory(path, error)) {
    base = path;
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      if (entry.is_regular_file(error) && !entry.is_symlink(error)) files.push_back(entry.path());
      if (files.size() > kMaxSubmissionFiles) {
        return ResourceExhausted(path.string() + ": more than " +
                                 std::to_string(kMaxSubmissionFiles) + " files");
      }
    }
    std::sort(files.begin(), files.end());
  } else {
    files.push_back(path);
  }
  uint64_t total = 0;
  for (const fs::path& file : files) {
    ASSAY_ASSIGN_OR_RETURN(std::string data, ReadFile(file, kMaxSubmissionBytes));
    total += data.size();
    if (total > kMaxSubmissionBytes) {
      return ResourceExhausted(path.string() + ": more than " +
                               std::to_string(kMaxSubmissionBytes) + " bytes");
    }
    submission.files.push_back({file.lexically_relative(base).string(), std::move(data), 0644});
  }
  if (submission.files.empty()) return NotFound(path.string() + ": no file in it");
  return submission;
}

}  // namespace assay::grader
