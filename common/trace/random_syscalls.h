#pragma once

#include <cstddef>
#include <string>

namespace assay::trace {

// 2 * `bytes` lower-case hexadecimal digits from the kernel, not all zero; at most 32 bytes.
std::string RandomHex(size_t bytes);
// Nanoseconds since the epoch.
unsigned long long WallNanos();

}  // namespace assay::trace
