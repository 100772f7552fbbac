#pragma once

#include <memory>

#include "assay/judge/v1/worker.grpc.pb.h"
#include "judge/worker/judge_link.h"

namespace assay::judge {

// One Work call. `stub` outlives it.
std::unique_ptr<JudgeStream> OpenGrpcStream(pb::WorkerService::StubInterface& stub,
                                            StreamCallbacks callbacks);

}  // namespace assay::judge
