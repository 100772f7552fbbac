#include "sandbox/tool/units.h"

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <string>

namespace assay::sandbox {
namespace {

struct Unit {
  std::string_view name;  // lower case; the empty one is what a bare number means
  double factor;
};

// A number with one of the units behind it, times that unit's factor; at most `largest`.
Result<double> ParseScaled(std::string_view text, std::initializer_list<Unit> units, double largest,
                           std::string_view what) {
  const std::string copy(text);
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  std::string suffix;
  for (const char* p = end; *p != '\0'; ++p) {
    suffix += static_cast<char>(std::tolower(static_cast<unsigned char>(*p)));
  }
  if (end != copy.c_str() && std::isfinite(number) && number >= 0) {
    for (const Unit& unit : units) {
      if (suffix == unit.name && number * unit.factor <= largest) return number * unit.factor;
    }
  }
  return InvalidArgument("\"" + copy + "\" is not " + std::string(what));
}

}  // namespace

Result<uint64_t> ParseSize(std::string_view text) {
  constexpr double kK = kKiB, kM = kMiB, kG = kGiB;
  ASSAY_ASSIGN_OR_RETURN(const double bytes,
                         ParseScaled(text,
                                     {{"", 1},
                                      {"b", 1},
                                      {"k", kK},
                                      {"kb", kK},
                                      {"kib", kK},
                                      {"m", kM},
                                      {"mb", kM},
                                      {"mib", kM},
                                      {"g", kG},
                                      {"gb", kG},
                                      {"gib", kG}},
                                     1e18, "a size; write for example 256M, 64KiB or 4096"));
  return static_cast<uint64_t>(bytes);
}

Result<Nanoseconds> ParseTime(std::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(
      const double seconds,
      ParseScaled(text, {{"", 1}, {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"m", 60}, {"min", 60}},
                  1e6, "a time of at most 11 days; write for example 2s, 500ms or 1m"));
  return Nanoseconds(std::llround(seconds * 1e9));
}

}  // namespace assay::sandbox
