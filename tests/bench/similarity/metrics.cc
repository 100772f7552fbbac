#include "tests/bench/similarity/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

namespace assay::bench::similarity {
namespace {

// Rows in falling order of scores, with a weight for each task, so that a draw of the bootstrap
// costs one pass and no sorting.
class Ranking {
 public:
  explicit Ranking(const std::vector<Row>& rows) {
    std::map<std::string, size_t> numbers;
    for (const Row& row : rows) {
      const size_t task = numbers.try_emplace(row.task, numbers.size()).first->second;
      ranked_.push_back({row.score, row.copied, task});
    }
    tasks_ = numbers.size();
    std::sort(ranked_.begin(), ranked_.end(),
              [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  }

  size_t tasks() const { return tasks_; }

  struct Figures {
    double auc = 0.5, average_precision = 0;
    bool both_kinds = false;
  };

  Figures Weighed(const std::vector<double>& weights) const {
    double copied = 0, independent = 0, won = 0, precisions = 0;
    for (size_t begin = 0; begin < ranked_.size();) {
      double copied_here = 0, independent_here = 0;
      size_t end = begin;
      for (; end < ranked_.size() && ranked_[end].score == ranked_[begin].score; ++end) {
        (ranked_[end].copied ? copied_here : independent_here) += weights[ranked_[end].task];
      }
      won += independent_here * (copied + copied_here / 2);
      copied += copied_here;
      independent += independent_here;
      if (copied_here > 0) precisions += copied_here * copied / (copied + independent);
      begin = end;
    }
    Figures figures;
    figures.both_kinds = copied > 0 && independent > 0;
    if (figures.both_kinds) figures.auc = won / (copied * independent);
    if (copied > 0) figures.average_precision = precisions / copied;
    return figures;
  }

 private:
  struct Ranked {
    double score;
    bool copied;
    size_t task;
  };
  std::vector<Ranked> ranked_;
  size_t tasks_ = 0;
};

Ranking::Figures Unweighed(const std::vector<Row>& rows) {
  const Ranking ranking(rows);
  return ranking.Weighed(std::vector<double>(ranking.tasks(), 1.0));
}

Interval Middle90(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double q) {
    return values[static_cast<size_t>(std::lround(q * static_cast<double>(values.size() - 1)))];
  };
  return {at(0.05), at(0.95)};
}

}  // namespace

double Auc(const std::vector<Row>& rows) { return Unweighed(rows).auc; }

double AveragePrecision(const std::vector<Row>& rows) { return Unweighed(rows).average_precision; }

double CalibrationError(const std::vector<Row>& rows, int bins) {
  struct Bin {
    double said = 0, copied = 0;
  };
  std::vector<Bin> all(static_cast<size_t>(bins));
  for (const Row& row : rows) {
    const double said = std::clamp(row.score, 0.0, 1.0);
    Bin& bin = all[std::min(static_cast<size_t>(said * bins), all.size() - 1)];
    bin.said += said;
    bin.copied += row.copied ? 1 : 0;
  }
  double distance = 0;
  for (const Bin& bin : all) distance += std::abs(bin.said - bin.copied);
  return rows.empty() ? 0 : distance / static_cast<double>(rows.size());
}

Quality Measure(const std::vector<Row>& rows, int rounds, uint64_t seed) {
  const Ranking ranking(rows);
  std::vector<double> weights(ranking.tasks(), 1.0);
  const Ranking::Figures all = ranking.Weighed(weights);
  Quality quality;
  quality.auc = all.auc;
  quality.average_precision = all.average_precision;
  quality.tasks = ranking.tasks();
  for (const Row& row : rows) ++(row.copied ? quality.copied : quality.independent);

  std::mt19937_64 random(seed);
  std::vector<double> aucs{all.auc}, precisions{all.average_precision};
  for (int round = 0; round < rounds && ranking.tasks() > 1; ++round) {
    std::fill(weights.begin(), weights.end(), 0.0);
    // Not uniform_int_distribution: its draws differ between libraries.
    for (size_t drawn = 0; drawn < weights.size(); ++drawn) weights[random() % weights.size()] += 1;
    const Ranking::Figures figures = ranking.Weighed(weights);
    if (!figures.both_kinds) continue;
    aucs.push_back(figures.auc);
    precisions.push_back(figures.average_precision);
  }
  quality.auc_interval = Middle90(std::move(aucs));
  quality.average_precision_interval = Middle90(std::move(precisions));
  return quality;
}

std::vector<Row> OfLevels(const std::vector<Row>& rows, const std::vector<std::string>& levels) {
  const auto asked = [&](const Row& row) {
    return row.copied && std::find(levels.begin(), levels.end(), row.level) != levels.end();
  };
  std::set<std::string> tasks;
  for (const Row& row : rows) {
    if (asked(row)) tasks.insert(row.task);
  }
  std::vector<Row> result;
  for (const Row& row : rows) {
    if (asked(row) || (!row.copied && tasks.contains(row.task))) result.push_back(row);
  }
  return result;
}

std::vector<std::string> Levels(const std::vector<Row>& rows) {
  std::set<std::string> levels;
  for (const Row& row : rows) {
    if (row.copied) levels.insert(row.level);
  }
  return {levels.begin(), levels.end()};
}

}  // namespace assay::bench::similarity
