#include <fmt/format.h>

#include "plagiarism/report/document.h"

namespace assay::plagiarism::report {
namespace {

Status CheckSubmission(const Comparison& comparison, uint32_t submission, std::string_view where) {
  if (submission < comparison.submissions.size()) return OkStatus();
  return InvalidArgument(
      fmt::format("{}: submission {} of {}", where, submission, comparison.submissions.size()));
}

Status CheckRegion(const Submission& submission, const Region& region, std::string_view where) {
  if (region.file >= submission.files.size())
    return InvalidArgument(
        fmt::format("{}: file {} of {}", where, region.file, submission.files.size()));
  const size_t size = submission.files[region.file].text.size();
  if (region.begin > region.end || region.end > size)
    return InvalidArgument(
        fmt::format("{}: bytes {} to {} of a file of {}", where, region.begin, region.end, size));
  if (region.begin_line < 1 || region.end_line < region.begin_line)
    return InvalidArgument(
        fmt::format("{}: lines {} to {}", where, region.begin_line, region.end_line));
  return OkStatus();
}

Status CheckPair(const Comparison& comparison, size_t index) {
  const Pair& pair = comparison.pairs[index];
  const std::string where = fmt::format("pair {}", index);
  ASSAY_RETURN_IF_ERROR(CheckSubmission(comparison, pair.left, where));
  ASSAY_RETURN_IF_ERROR(CheckSubmission(comparison, pair.right, where));
  for (size_t i = 0; i < pair.passages.size(); ++i) {
    const std::string passage = fmt::format("pair {}, passage {}", index, i);
    ASSAY_RETURN_IF_ERROR(
        CheckRegion(comparison.submissions[pair.left], pair.passages[i].left, passage + ", left"));
    ASSAY_RETURN_IF_ERROR(CheckRegion(comparison.submissions[pair.right], pair.passages[i].right,
                                      passage + ", right"));
  }
  return OkStatus();
}

Status CheckRest(const Comparison& comparison) {
  for (const FileNote& note : comparison.notes) {
    ASSAY_RETURN_IF_ERROR(CheckSubmission(comparison, note.submission, "note"));
    if (note.file >= comparison.submissions[note.submission].files.size())
      return InvalidArgument(
          fmt::format("note: submission {} has no file {}", note.submission, note.file));
  }
  for (const CommonCode& code : comparison.common) {
    ASSAY_RETURN_IF_ERROR(CheckSubmission(comparison, code.submission, "common code"));
    ASSAY_RETURN_IF_ERROR(
        CheckRegion(comparison.submissions[code.submission], code.region, "common code"));
  }
  for (const Cluster& cluster : comparison.clusters) {
    for (const uint32_t member : cluster.members)
      ASSAY_RETURN_IF_ERROR(CheckSubmission(comparison, member, "cluster"));
  }
  return OkStatus();
}

}  // namespace

Status Check(const Comparison& comparison) {
  for (size_t i = 0; i < comparison.pairs.size(); ++i)
    ASSAY_RETURN_IF_ERROR(CheckPair(comparison, i));
  return CheckRest(comparison);
}

}  // namespace assay::plagiarism::report
