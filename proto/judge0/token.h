#pragma once

#include <string>
#include <string_view>

namespace assay::judge0 {

// Judge0's tokens are random UUIDs, and clients check that they are. An id of ours is a ULID whose
// time has 42 bits until the year 2109: with its 80 bits of chance it is exactly what a UUID of
// version 4 has room for, so each stands for the other. "" where `id` is none, or of later years.
std::string TokenOf(std::string_view id);
// "" where `token` is no UUID of version 4.
std::string IdOf(std::string_view token);

}  // namespace assay::judge0
