#pragma once

#include "common/status.h"
#include "supervisor/services.h"

namespace assay::supervisor {

// The services' user must be able to execute the programs and to read the migrations beside them.
// Where they stand in a folder that is closed to others (a clone below /root), copies go into the
// data folder and site.service_programs says so. Files that did not change are not copied again.
Status MakeProgramsReachable(Site& site);

// A folder of the tree ("examples"), found from where a program really stands upwards; or
// share/assay/NAME.
Result<std::filesystem::path> FindShared(const std::filesystem::path& program,
                                         const std::string& name);

}  // namespace assay::supervisor
