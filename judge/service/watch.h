#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/executor.h"
#include "judge/service/calls.h"
#include "judge/service/core.h"

namespace grpc {
class CallbackServerContext;
template <class W>
class ServerWriteReactor;
template <class R, class W>
class ServerBidiReactor;
}  // namespace grpc

namespace assay::judge {

// The streams of JudgeService. A stream has a bounded queue of events (pointers to the shared
// ones); whoever publishes only puts them there. One that does not read fast enough is ended with
// RESOURCE_EXHAUSTED and may resume. They delete themselves.
struct WatchParts {
  Core& core;
  Calls& calls;
  Executor& executor;
};

grpc::ServerWriteReactor<v1::SubmissionEvent>* StartWatch(const WatchParts& parts,
                                                          grpc::CallbackServerContext* context,
                                                          const Status& allowed,
                                                          const v1::WatchRequest& request);
grpc::ServerBidiReactor<v1::WatchManyRequest, v1::SubmissionEvent>* StartWatchMany(
    const WatchParts& parts, grpc::CallbackServerContext* context, const Status& allowed);

}  // namespace assay::judge
