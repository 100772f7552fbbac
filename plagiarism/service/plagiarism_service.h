#pragma once

#include <memory>

#include "common/executor.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/trace/trace.h"
#include "plagiarism/service/calls.h"

namespace grpc {
class Service;
}

namespace assay::plagiarism {

// PlagiarismService over gRPC: admits the gateway alone. Calls that work for long (reports,
// exchanges) have threads of their own, so that they never hold up the others. All of it outlives
// the service.
std::unique_ptr<grpc::Service> MakePlagiarismService(Calls& calls, Executor& quick, Executor& slow,
                                                     log::Logger logger, metrics::Registry& metrics,
                                                     trace::Tracer& tracer);

}  // namespace assay::plagiarism
