#pragma once

#include "tests/fault/run.h"

namespace assay::fault {

// As RunFaults with programs that really run, in gVisor: `options.kills` kills of their sandboxes,
// workers and the judge, spread over `options.submissions`. A sandbox that died is never held
// against the program: each ends AC, or as a job that the judge gave up with a reason.
Result<FaultFigures> RunGradedFaults(const FaultOptions& options);

}  // namespace assay::fault
