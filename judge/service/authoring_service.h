#pragma once

#include <memory>

#include "common/executor.h"
#include "judge/service/authoring.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace assay::judge {

// AuthoringService over gRPC: admits gateway, cli-admin and supervisor. `slow` is for calls that
// wait for other servers.
std::unique_ptr<grpc::Service> MakeAuthoringService(Core& core, Authoring& authoring,
                                                    Executor& calls, Executor& slow);

}  // namespace assay::judge
