#pragma once

#include <string>
#include <vector>

// What this host gives the sandbox and what it lacks, with how to get it.
namespace assay::sandbox {

enum class Finding : uint8_t { kGood, kWarning, kMissing };

struct Diagnosis {
  Finding finding;
  std::string what;
  std::string detail;  // for what is not good: how to get it
};

// Looks, and runs /proc-only probes and one trial sandbox a backend; leaves nothing behind.
std::vector<Diagnosis> Examine();

std::string ToText(const std::vector<Diagnosis>& diagnoses, bool colour);

// 0 when both backends work, 1 when one does, 2 when none does.
int ExitCode(const std::vector<Diagnosis>& diagnoses);

}  // namespace assay::sandbox
