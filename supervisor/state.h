#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "common/status.h"

namespace assay::supervisor {

// state.json: what was decided once and stays.
struct State {
  std::map<std::string, uint16_t> ports;  // of services on the loopback, by name
};

// An empty State where there is no such file. kFailedPrecondition: of a newer program.
Result<State> ReadState(const std::filesystem::path& file);
Status WriteState(const std::filesystem::path& file, const State& state);

}  // namespace assay::supervisor
