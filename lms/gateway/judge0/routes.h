#pragma once

#include "common/http/server.h"
#include "lms/gateway/api.h"

namespace assay::gateway {

// Judge0's API, version 1.13, below /judge0 (docs/judge0.md): its clients work with that address as
// their base.
void AddJudge0Routes(http::Router& router, const ApiPtr& api);

}  // namespace assay::gateway
