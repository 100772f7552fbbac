#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"

// Every contestant, ours too, is a program of its own that reads a folder of submissions and writes
// "left,right,score": so time and memory of all are taken in the same way.
namespace assay::bench::similarity {

struct Contestant {
  std::string name;
  bool ours = false;
  std::vector<std::string> command;  // the folder and the file to write are appended
};

struct Cost {
  double cpu_seconds = 0;  // user and system, of the program and all that it waited for
  double wall_seconds = 0;
  double peak_mib = 0;  // the largest resident set of any one of its processes
};

// Runs it to its end. kInternal: it could not be started or did not exit with 0.
Result<Cost> Run(const Contestant& contestant, const std::filesystem::path& folder,
                 const std::filesystem::path& scores);

}  // namespace assay::bench::similarity
