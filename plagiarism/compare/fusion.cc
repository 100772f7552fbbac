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
    {1.34, 0.13, 0.3},  // tokens
    {0.55, 0.27, 0.3},  // structure
    {0.10, 0.05, 0.3},  // identifiers
    {1.67, 0.91, 0.3},  // literals
    {1.67, 0.16, 0.3},  // comments
    {0.30, 0.17, 0.3},  // layout
    {0.98, 0.05, 0.3},  // rarity
}};
constexpr double kBias = -1.76;

// Backgrounds of an assignment that nobody has seen yet, and how many pairs they weigh as much as.
constexpr double kUsualLocation = 0.45, kUsualDeviation = 0.12, kUsualPairs = 20;
constexpr double kLeastDeviation = 0.04;
constexpr double kMostSurprise = 8;

constexpr double kMostShift = 3;

}  // namespace

Background BackgroundOf(const std::vector<Seen>& pairs) {
  double weight = kUsualPairs, sum = kUsualPairs * kUsualLocation;
  for (const Seen& one : pairs) {
    weight += one.independent;
    sum += one.independent * std::sqrt(std::clamp(one.similarity, 0.0, 1.0));
  }
  Background background;
  background.location = sum / weight;
  double squares = kUsualPairs * kUsualDeviation * kUsualDeviation;
  for (const Seen& one : pairs) {
    const double off = std::sqrt(std::clamp(one.similarity, 0.0, 1.0)) - background.location;
    squares += one.independent * off * off;
  }
  background.deviation = std::max(std::sqrt(squares / weight), kLeastDeviation);
  return background;
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
    // As if as many pairs more had been seen, a tenth of them alike: scores that are a little too
    // sure of themselves would otherwise carry the whole class away.
    double alike = 0.1 * count + 0.5;
    for (const double score : scores) alike += Probability(score + shift);
    const double part = alike / (2 * count + 2);
    const double next = std::clamp(std::log(part / (1 - part)), -kMostShift, kMostShift / 3);
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
