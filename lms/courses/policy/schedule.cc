#include "lms/courses/policy/schedule.h"

#include <algorithm>
#include <cmath>

namespace assay::courses {
namespace {

Dates Over(const Dates& base, const Dates& over) {
  Dates dates = base;
  if (over.opens) dates.opens = over.opens;
  if (over.due) dates.due = over.due;
  if (over.closes) dates.closes = over.closes;
  return dates;
}

// No due time is later than every due time.
bool IsLater(const Dates& a, const Dates& b) {
  if (!b.due) return false;
  return !a.due || *a.due > *b.due;
}

void KeepOpenUntilDue(Dates& dates) {
  if (dates.closes && dates.due && *dates.closes < *dates.due) dates.closes = dates.due;
}

Dates Accommodated(const Dates& dates, const Accommodation& accommodation) {
  Dates result = dates;
  Micros more = accommodation.extra_days * kDay;
  if (accommodation.time_multiplier > 1 && dates.opens && dates.due && *dates.due > *dates.opens)
    more += static_cast<Micros>(std::llround(static_cast<double>(*dates.due - *dates.opens) *
                                             (accommodation.time_multiplier - 1)));
  if (result.due) *result.due += more;
  if (result.closes) *result.closes += more;
  return result;
}

}  // namespace

Schedule Resolve(const Dates& everybody, const std::vector<SectionDates>& sections,
                 const std::vector<std::string>& student_sections,
                 const Accommodation& accommodation, const Extension* extension) {
  Schedule schedule;
  schedule.dates = everybody;
  bool from_section = false;
  for (const SectionDates& one : sections) {
    if (std::find(student_sections.begin(), student_sections.end(), one.section) ==
        student_sections.end())
      continue;
    const Dates dates = Over(everybody, one.dates);
    if (from_section && !IsLater(dates, schedule.dates)) continue;
    from_section = true;
    schedule.dates = dates;
  }
  if (from_section && schedule.dates != everybody) schedule.source = "section";
  const Dates accommodated = Accommodated(schedule.dates, accommodation);
  if (accommodated != schedule.dates) schedule.source = "accommodation";
  schedule.dates = accommodated;
  if (extension != nullptr && (extension->due || extension->closes)) {
    if (extension->due) schedule.dates.due = extension->due;
    if (extension->closes) schedule.dates.closes = extension->closes;
    schedule.source = "extension";
  }
  KeepOpenUntilDue(schedule.dates);
  return schedule;
}

Status CheckDates(const Dates& dates) {
  if (dates.opens && dates.due && *dates.due < *dates.opens)
    return InvalidArgument("due: before it opens");
  if (dates.due && dates.closes && *dates.closes < *dates.due)
    return InvalidArgument("closes: before it is due");
  if (dates.opens && dates.closes && *dates.closes < *dates.opens)
    return InvalidArgument("closes: before it opens");
  return OkStatus();
}

Micros ExamEnd(Micros begun, int minutes, const Accommodation& accommodation,
               std::optional<Micros> closes) {
  const double multiplier = std::max(1.0, accommodation.time_multiplier);
  const Micros end = begun + static_cast<Micros>(
                                 std::llround(static_cast<double>(minutes * kMinute) * multiplier));
  return closes ? std::min(end, *closes) : end;
}

std::vector<Prerequisite> Missing(const std::vector<Prerequisite>& wanted,
                                  const std::vector<Reached>& reached) {
  std::vector<Prerequisite> missing;
  for (const Prerequisite& one : wanted) {
    const auto found = std::find_if(reached.begin(), reached.end(), [&](const Reached& r) {
      return r.assignment == one.assignment;
    });
    // Shares like 66.67 of 66.67 must not fail by their last binary digit.
    if (found == reached.end() || !found->handed_in || found->percent + 1e-9 < one.percent)
      missing.push_back(one);
  }
  return missing;
}

}  // namespace assay::courses
