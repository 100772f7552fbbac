#include "lms/courses/policy/item_analysis.h"

#include <algorithm>
#include <cmath>

namespace assay::courses::quiz {
namespace {

struct Pairs {
  std::vector<double> own, rest;
};

std::optional<double> Correlation(const Pairs& pairs) {
  const size_t n = pairs.own.size();
  if (n < 3) return std::nullopt;
  double own = 0;
  double rest = 0;
  for (size_t i = 0; i < n; ++i) {
    own += pairs.own[i];
    rest += pairs.rest[i];
  }
  own /= static_cast<double>(n);
  rest /= static_cast<double>(n);
  double both = 0;
  double own_square = 0;
  double rest_square = 0;
  for (size_t i = 0; i < n; ++i) {
    const double a = pairs.own[i] - own;
    const double b = pairs.rest[i] - rest;
    both += a * b;
    own_square += a * a;
    rest_square += b * b;
  }
  if (own_square < 1e-12 || rest_square < 1e-12) return std::nullopt;
  return std::clamp(both / std::sqrt(own_square * rest_square), -1.0, 1.0);
}

}  // namespace

std::map<std::string, ItemStatistics> AnalyseItems(
    const std::vector<std::vector<Response>>& attempts,
    const std::map<std::string, double>& weights) {
  const auto weight = [&](const std::string& question) {
    const auto found = weights.find(question);
    return found == weights.end() ? 0.0 : found->second;
  };
  std::map<std::string, ItemStatistics> items;
  std::map<std::string, Pairs> pairs;
  for (const auto& attempt : attempts) {
    double reached = 0;
    double possible = 0;
    for (const Response& one : attempt) {
      reached += one.share * weight(one.question);
      possible += weight(one.question);
    }
    for (const Response& one : attempt) {
      ItemStatistics& item = items[one.question];
      ++item.asked;
      item.answered += one.answered ? 1 : 0;
      item.difficulty += one.share;
      for (const std::string& choice : one.choices) ++item.choices[choice];
      if (!one.text.empty()) ++item.texts[one.text];
      // With pools not everybody has the same rest: what counts is how much of it was reached.
      const double rest = possible - weight(one.question);
      if (rest <= 0) continue;
      Pairs& pair = pairs[one.question];
      pair.own.push_back(one.share);
      pair.rest.push_back((reached - one.share * weight(one.question)) / rest);
    }
  }
  for (auto& [question, item] : items) {
    item.difficulty /= item.asked;
    item.discrimination = Correlation(pairs[question]);
  }
  return items;
}

}  // namespace assay::courses::quiz
