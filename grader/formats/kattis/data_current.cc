#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "grader/formats/kattis/data_reader.h"
#include "runtime-images/suggest.h"

// 2025-09: sample, and secret with one level of groups, each a folder with a test_group.yaml; other
// folders only sort files.
namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

// All tests of the folder and of the folders below it.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the folders, which are bounded.
Status ReadFlat(DataReader& reader, const fs::path& folder, const TestSettings& settings, int depth,
                Group* group) {
  constexpr int kMaxDepth = 16;
  if (depth > kMaxDepth) {
    return InvalidArgument(
        fmt::format("{}: more than {} folders deep", folder.string(), kMaxDepth));
  }
  ASSAY_ASSIGN_OR_RETURN(const Folder found, reader.tree().List(folder));
  ASSAY_RETURN_IF_ERROR(reader.Tests(found, settings, group));
  for (const fs::path& inner : DataReader::GroupFolders(found)) {
    ASSAY_ASSIGN_OR_RETURN(const FolderSettings own, reader.Settings(inner, settings));
    ASSAY_RETURN_IF_ERROR(ReadFlat(reader, inner, own.all, depth + 1, group));
  }
  return OkStatus();
}

bool IsGroup(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / "test_group.yaml", error) ||
         fs::exists(folder / "testdata.yaml", error);
}

// The score of each test by the group's rule.
void SetScores(const TestSettings& own, Aggregation aggregation, double max_score, Group* group) {
  const Aggregation rule = own.aggregation.value_or(aggregation);
  group->scoring = rule == Aggregation::kSum   ? Scoring::kSum
                   : rule == Aggregation::kMin ? Scoring::kMin
                                               : Scoring::kAllOrNothing;
  group->points = std::isfinite(max_score) ? std::optional(max_score) : std::nullopt;
  group->requires_groups = own.require_pass.value_or(Words{});
  if (!group->points || group->tests.empty()) return;
  const auto count = static_cast<double>(group->tests.size());
  for (Test& test : group->tests) {
    test.points = rule == Aggregation::kSum ? max_score / count : max_score;
  }
}

void CheckRequired(DataReader& reader, const Group& secret) {
  std::vector<std::string> earlier = {"sample"};
  for (const Group& group : secret.groups) {
    for (const std::string& name : group.requires_groups) {
      if (std::find(earlier.begin(), earlier.end(), name) != earlier.end()) continue;
      reader.tree().warnings.push_back(
          fmt::format("{}: require_pass: no earlier group \"{}\"{}",
                      (reader.tree().root() / "data" / group.name / "test_group.yaml").string(),
                      name, runtime_images::DidYouMean(name, earlier)));
    }
    earlier.push_back(group.name);
  }
}

// What the groups without a max_score may share: a package that forgot to say it can still be
// graded.
double ShareOfRest(DataReader& reader, const std::vector<FolderSettings>& groups, double max) {
  size_t without = 0;
  for (const FolderSettings& group : groups) {
    if (group.own.max_score) {
      max -= *group.own.max_score;
    } else {
      ++without;
    }
  }
  if (without == 0 || !std::isfinite(max)) return kUnbounded;
  const double share = std::max(max, 0.0) / static_cast<double>(without);
  reader.tree().warnings.push_back(
      fmt::format("{}: {} of its groups have no max_score; each counts {}",
                  (reader.tree().root() / "data/secret").string(), without, share));
  return share;
}

Status ReadSecretGroups(DataReader& reader, const std::vector<fs::path>& folders,
                        const FolderSettings& settings, double max_score, Group* secret) {
  std::vector<FolderSettings> inner;
  for (const fs::path& folder : folders) {
    ASSAY_ASSIGN_OR_RETURN(FolderSettings own, reader.Settings(folder, settings.all));
    inner.push_back(std::move(own));
  }
  const double share =
      reader.problem().scoring ? ShareOfRest(reader, inner, max_score) : kUnbounded;
  for (size_t i = 0; i < folders.size(); ++i) {
    Group group;
    group.name = reader.Name(folders[i]);
    group.visibility =
        inner[i].all.full_feedback.value_or(false) ? Visibility::kAlways : Visibility::kHidden;
    ASSAY_RETURN_IF_ERROR(ReadFlat(reader, folders[i], inner[i].all, 0, &group));
    ASSAY_RETURN_IF_ERROR(reader.BuiltinChecker(inner[i].all, &group));
    if (reader.problem().scoring) {
      SetScores(inner[i].own, Aggregation::kPassFail, inner[i].own.max_score.value_or(share),
                &group);
    }
    secret->groups.push_back(std::move(group));
  }
  return OkStatus();
}

Result<Group> ReadSecret(DataReader& reader, const fs::path& folder, const TestSettings& above) {
  ASSAY_ASSIGN_OR_RETURN(const FolderSettings settings, reader.Settings(folder, above));
  Group secret;
  secret.name = "secret";
  secret.visibility =
      settings.all.full_feedback.value_or(false) ? Visibility::kAlways : Visibility::kHidden;
  ASSAY_RETURN_IF_ERROR(reader.BuiltinChecker(settings.all, &secret));
  ASSAY_ASSIGN_OR_RETURN(const Folder found, reader.tree().List(folder));
  const std::vector<fs::path> folders = DataReader::GroupFolders(found);
  const double max_score = settings.own.max_score.value_or(100);
  if (std::any_of(folders.begin(), folders.end(), IsGroup)) {
    ASSAY_RETURN_IF_ERROR(ReadSecretGroups(reader, folders, settings, max_score, &secret));
    ASSAY_RETURN_IF_ERROR(reader.Tests(found, settings.all, &secret));
    CheckRequired(reader, secret);
  } else {
    ASSAY_RETURN_IF_ERROR(ReadFlat(reader, folder, settings.all, 0, &secret));
  }
  if (reader.problem().scoring) {
    SetScores(settings.own, Aggregation::kSum, max_score, &secret);
    if (!secret.groups.empty() && !secret.tests.empty()) {
      reader.tree().warnings.push_back(folder.string() + ": tests beside groups give no score");
      for (Test& test : secret.tests) test.points = 0;
    }
  }
  return secret;
}

}  // namespace

Result<Group> ReadCurrentGroups(DataReader& reader, const FolderSettings& root) {
  const fs::path folder = reader.tree().root() / "data";
  Group group;
  // Every test counts, and labels are about every test: none is left out after a rejected one.
  group.on_reject = OnReject::kContinue;
  ASSAY_RETURN_IF_ERROR(reader.BuiltinChecker(root.all, &group));
  ASSAY_ASSIGN_OR_RETURN(const Folder found, reader.tree().List(folder));
  ASSAY_RETURN_IF_ERROR(reader.Tests(found, root.all, &group));
  if (!group.tests.empty()) {
    reader.tree().warnings.push_back(folder.string() +
                                     ": tests belong into its folders sample and secret");
  }
  Group sample;
  sample.name = "sample";
  sample.counts = !reader.problem().scoring;
  ASSAY_ASSIGN_OR_RETURN(const FolderSettings settings,
                         reader.Settings(folder / "sample", root.all));
  ASSAY_RETURN_IF_ERROR(ReadFlat(reader, folder / "sample", settings.all, 0, &sample));
  ASSAY_RETURN_IF_ERROR(reader.BuiltinChecker(settings.all, &sample));
  if (!sample.tests.empty()) group.groups.push_back(std::move(sample));
  ASSAY_ASSIGN_OR_RETURN(Group secret, ReadSecret(reader, folder / "secret", root.all));
  if (!secret.tests.empty() || !secret.groups.empty()) group.groups.push_back(std::move(secret));
  return group;
}

}  // namespace assay::grader::kattis
