#pragma once

#include <memory>

#include "common/database/pool.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/trace/trace.h"

namespace grpc {
class Service;
}

namespace assay::identity {

// The gRPC face of the room: assay.identity.v1.IdentityService. The gateway and the supervisor may
// call everything, the judge Authenticate. Everything that is handed in outlives it; thread-safe.
std::shared_ptr<grpc::Service> MakeService(database::Pool& pool, log::Logger logger,
                                           metrics::Registry& metrics, trace::Tracer& tracer);

}  // namespace assay::identity
