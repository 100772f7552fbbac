#include "lms/courses/policy/late_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::courses {
namespace {

int UnitsBegun(Micros time, Micros unit) {
  if (time <= 0) return 0;
  return static_cast<int>(std::min<Micros>((time + unit - 1) / unit, 1'000'000));
}

std::string Number(double value) {
  // Two places are enough for people; without zeros at the end.
  std::string text = fmt::format("{:.2f}", value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string Days(int count) { return fmt::format("{} late day{}", count, count == 1 ? "" : "s"); }

double PercentOf(const LatePolicy& policy, int units) {
  return std::min(policy.most_percent, policy.percent_per_unit * units);
}

}  // namespace

Status CheckLatePolicy(const LatePolicy& policy) {
  if (policy.grace < 0 || policy.grace > 30 * kDay)
    return InvalidArgument("late.grace_seconds: 0 to 30 days");
  if (policy.unit != kHour && policy.unit != kDay)
    return InvalidArgument("late.unit: \"hour\" or \"day\"");
  if (!(policy.percent_per_unit >= 0 && policy.percent_per_unit <= 100))
    return InvalidArgument("late.percent_per_unit: 0 to 100");
  if (!(policy.most_percent >= 0 && policy.most_percent <= 100))
    return InvalidArgument("late.most_percent: 0 to 100");
  if (policy.last < 0 || policy.last > 400 * kDay)
    return InvalidArgument("late.last_seconds: 0 to 400 days");
  if (policy.late_days < 0 || policy.late_days > 100)
    return InvalidArgument("late.late_days: 0 to 100");
  return OkStatus();
}

LateCost CostOf(const LatePolicy& policy, std::optional<Micros> due, Micros submitted,
                int late_days_left) {
  LateCost cost;
  if (!due || submitted <= *due + policy.grace) return cost;
  cost.late = submitted - *due;
  if (!policy.accepted || (policy.last > 0 && cost.late > policy.last)) {
    cost.accepted = false;
    return cost;
  }
  cost.units = UnitsBegun(cost.late, policy.unit);
  cost.percent = PercentOf(policy, cost.units);
  const int most =
      std::max(0, std::min({policy.late_days, late_days_left, UnitsBegun(cost.late, kDay)}));
  // As few days as give the least cost.
  for (int days = 1; days <= most; ++days) {
    const int units = UnitsBegun(cost.late - days * kDay, policy.unit);
    const double percent = PercentOf(policy, units);
    if (percent >= cost.percent) continue;
    cost.percent = percent;
    cost.units = units;
    cost.late_days = days;
  }
  return cost;
}

std::string Duration(Micros time) {
  Micros seconds = std::max<Micros>(0, time / kSecond);
  struct Unit {
    Micros seconds;
    const char* name;
    bool plural;
  };
  constexpr Unit kUnits[] = {
      {86'400, "day", true}, {3600, "h", false}, {60, "min", false}, {1, "s", false}};
  std::string text;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const Micros count = seconds / unit.seconds;
    if (count == 0) {
      if (parts > 0) break;
      continue;
    }
    seconds -= count * unit.seconds;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : " ", count, unit.name,
                        unit.plural && count != 1 ? "s" : "");
    if (++parts == 2) break;
  }
  return text.empty() ? "0 s" : text;
}

std::string Describe(const LatePolicy& policy) {
  const std::string grace =
      policy.grace > 0 ? fmt::format("{} late cost nothing. ", Duration(policy.grace)) : "";
  if (!policy.accepted) return grace + "Nothing is accepted later than that.";
  std::string text = grace;
  if (policy.percent_per_unit == 0) {
    text += "Lateness costs nothing";
  } else {
    text += fmt::format("Each {} begun costs {} % of the points earned",
                        policy.unit == kHour ? "hour" : "day", Number(policy.percent_per_unit));
    if (policy.most_percent < 100)
      text += fmt::format(", at most {} %", Number(policy.most_percent));
  }
  if (policy.late_days > 0)
    text += fmt::format("; up to {} of your budget cover 24 hours each", Days(policy.late_days));
  if (policy.last > 0)
    text += fmt::format("; nothing is accepted more than {} late", Duration(policy.last));
  return text + ".";
}

std::string Explain(const LatePolicy& policy, std::optional<Micros> due,
                    std::optional<Micros> closes, Micros now, int late_days_left) {
  if (closes && now >= *closes)
    return fmt::format("It closed {} ago: nothing is accepted any more.", Duration(now - *closes));
  if (!due) return "There is no due time: handing in costs nothing.";
  if (now <= *due) return fmt::format("Due in {}. {}", Duration(*due - now), Describe(policy));
  const LateCost cost = CostOf(policy, due, now, late_days_left);
  const std::string since = fmt::format("It was due {} ago", Duration(now - *due));
  if (cost.late == 0)
    return fmt::format("{}, but {} late cost nothing: handing in now is free.", since,
                       Duration(policy.grace));
  if (!cost.accepted) return since + ": it is too late to hand in.";
  std::string price = cost.percent == 0
                          ? "costs no points"
                          : fmt::format("costs {} % of the points earned", Number(cost.percent));
  std::string text = fmt::format("{}. Handing in now {}", since, price);
  if (cost.late_days > 0)
    text +=
        fmt::format(" and takes {} of the {} you have left", Days(cost.late_days), late_days_left);
  text += ".";
  if (cost.percent < policy.most_percent && policy.percent_per_unit > 0) {
    const Micros next = policy.unit - (now - *due) % policy.unit;
    text += fmt::format(" In {} it costs more.", Duration(next));
  }
  return text;
}

}  // namespace assay::courses
