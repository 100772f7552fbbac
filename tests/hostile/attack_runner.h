#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sandbox/sandbox.h"
#include "tests/hostile/attack_table.h"
#include "tests/hostile/props.h"

// One attack against one factory: puts the program into a sandbox, compiles it there, runs it,
// reads the results, and says what came of it. Judges nothing by the program's word alone: whatever
// it prints is searched for secrets, and the host is looked at afterwards.
namespace assay::hostile {

struct AttackReport {
  std::string attack;
  std::string backend;
  std::string verdict;                // "contained", "cpu-time", "signal:SIGKILL", "breach" …
  std::string detail;                 // the program's last line, or what went wrong
  std::vector<std::string> problems;  // everything that fails the test besides the verdict
  std::vector<std::string> residue;
  double cpu_ms = 0, wall_ms = 0;  // of the deciding run
  uint64_t peak_memory_bytes = 0;
  double total_ms = 0;  // of the whole attack, with set-up and compilation

  bool Passed(const Attack& attack) const;
};

struct AttackInput {
  const Attack* attack;
  std::string backend;           // "native", "gvisor", "control"
  std::filesystem::path folder;  // with attacks/ below
  sandbox::SandboxFactory* factory;
  sandbox::RootImage image, gcc_image;  // gcc_image: for the neighbour, where there is one
  const Props* props;
};

// "contained" and so on, from one outcome. `secrets` are texts that no output may hold.
std::string VerdictOf(const sandbox::Outcome& outcome, const std::vector<std::string>& secrets);

// Fills verdict, detail, problems and figures; sandboxes are gone when it returns.
AttackReport RunAttack(const AttackInput& input);

}  // namespace assay::hostile
