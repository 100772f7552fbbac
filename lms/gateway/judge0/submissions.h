#pragma once

#include "lms/gateway/api.h"
#include "lms/gateway/judge0/config.h"

namespace assay::gateway::judge0 {

// Handlers of /submissions, each for one route.
void Create(const CallPtr& call, const Config& config);
void CreateBatch(const CallPtr& call, const Config& config);
void Get(const CallPtr& call);
void GetBatch(const CallPtr& call, const Config& config);
void List(const CallPtr& call);
void Delete(const CallPtr& call);

}  // namespace assay::gateway::judge0
