#include "plagiarism/compare/clusters.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>

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
