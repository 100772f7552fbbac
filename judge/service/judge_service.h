#pragma once

#include <memory>

#include "common/executor.h"
#include "judge/service/calls.h"
#include "judge/service/core.h"
#include "judge/service/notices.h"
#include "judge/service/problem_upload.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace assay::judge {

// What the faces of JudgeService stand on; all of it outlives the service.
struct JudgeServiceParts {
  Core& core;
  Calls& calls;
  Notices* notices = nullptr;  // none: no webhooks
  Executor& executor;          // of calls
  Executor& uploads;
  UploadOptions upload;
};

// JudgeService over gRPC: admits gateway, cli-admin and supervisor.
std::unique_ptr<grpc::Service> MakeJudgeService(const JudgeServiceParts& parts);

}  // namespace assay::judge
