#pragma once

#include <optional>
#include <string>
#include <vector>

// What stands out among the marks that people gave: graders, and single marks. Medians and their
// absolute deviations, so that one odd mark does not decide. Marks and scores are shares, 0 to 1.
// Pure.
namespace assay::courses::marks {

double Median(std::vector<double> values);  // 0 of none
// The median absolute deviation from the median times 1.4826, which is the standard deviation of a
// normal distribution. Where more than half are the same, the mean absolute deviation times 1.2533.
double Spread(const std::vector<double>& values);

struct Given {
  std::string grader;
  double share = 0;
};

enum class Severity { kTooFew, kUsual, kSevere, kLenient };
enum class Width { kTooFew, kUsual, kNarrow, kWide };

// One grader beside all the others.
struct Comparison {
  std::string grader;
  int marks = 0;
  double median = 0, spread = 0;
  double others_median = 0, others_spread = 0;
  std::optional<double> z;  // of the difference of the medians; none: too few
  Severity severity = Severity::kTooFew;
  Width width = Width::kTooFew;
};

// Fewer marks of the grader or of all others say nothing about the median, or about the spread.
inline constexpr int kFewestForMedian = 5;
inline constexpr int kFewestForSpread = 10;

// Severe and lenient: the medians differ by three standard errors (of a median, 1.2533 s/√n) and by
// a twentieth of what can be given. Wide and narrow: twice and half the others' spread. In the
// order of their names.
std::vector<Comparison> CompareGraders(const std::vector<Given>& given);

struct Tested {
  std::string id;
  double tests = 0;
  double mark = 0;
};
struct Outlier {
  size_t place = 0;  // in what was given
  double predicted = 0;
  double z = 0;
};
enum class Found {
  kFound,
  kTooFew,    // fewer than kFewestForLine
  kNoSpread,  // fewer than three different scores: nothing follows from them
};
struct Outliers {
  Found found = Found::kTooFew;
  std::vector<Outlier> outliers;  // the farthest first
};
inline constexpr int kFewestForLine = 10;

// Marks far from the line through all (Theil and Sen: the median of the slopes of all pairs):
// by 3.5 robust standard deviations (Iglewicz and Hoaglin 1993) and by 0.15 of what can be given.
Outliers FindOutliers(const std::vector<Tested>& tested);

// Whether two marks are farther apart than `tolerance`.
bool Differ(double first, double second, double tolerance);

}  // namespace assay::courses::marks
