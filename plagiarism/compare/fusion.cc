#include "plagiarism/compare/fusion.h"

#include <algorithm>
#include <cmath>

namespace assay::plagiarism {
namespace {

struct Weight {
  double similarity = 0, surprise = 0;
  double beyond = 0;  // of the surprise above kSurprising, once more
  double nearly = 0;  // of the similarity above kNearlyAll, once more
  double most = 0;    // that the kind adds to the log odds, between texts of one language
  Background usual, usual_across;
};

constexpr double kNoBound = 1e9;

// Fitted, and the usual backgrounds with them; tests/similarity/README.md says to what and how.
// Never negative: more of the same thing is never a reason to think that two texts are independent.
// Texts and numbers are bounded: a task asks for many of them, and how alike that makes two
// independent answers differs from one to the next.
constexpr std::array<Weight, kEvidenceKinds> kWeights = {{
    {2.75, 0.10, 0.75, 3.2, kNoBound, {0.34, 0.09}, {0.34, 0.09}},  // tokens
    {1.89, 0.54, 0.92, 5.0, kNoBound, {0.59, 0.11}, {0.49, 0.16}},  // structure
    {0.00, 0.10, 0.00, 0.0, kNoBound, {0.35, 0.09}, {0.33, 0.13}},  // identifiers
    {0.00, 3.21, 0.00, 0.0, 3, {0.75, 0.13}, {0.62, 0.08}},         // literals
    {1.83, 0.15, 0.00, 0.0, kNoBound, {0.13, 0.14}, {0.13, 0.14}},  // comments
    {0.26, 0.16, 0.00, 0.0, kNoBound, {0.56, 0.09}, {0.56, 0.09}},  // layout
    {1.27, 0.10, 0.00, 0.2, kNoBound, {0.38, 0.08}, {0.35, 0.07}},  // rarity
}};
constexpr double kBias = -3.17;
constexpr double kNeutral = 0.3;     // a similarity that says nothing either way
constexpr double kSurprising = 2.5;  // deviations; independent pairs hardly ever lie above it
// Hardly anything is left that differs. In a class whose texts are all alike that is no surprise,
// and tells all the same.
constexpr double kNearlyAll = 0.75;
constexpr double kUsualPairs = 20;  // how many pairs the usual background weighs as much as
constexpr double kLeastDeviation = 0.04;
constexpr double kLeastSurprise = -1, kMostSurprise = 8;

// How many pairs are alike before the class has been looked at, and how much that weighs: as if
// so many times the class's own pairs had been seen. Scores that are a little too sure of
// themselves would otherwise carry a whole class away.
constexpr double kUsuallyAlike = 0.15, kUsualClasses = 4;
constexpr double kMostShift = 3;

double Root(double similarity) { return std::sqrt(std::clamp(similarity, 0.0, 1.0)); }

}  // namespace

Background UsualBackground(Evidence kind, bool across) {
  const Weight& weight = kWeights[static_cast<size_t>(kind)];
  return across ? weight.usual_across : weight.usual;
}

Background BackgroundOf(const std::vector<Seen>& pairs, const Background& usual) {
  double weight = kUsualPairs, sum = kUsualPairs * usual.location;
  for (const Seen& one : pairs) {
    weight += one.independent;
    sum += one.independent * Root(one.similarity);
  }
  Background background;
  background.location = sum / weight;
  double squares = kUsualPairs * usual.deviation * usual.deviation;
  for (const Seen& one : pairs) {
    const double off = Root(one.similarity) - background.location;
    squares += one.independent * off * off;
  }
  background.deviation = std::max(std::sqrt(squares / weight), kLeastDeviation);
  return background;
}

double Surprise(double similarity, const Background& background) {
  return std::clamp((Root(similarity) - background.location) / background.deviation, kLeastSurprise,
                    kMostSurprise);
}

double Fuse(Pair& pair) {
  // Between two, tokens are never measured, and literals are most of what is left.
  const bool one_language = pair.of(Evidence::kTokens).measured;
  double odds = kBias;
  for (size_t kind = 0; kind < kEvidenceKinds; ++kind) {
    EvidenceScore& score = pair.evidence[kind];
    const Weight& weight = kWeights[kind];
    score.contribution = 0;  // nothing on one side says nothing
    if (score.measured) {
      const double surprise = score.surprise * score.confidence;
      const double alike = weight.similarity * (score.similarity - kNeutral) +
                           weight.nearly * std::max(score.similarity - kNearlyAll, 0.0);
      score.contribution = alike * score.confidence + weight.surprise * surprise +
                           weight.beyond * std::max(surprise - kSurprising, 0.0);
      if (one_language) score.contribution = std::min(score.contribution, weight.most);
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
    double alike = kUsuallyAlike * kUsualClasses * count + 0.5;
    for (const double score : scores) alike += Probability(score + shift);
    const double part = alike / ((1 + kUsualClasses) * count + 2);
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
    const bool beyond = score.surprise * score.confidence > kSurprising;
    // A deviation of the square root, in deviations of a usual background.
    const double slope =
        score.confidence * (weight.similarity + (s > kNearlyAll ? weight.nearly : 0) +
                            (weight.surprise + (beyond ? weight.beyond : 0)) /
                                (2 * std::sqrt(s) * weight.usual.deviation));
    variance += slope * slope * of_similarity;
  }
  return std::sqrt(variance);
}

}  // namespace assay::plagiarism
