#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/sandbox.h"

// Small faults put into a correct program, to see whether somebody's tests notice.
namespace assay::grader {

struct Mutant {
  std::string name;                           // "calc.py:3:10: < becomes <="
  std::vector<sandbox::CollectedFile> files;  // all of the reference's, one of them changed
};

// Every single change of these kinds: relational, arithmetic and logical operators, numbers,
// truth values, negated conditions, returned values. In an order that `seed` decides and that takes
// from all kinds and files alike. Python, Java, C++, C, JavaScript, Go, Rust; none for others.
// Changes inside of assertions and of what only prints are left out.
std::vector<Mutant> MakeMutants(std::string_view language,
                                const std::vector<sandbox::CollectedFile>& files, uint64_t seed,
                                size_t most);

}  // namespace assay::grader
