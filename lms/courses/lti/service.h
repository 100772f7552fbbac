#pragma once

#include <memory>

#include "common/metrics/metrics.h"
#include "common/trace/trace.h"
#include "lms/courses/lti/lti.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace assay::courses::lti {

// The gRPC face: assay.courses.v1.LtiService, for the gateway. What is handed in outlives it.
std::shared_ptr<grpc::Service> MakeService(Lti& lti, metrics::Registry& metrics,
                                           trace::Tracer& tracer);

// Identity over gRPC.
std::unique_ptr<Directory> MakeDirectory(const std::shared_ptr<grpc::Channel>& identity);

}  // namespace assay::courses::lti
