#include "tests/bench/similarity/ours.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/files.h"
#include "plagiarism/compare.h"

namespace assay::bench::similarity {
namespace {

namespace fs = std::filesystem;

Result<plagiarism::Submission> ReadSubmission(const fs::path& folder) {
  plagiarism::Submission submission;
  submission.id = folder.filename().string();
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    auto text = ReadFile(file);
    if (!text.ok()) return text.status();
    submission.files.push_back({fs::relative(file, folder).string(), std::move(text).value()});
  }
  return submission;
}

Result<std::vector<plagiarism::Submission>> ReadClass(const fs::path& folder) {
  std::vector<plagiarism::Submission> submissions;
  try {
    for (const auto& entry : fs::directory_iterator(folder)) {
      // Our own corpus keeps a task's inputs and answers beside the submissions.
      if (!entry.is_directory() || entry.path().filename() == "tests") continue;
      auto submission = ReadSubmission(entry.path());
      if (!submission.ok()) return submission.status();
      submissions.push_back(std::move(submission).value());
    }
  } catch (const fs::filesystem_error& error) {
    return Internal(error.what());
  }
  std::sort(submissions.begin(), submissions.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return submissions;
}

}  // namespace

Status CompareFolder(const fs::path& folder, const fs::path& scores, size_t top) {
  auto submissions = ReadClass(folder);
  if (!submissions.ok()) return submissions.status();
  plagiarism::CompareOptions options;
  const size_t n = submissions.value().size();
  options.max_pairs = top != 0 ? top : n * n;
  auto compared = plagiarism::Compare(std::move(submissions).value(), options);
  if (!compared.ok()) return compared.status();
  const plagiarism::Comparison& comparison = compared.value();
  std::string text = "left,right,score\n";
  for (const plagiarism::Pair& pair : comparison.pairs) {
    text += fmt::format("{},{},{:.9f}\n", comparison.submissions[pair.left].id,
                        comparison.submissions[pair.right].id, pair.probability);
  }
  return WriteFileAtomically(scores, text);
}

}  // namespace assay::bench::similarity
