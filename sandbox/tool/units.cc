#include "sandbox/tool/units.h"

#include <cmath>
#include <cstdlib>
#include <string>

namespace assay::sandbox {
namespace {

struct Split {
  double number;
  std::string unit;  // lower case
};

Result<Split> SplitNumber(std::string_view text, std::string_view what) {
  const std::string copy(text);
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  if (end == copy.c_str() || !std::isfinite(number) || number < 0) {
    return InvalidArgument("\"" + copy + "\" is not " + std::string(what));
  }
  std::string unit;
  for (const char* p = end; *p != '\0'; ++p) unit += static_cast<char>(std::tolower(*p));
  return Split{number, unit};
}

}  // namespace

Result<uint64_t> ParseSize(std::string_view text) {
  constexpr std::string_view kWhat = "a size; write for example 256M, 64KiB or 4096";
  ASSAY_ASSIGN_OR_RETURN(const Split split, SplitNumber(text, kWhat));
  uint64_t factor = 0;
  if (split.unit.empty() || split.unit == "b") factor = 1;
  if (split.unit == "k" || split.unit == "kb" || split.unit == "kib") factor = kKiB;
  if (split.unit == "m" || split.unit == "mb" || split.unit == "mib") factor = kMiB;
  if (split.unit == "g" || split.unit == "gb" || split.unit == "gib") factor = kGiB;
  const double bytes = split.number * static_cast<double>(factor);
  if (factor == 0 || bytes > 1e18) {
    return InvalidArgument("\"" + std::string(text) + "\" is not " + std::string(kWhat));
  }
  return static_cast<uint64_t>(bytes);
}

Result<Nanoseconds> ParseTime(std::string_view text) {
  constexpr std::string_view kWhat = "a time; write for example 2s, 500ms or 1m";
  ASSAY_ASSIGN_OR_RETURN(const Split split, SplitNumber(text, kWhat));
  double seconds = 0;
  if (split.unit.empty() || split.unit == "s")
    seconds = split.number;
  else if (split.unit == "ms")
    seconds = split.number / 1e3;
  else if (split.unit == "us")
    seconds = split.number / 1e6;
  else if (split.unit == "m" || split.unit == "min")
    seconds = split.number * 60;
  else
    return InvalidArgument("\"" + std::string(text) + "\" is not " + std::string(kWhat));
  if (seconds > 1e6) return InvalidArgument("\"" + std::string(text) + "\" is longer than 11 days");
  return Nanoseconds(static_cast<int64_t>(seconds * 1e9));
}

}  // namespace assay::sandbox
