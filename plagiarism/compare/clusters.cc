#include "plagiarism/compare/clusters.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace assay::plagiarism {
namespace {

uint32_t Root(std::vector<uint32_t>& parent, uint32_t one) {
  while (parent[one] != one) one = parent[one] = parent[parent[one]];
  return one;
}

std::string Duration(std::chrono::minutes time) {
  const auto minutes = time.count();
  if (minutes >= 48L * 60) return std::to_string(minutes / (24 * 60)) + " days";
  if (minutes >= 60) {
    return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
  }
  return std::to_string(minutes) + " min";
}

constexpr int64_t kFewCharacters = 100;  // what was typed or pasted of less says nothing

// Mostly written by hand, or mostly brought from elsewhere in a few large pieces. What is neither
// says nothing, nor does an editor that saw less than half of the text.
enum class Writing : uint8_t { kUnknown, kTyped, kPasted };

Writing WritingOf(const Submission& one) {
  if (!one.edits) return Writing::kUnknown;
  int64_t size = 0;
  for (const SourceFile& file : one.files) size += static_cast<int64_t>(file.text.size());
  const EditHistory& edits = *one.edits;
  const int64_t seen = edits.typed + edits.pasted;
  if (seen < kFewCharacters || seen * 2 < size) return Writing::kUnknown;
  if (edits.typed * 10 >= seen * 8) return Writing::kTyped;
  const bool at_once = edits.largest_paste * 2 >= edits.pasted;
  return edits.pasted * 10 >= seen * 6 && at_once ? Writing::kPasted : Writing::kUnknown;
}

// A text that was typed and one that was pasted: the first was there first, whoever handed in when.
// Where both were typed, or both pasted, the times of handing in are what is left.
std::optional<Provenance> ByWriting(const Submission& left, const Submission& right) {
  using First = Provenance::First;
  const Writing a = WritingOf(left), b = WritingOf(right);
  const bool left_typed = a == Writing::kTyped && b == Writing::kPasted;
  if (!left_typed && !(b == Writing::kTyped && a == Writing::kPasted)) return std::nullopt;
  const EditHistory& typed = left_typed ? *left.edits : *right.edits;
  const EditHistory& pasted = left_typed ? *right.edits : *left.edits;
  const auto took = std::chrono::duration_cast<std::chrono::minutes>(typed.active);
  // A text may have been written in another editor first, and pasted by who wrote it.
  const auto& early = left_typed ? left.submitted_at : right.submitted_at;
  const auto& late = left_typed ? right.submitted_at : left.submitted_at;
  const double confidence = early && late && *early <= *late ? 0.85 : 0.7;
  return Provenance{left_typed ? First::kLeft : First::kRight, confidence,
                    "typed in " +
                        (took.count() > 0 ? Duration(took) : std::string("under a minute")) +
                        "; of the other, " + std::to_string(pasted.largest_paste) +
                        " characters were pasted at once"};
}

}  // namespace

std::vector<Cluster> FindClusters(const std::vector<Pair>& pairs, size_t submissions,
                                  double probability) {
  std::vector<uint32_t> parent(submissions);
  std::iota(parent.begin(), parent.end(), 0U);
  std::vector<uint32_t> degree(submissions);
  for (const Pair& pair : pairs) {
    if (pair.probability < probability) continue;
    parent[Root(parent, pair.left)] = Root(parent, pair.right);
    ++degree[pair.left];
    ++degree[pair.right];
  }
  std::map<uint32_t, Cluster> by_root;
  std::map<uint32_t, size_t> edges;
  for (const Pair& pair : pairs) {
    if (pair.probability < probability) continue;
    const uint32_t root = Root(parent, pair.left);
    by_root[root].cohesion += pair.probability;
    ++edges[root];
  }
  for (uint32_t i = 0; i < submissions; ++i) {
    if (degree[i] > 0) by_root[Root(parent, i)].members.push_back(i);
  }
  std::vector<Cluster> clusters;
  for (auto& [root, cluster] : by_root) {
    cluster.cohesion /= static_cast<double>(edges[root]);
    std::stable_sort(cluster.members.begin(), cluster.members.end(),
                     [&](uint32_t a, uint32_t b) { return degree[a] > degree[b]; });
    clusters.push_back(std::move(cluster));
  }
  std::stable_sort(clusters.begin(), clusters.end(), [](const Cluster& a, const Cluster& b) {
    return a.members.size() > b.members.size();
  });
  return clusters;
}

Provenance ProvenanceOf(const Submission& left, const Submission& right) {
  using First = Provenance::First;
  const bool left_old = left.origin != Origin::kClass, right_old = right.origin != Origin::kClass;
  if (left_old != right_old) {
    return {left_old ? First::kLeft : First::kRight, 0.95, "was there before this assignment"};
  }
  if (auto written = ByWriting(left, right)) return *std::move(written);
  if (!left.submitted_at || !right.submitted_at) return {};
  const auto gap =
      std::chrono::duration_cast<std::chrono::minutes>(*right.submitted_at - *left.submitted_at);
  if (gap.count() == 0) return {First::kUnknown, 0, "submitted within a minute of each other"};
  const auto minutes = static_cast<double>(std::abs(gap.count()));
  // Who hands in first need not have written first; an hour says little, a week much.
  const double confidence = 0.5 + 0.45 * minutes / (minutes + 24 * 60);
  return {gap.count() > 0 ? First::kLeft : First::kRight, confidence,
          "submitted " + Duration(std::chrono::abs(gap)) + " earlier"};
}

}  // namespace assay::plagiarism
