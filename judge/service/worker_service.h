#pragma once

#include <memory>

#include "common/executor.h"
#include "judge/service/core.h"
#include "judge/service/hub.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace assay::judge {

// WorkerService over gRPC: admits worker/NAME and takes the name from the certificate.
std::unique_ptr<grpc::Service> MakeWorkerService(Core& core, Hub& hub, Executor& calls);

}  // namespace assay::judge
