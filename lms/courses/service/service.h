#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/metrics/metrics.h"
#include "common/trace/trace.h"
#include "lms/courses/service/core.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace assay::courses {

class Sources;

// The gRPC faces of the room for the gateway: the services of assay.courses.v1 but LtiService.
// Everything that is handed in outlives them; thread-safe.
std::vector<std::shared_ptr<grpc::Service>> MakeServices(Core& core, metrics::Registry& metrics,
                                                         trace::Tracer& tracer);

// The judge and identity over gRPC.
std::unique_ptr<Sources> MakeSources(std::shared_ptr<grpc::Channel> judge,
                                     std::shared_ptr<grpc::Channel> identity);

}  // namespace assay::courses
