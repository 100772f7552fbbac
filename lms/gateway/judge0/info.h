#pragma once

#include "lms/gateway/api.h"
#include "lms/gateway/judge0/config.h"

namespace assay::gateway::judge0 {

// Handlers of what says something of the installation, each for one route.
void ListLanguages(const CallPtr& call, bool all);
void GetLanguage(const CallPtr& call);
void ListStatuses(const CallPtr& call);
void About(const CallPtr& call);
void Version(const CallPtr& call);
void ConfigInfo(const CallPtr& call, const Config& config);
void SystemInfo(const CallPtr& call);
void Statistics(const CallPtr& call);  // of the caller's own runs
void Workers(const CallPtr& call);
void Authorize(const CallPtr& call);

}  // namespace assay::gateway::judge0
