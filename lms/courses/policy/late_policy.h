#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/status.h"

// What lateness costs. Pure arithmetic: no clock, no database. Times are microseconds since 1970
// (UTC).
namespace assay::courses {

using Micros = int64_t;
constexpr Micros kSecond = 1'000'000;
constexpr Micros kMinute = 60 * kSecond;
constexpr Micros kHour = 60 * kMinute;
constexpr Micros kDay = 24 * kHour;

// Of an assignment. The default: what is late is not accepted.
struct LatePolicy {
  bool accepted = false;        // anything after the due time and the grace
  Micros grace = 0;             // so late costs nothing; later it is counted from the due time
  Micros unit = kDay;           // percent_per_unit for each one that was begun: an hour or a day
  double percent_per_unit = 0;  // of the points that were earned
  double most_percent = 100;    // never more than that
  Micros last =
      0;  // nothing is accepted later than that after the due time; 0: until the assignment closes
  int late_days = 0;  // of the course's budget, at most so many may go here; each covers 24 hours
};

// kInvalidArgument: "late.percent_per_unit: …".
Status CheckLatePolicy(const LatePolicy& policy);

struct LateCost {
  bool accepted = true;
  Micros late = 0;     // after the due time; 0 when in time or within the grace
  int units = 0;       // that cost something
  int late_days = 0;   // taken from the budget
  double percent = 0;  // of the points, 0 to 100
};

// `late_days_left` of the student's budget. A late day is taken only where it saves something.
LateCost CostOf(const LatePolicy& policy, std::optional<Micros> due, Micros submitted,
                int late_days_left);

// For the student, before handing in: one or two sentences.
std::string Explain(const LatePolicy& policy, std::optional<Micros> due,
                    std::optional<Micros> closes, Micros now, int late_days_left);
// The policy itself, whatever the time: "10 % for each day begun, at most 50 %; …".
std::string Describe(const LatePolicy& policy);
// "2 days 3 h", "5 min", "40 s": the two largest units.
std::string Duration(Micros time);

}  // namespace assay::courses
