#pragma once

#include <cstdint>
#include <string>
#include <vector>

// A class of made-up Java programs for measuring speed, the same for the same arguments on every
// machine. The programs parse; what they compute makes no sense, and nothing about the quality of a
// comparison can be learnt from them.
namespace assay::bench::similarity {

struct ClassShape {
  size_t programs = 1000;
  size_t bytes = 2400;        // of one program, about
  double copied_part = 0.10;  // programs that are a disguised copy of an earlier one
  uint64_t seed = 1;
};

// The text of each program. A copy keeps all functions of its original but one, and has other names
// and other literals.
std::vector<std::string> MakeClass(const ClassShape& shape);

}  // namespace assay::bench::similarity
