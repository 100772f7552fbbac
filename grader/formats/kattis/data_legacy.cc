#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/formats/kattis/data_reader.h"

// Legacy and 2023-07: every folder is a group, graded by the default grader's flags.
namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

void SetGrading(DataReader& reader, const FolderSettings& settings, Group* group) {
  const TestSettings& all = settings.all;
  group->on_reject = all.on_reject.value_or(OnReject::kBreak);
  const GraderFlags flags = all.grader.value_or(GraderFlags{});
  group->verdict_rule = flags.accept_if_any_accepted
                            ? Group::VerdictRule::kAcceptAny
                            : flags.verdict.value_or(Group::VerdictRule::kWorst);
  if (!reader.problem().scoring) return;
  group->scoring = flags.scoring.value_or(Scoring::kSum);
  group->accept_score = all.accept_score.value_or(1);
  group->reject_score = all.reject_score.value_or(0);
  // A range that is inherited is a check of the group above, not this group's worth.
  if (settings.own.range && std::isfinite(settings.own.range->second)) {
    group->points = settings.own.range->second;
  }
  for (Test& test : group->tests) test.points = *group->accept_score;
}

Result<Group> ReadGroup(DataReader& reader, const fs::path& folder, const TestSettings& above,
                        int depth);

Status ReadInner(DataReader& reader, const fs::path& folder, const FolderSettings& settings,
                 int depth, Group* group) {
  ASSAY_ASSIGN_OR_RETURN(const Folder found, reader.tree().List(folder));
  ASSAY_RETURN_IF_ERROR(reader.Tests(found, settings.all, group));
  ASSAY_RETURN_IF_ERROR(reader.BuiltinChecker(settings.all, group));
  SetGrading(reader, settings, group);
  for (const fs::path& inner : DataReader::GroupFolders(found)) {
    const std::string name = inner.filename().string();
    if (depth == 0 && name != "sample" && name != "secret") continue;
    ASSAY_ASSIGN_OR_RETURN(Group child, ReadGroup(reader, inner, settings.all, depth + 1));
    if (!child.tests.empty() || !child.groups.empty()) group->groups.push_back(std::move(child));
  }
  return OkStatus();
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the folders, which are bounded.
Result<Group> ReadGroup(DataReader& reader, const fs::path& folder, const TestSettings& above,
                        int depth) {
  constexpr int kMaxDepth = 16;
  if (depth > kMaxDepth) {
    return InvalidArgument(fmt::format("{}: more than {} groups deep", folder.string(), kMaxDepth));
  }
  ASSAY_ASSIGN_OR_RETURN(const FolderSettings settings, reader.Settings(folder, above));
  Group group;
  group.name = reader.Name(folder);
  const bool sample = group.name.rfind("sample", 0) == 0;
  if (!sample && !settings.all.full_feedback.value_or(false)) {
    group.visibility = Visibility::kHidden;
  }
  ASSAY_RETURN_IF_ERROR(ReadInner(reader, folder, settings, depth, &group));
  return group;
}

}  // namespace

Result<Group> ReadLegacyGroups(DataReader& reader, const FolderSettings& root) {
  const fs::path folder = reader.tree().root() / "data";
  Group group;
  ASSAY_RETURN_IF_ERROR(ReadInner(reader, folder, root, 0, &group));
  if (!group.tests.empty()) {
    reader.tree().warnings.push_back(folder.string() +
                                     ": tests belong into its folders sample and secret");
  }
  const bool ignore_sample = root.own.grader && root.own.grader->ignore_sample;
  for (Group& child : group.groups) {
    // The flag means nothing where there is no other group to take the result from.
    if (child.name == "sample" && ignore_sample && group.groups.size() > 1) child.counts = false;
  }
  return group;
}

}  // namespace assay::grader::kattis
