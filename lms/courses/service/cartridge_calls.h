#pragma once

#include "assay/courses/v1/cartridges.pb.h"
#include "lms/courses/service/core.h"

// The calls of CartridgesService without gRPC, as calls.h has those of CoursesService.
namespace assay::courses::calls {

Result<v1::CartridgeImport> ImportCartridge(Core& core, const v1::ImportCartridgeRequest& request);

}  // namespace assay::courses::calls
