#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/status.h"
#include "sandbox/limits.h"

// attacks.yaml: what each attack is, what it may use, and the verdict it must get. The format is
// described at the top of that file.
namespace assay::hostile {

enum class Phase : uint8_t { kRun, kCompile, kCollect };

struct CollectExpectation {
  std::optional<std::vector<std::string>> files;  // exactly these, as bytes
  std::optional<size_t> at_most;                  // or no more than so many
};

struct Attack {
  std::string file;      // "fork-bomb.c", below attacks/
  std::string family;    // "fork"
  std::string language;  // "c", "cc", "py", "java", "sh"
  std::string what;
  Phase phase = Phase::kRun;
  sandbox::Limits limits;
  sandbox::Limits compile_limits;
  sandbox::DiskLimits disk;
  std::vector<std::vector<std::string>> runs;  // arguments of each run; at least one
  bool separate = false;                       // each run in a sandbox of its own
  bool kernel = false;     // the first argument says whose kernel it meets: "host" or "guest"
  bool neighbour = false;  // another submission runs at the same time
  std::string jvm = "-Xmx128m";
  uint64_t stdin_bytes = 0;
  std::map<std::string, std::vector<std::string>> expect;  // by backend: the verdicts that pass
  std::string syscall;         // what the evidence of `security` must name; empty: anything
  bool process_limit = false;  // the evidence must say that forks were refused
  std::optional<CollectExpectation> collect;
  std::vector<std::string> put;  // files that are put between the first and the second run

  // "gcc", "python", "java": the image that it needs.
  std::string image() const;
  // Longer than everything that its own limits allow: only a sandbox that does not end is over it.
  sandbox::Nanoseconds Deadline(const std::string& backend) const;
};

// `folder` holds attacks.yaml and attacks/. kInvalidArgument with the line for anything that is not
// understood, an attack without a file, or a file without an entry.
Result<std::vector<Attack>> LoadAttacks(const std::filesystem::path& folder);

// "%0a" for a newline and so on: names as the table and the reports write them.
std::string EncodeName(const std::string& name);

}  // namespace assay::hostile
