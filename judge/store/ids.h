#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace assay::judge {

// Ids of submissions and rejudges: ULIDs (github.com/ulid/spec), 26 characters of Crockford's base
// 32: 48 bits of milliseconds since 1970 and 80 bits of chance from the system's generator. Sorted
// as bytes they are sorted by time; nobody guesses one.
inline constexpr size_t kIdLength = 26;

std::string NewId(std::chrono::system_clock::time_point at);
bool IsId(std::string_view text);
// The milliseconds in it; empty where it is no id.
std::optional<std::chrono::sys_time<std::chrono::milliseconds>> TimeOfId(std::string_view id);
// Not above any id that is made at `at` or later; times before 1970 count as that.
std::string LowestId(std::chrono::system_clock::time_point at);

}  // namespace assay::judge
