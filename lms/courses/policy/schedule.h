#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lms/courses/policy/late_policy.h"

// When an assignment opens, is due and closes for one student. Pure arithmetic.
namespace assay::courses {

struct Dates {
  std::optional<Micros> opens, due, closes;
  bool operator==(const Dates&) const = default;
};

// Of one section: what it does not say holds as for everybody.
struct SectionDates {
  std::string section;
  Dates dates;
};

// Granted to one student for one assignment; it wins over the section's dates.
struct Extension {
  std::optional<Micros> due, closes;
  int extra_attempts = 0;
};

// Of one student for the whole course.
struct Accommodation {
  double time_multiplier = 1;  // of exam windows, and of the time between opens and due
  int extra_days = 0;          // on each due time
};

// What holds for a student, and where it is from.
struct Schedule {
  Dates dates;
  std::string source =
      "everybody";  // "section", "accommodation", "extension": the last that changed something
};

// Where a student is in several sections the one that is due last counts.
Schedule Resolve(const Dates& everybody, const std::vector<SectionDates>& sections,
                 const std::vector<std::string>& student_sections,
                 const Accommodation& accommodation, const Extension* extension);

// opens <= due <= closes, of what is there. kInvalidArgument names the field.
Status CheckDates(const Dates& dates);

// An exam of `minutes` that a student began at `begun` and that closes for everybody at `closes`.
Micros ExamEnd(Micros begun, int minutes, const Accommodation& accommodation,
               std::optional<Micros> closes);

// A module or an assignment may wait for others.
struct Prerequisite {
  int64_t assignment = 0;
  double percent = 0;  // at least so much of its points; 0: anything handed in
};
struct Reached {
  int64_t assignment = 0;
  bool handed_in = false;
  double percent = 0;
};
// Those that are missing, in the order in which they were asked for.
std::vector<Prerequisite> Missing(const std::vector<Prerequisite>& wanted,
                                  const std::vector<Reached>& reached);

}  // namespace assay::courses
