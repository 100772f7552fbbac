#include "tests/bench/similarity/quality.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/similarity/labelled_set.h"
#include "tests/bench/similarity/metrics.h"

namespace assay::bench::similarity {
namespace {

namespace fs = std::filesystem;

// One row of the table: the same pairs as every contestant scored them.
struct Part {
  std::string set, level;
  std::vector<std::vector<Row>> rows;  // by contestant
};

Scores ScoresOf(const Contestant& contestant, const LabelledSet& set, const LabelledTask& task,
                const fs::path& kept) {
  const fs::path file = kept / contestant.name / set.name / (task.name + ".csv");
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (contestant.ours || !fs::exists(file)) {
    fs::remove(file, error);
    if (auto cost = Run(contestant, task.folder, file); !cost.ok()) {
      fmt::print(stderr, "{}\n", cost.status().ToString());
      return {};
    }
  }
  auto scores = ReadScores(file);
  if (!scores.ok()) {
    fmt::print(stderr, "{}\n", scores.status().ToString());
    return {};
  }
  return std::move(scores).value();
}

Part WholeSet(const LabelledSet& set, const QualityOptions& options) {
  Part part{set.name, "all", {}};
  for (const Contestant& contestant : options.contestants) {
    std::vector<Row> rows;
    for (const LabelledTask& task : set.tasks) {
      AddRows(task, ScoresOf(contestant, set, task, options.kept), rows);
    }
    part.rows.push_back(std::move(rows));
  }
  return part;
}

Part PartOf(const Part& whole, const std::string& name, const std::vector<std::string>& levels) {
  Part part{whole.set, name, {}};
  for (const auto& rows : whole.rows) part.rows.push_back(OfLevels(rows, levels));
  return part;
}

void AddLevels(const Part& whole, std::vector<Part>& parts) {
  const std::vector<std::string> levels = Levels(whole.rows.front());
  if (levels.size() < 2) return;
  for (const std::string& level : levels) parts.push_back(PartOf(whole, level, {level}));
  if (std::find(levels.begin(), levels.end(), "L4") != levels.end()) {
    parts.push_back(PartOf(whole, "L4–L6", {"L4", "L5", "L6"}));
  }
}

// Sets of translations ask one question; its answer is over all of them.
void AddAcrossLanguages(std::vector<Part>& parts) {
  Part pooled{"cross-*", "all", {}};
  size_t sets = 0;
  for (const Part& part : parts) {
    if (!part.set.starts_with("cross-") || part.level != "all") continue;
    ++sets;
    pooled.rows.resize(part.rows.size());
    for (size_t i = 0; i < part.rows.size(); ++i) {
      pooled.rows[i].insert(pooled.rows[i].end(), part.rows[i].begin(), part.rows[i].end());
    }
  }
  if (sets > 1) parts.push_back(std::move(pooled));
}

std::string Figure(const Contestant& contestant, double value, const Interval& interval,
                   bool one_task) {
  if (!contestant.ours) return fmt::format(" {:.3f} |", value);
  if (one_task) return fmt::format(" **{:.3f}** |", value);
  return fmt::format(" **{:.3f}** ({:.3f}–{:.3f}) |", value, interval.low, interval.high);
}

std::string Line(const Part& part, const QualityOptions& options) {
  std::vector<Quality> qualities;
  for (const auto& rows : part.rows) qualities.push_back(Measure(rows, options.rounds));
  const Quality& any = qualities.front();
  std::string line = fmt::format("| {} | {} | {} | {} / {} |", part.set, part.level, any.tasks,
                                 any.copied, any.independent);
  for (size_t i = 0; i < qualities.size(); ++i) {
    line +=
        Figure(options.contestants[i], qualities[i].auc, qualities[i].auc_interval, any.tasks < 2);
  }
  for (size_t i = 0; i < qualities.size(); ++i) {
    line += Figure(options.contestants[i], qualities[i].average_precision,
                   qualities[i].average_precision_interval, any.tasks < 2);
  }
  if (options.contestants.front().ours) {
    line += fmt::format(" **{:.3f}** |", CalibrationError(part.rows.front()));
  }
  return line + "\n";
}

std::string Head(const QualityOptions& options) {
  std::string head = "| set | level | tasks | copied / independent |";
  size_t columns = 4;
  for (const char* figure : {"AUC", "AP"}) {
    for (const Contestant& contestant : options.contestants) {
      head += fmt::format(" {} {} |", figure, contestant.name);
      ++columns;
    }
  }
  if (options.contestants.front().ours) {
    head += " calibration error |";
    ++columns;
  }
  head += "\n|";
  for (size_t i = 0; i < columns; ++i) head += " --- |";
  return head + "\n";
}

}  // namespace

Result<std::string> QualityTable(const QualityOptions& options) {
  std::vector<Part> parts;
  for (const fs::path& folder : options.sets) {
    auto set = ReadSet(folder);
    if (!set.ok()) return set.status();
    Part whole = WholeSet(set.value(), options);
    parts.push_back(whole);
    AddLevels(whole, parts);
  }
  AddAcrossLanguages(parts);
  std::string table = Head(options);
  for (const Part& part : parts) table += Line(part, options);
  return table;
}

}  // namespace assay::bench::similarity
