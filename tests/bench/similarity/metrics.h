#pragma once

#include <cstdint>
#include <string>
#include <vector>

// How well scores tell copied pairs from independent ones. Pure functions of labelled rows.
namespace assay::bench::similarity {

struct Row {
  double score = 0;  // higher: more alike; a probability only where CalibrationError is asked
  bool copied = false;
  std::string task;   // what the bootstrap draws
  std::string level;  // "L1", "insert", "independent", …
};

struct Interval {
  double low = 0, high = 0;
};

// The chance that a copied pair has a higher score than an independent one; ties count a half
// (Mann and Whitney). 0.5 where either kind is missing.
double Auc(const std::vector<Row>& rows);

// The mean precision over the copied pairs in falling order of scores; rows of one score are one
// step, so the order in which ties stand does not matter. 0 where nothing is copied.
double AveragePrecision(const std::vector<Row>& rows);

// The mean distance between what was said and what was true, over `bins` of equal width, each
// weighed by its rows. Scores are cut to 0 … 1.
double CalibrationError(const std::vector<Row>& rows, int bins = 10);

struct Quality {
  double auc = 0, average_precision = 0;
  Interval auc_interval, average_precision_interval;  // 90 %, by task; a point where tasks are one
  size_t copied = 0, independent = 0, tasks = 0;
};

// Both figures with intervals from `rounds` draws of whole tasks. The same seed gives the same
// intervals.
Quality Measure(const std::vector<Row>& rows, int rounds = 400, uint64_t seed = 1);

// The copied rows of these levels, and the independent rows of the tasks that have one.
std::vector<Row> OfLevels(const std::vector<Row>& rows, const std::vector<std::string>& levels);

// Levels of copied rows, sorted.
std::vector<std::string> Levels(const std::vector<Row>& rows);

}  // namespace assay::bench::similarity
