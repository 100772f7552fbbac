#include "plagiarism/compare/fusion.h"

#include <algorithm>
#include <cmath>

namespace assay::plagiarism {
namespace {

struct Weight {
  double similarity = 0, surprise = 0;
  double usual = 0;  // the similarity that two independent texts have
};

// Fitted; tests/similarity/README.md says to what and how. Never negative: more of the same thing
// is never a reason to think that two texts are independent.
constexpr std::array<Weight, kEvidenceKinds> kWeights = {{
    {1.0, 0.5, 0.3},  // tokens
    {1.0, 0.5, 0.3},  // structure
    {1.0, 0.3, 0.3},  // identifiers
    {2.0, 0.5, 0.3},  // literals
    {1.0, 0.3, 0.3},  // comments
    {1.0, 0.3, 0.3},  // layout
    {1.0, 0.5, 0.3},  // rarity
}};
constexpr double kBias = -6;

// Backgrounds of an assignment that nobody has seen yet, and how many pairs they weigh as much as.
constexpr double kUsualLocation = 0.45, kUsualDeviation = 0.12, kUsualPairs = 30;
constexpr double kLeastDeviation = 0.04;
constexpr double kMostSurprise = 8;

constexpr double kMostShift = 4;

double Quantile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  const double at = part * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  const double rest = at - static_cast<double>(below);
  return sorted[below] * (1 - rest) + sorted[above] * rest;
}

}  // namespace

Background BackgroundOf(std::vector<double> similarities) {
  for (double& one : similarities) one = std::sqrt(std::clamp(one, 0.0, 1.0));
  std::sort(similarities.begin(), similarities.end());
  // The lower half is free of copies in nearly every class, even where many copied.
  const double location = Quantile(similarities, 0.25);
  const double deviation = (Quantile(similarities, 0.5) - Quantile(similarities, 0.05)) / 1.645;
  const auto pairs = static_cast<double>(similarities.size());
  const double own = pairs / (pairs + kUsualPairs);
  return {own * location + (1 - own) * kUsualLocation,
          std::max(own * deviation + (1 - own) * kUsualDeviation, kLeastDeviation)};
}

double Surprise(double similarity, const Background& background) {
  const double root = std::sqrt(std::clamp(similarity, 0.0, 1.0));
  return std::clamp((root - background.location) / background.deviation, -kMostSurprise / 2,
                    kMostSurprise);
}

double Fuse(Pair& pair) {
  double odds = kBias;
  for (size_t kind = 0; kind < kEvidenceKinds; ++kind) {
    EvidenceScore& score = pair.evidence[kind];
    const Weight& weight = kWeights[kind];
    score.contribution = 0;  // nothing on one side says nothing
    if (score.measured) {
      score.contribution =
          weight.similarity * (score.similarity - weight.usual) + weight.surprise * score.surprise;
    }
    odds += score.contribution;
  }
  return odds;
}

double Probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

double PriorShift(const std::vector<double>& scores) {
  if (scores.empty()) return 0;
  const auto count = static_cast<double>(scores.size());
  double shift = 0;
  for (int round = 0; round < 50; ++round) {
    // As if some pairs had been seen before, half of them alike: a small class moves little.
    double alike = 2;
    for (const double score : scores) alike += Probability(score + shift);
    const double part = alike / (count + 4);
    const double next = std::clamp(std::log(part / (1 - part)), -kMostShift, kMostShift);
    if (std::abs(next - shift) < 1e-3) return next;
    shift = next;
  }
  return shift;
}

double Uncertainty(const Pair& pair, const std::array<double, kEvidenceKinds>& features,
                   size_t pairs) {
  double variance = 0.25 + 4.0 / static_cast<double>(pairs + 4);
  for (size_t kind = 0; kind < kEvidenceKinds; ++kind) {
    const EvidenceScore& score = pair.evidence[kind];
    const Weight& weight = kWeights[kind];
    if (!score.measured) continue;
    const double s = std::clamp(score.similarity, 0.02, 0.98);
    const double of_similarity = s * (1 - s) / std::max(features[kind], 1.0);
    // A deviation of the square root, in deviations of a usual background.
    const double slope = weight.similarity + weight.surprise / (2 * std::sqrt(s) * kUsualDeviation);
    variance += slope * slope * of_similarity;
  }
  return std::sqrt(variance);
}

}  // namespace assay::plagiarism
