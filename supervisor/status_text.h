#pragma once

#include <string>
#include <string_view>

#include "common/status.h"
#include "supervisor/board.h"
#include "supervisor/prober.h"
#include "supervisor/services.h"

namespace assay::supervisor {

struct SupervisorStatus {
  std::string phase;  // "starting", "running", "stopping"
  std::string url;
  std::string data;
  pid_t pid = 0;
  std::chrono::steady_clock::time_point begun{};
  std::vector<UnitStatus> units;
  std::optional<QueueFigures> queue;
};

// One line of JSON: what `assay status --json` prints and the control line carries.
std::string ToJson(const SupervisorStatus& status);

// That JSON for a person, a table. kDataLoss: it is none.
Result<std::string> ToTable(std::string_view json);

// true where that JSON says that all works.
bool AllReady(std::string_view json);

// The supervisor's process id in that JSON; 0 where there is none.
pid_t PidOf(std::string_view json);

}  // namespace assay::supervisor
