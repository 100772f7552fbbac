#pragma once

#include <grpcpp/grpcpp.h>

#include <string>
#include <utility>

#include "common/executor.h"
#include "common/rpc/rpc.h"
#include "judge/service/calls.h"
#include "judge/service/core.h"

// A unary call of any of the judge's services, answered where it may wait.
namespace assay::judge {

inline void NoteRefusal(Core& core, grpc::CallbackServerContext& context, const char* name,
                        const Status& status, std::chrono::seconds retry_after) {
  if (retry_after.count() > 0) {
    context.AddTrailingMetadata("retry-after", std::to_string(retry_after.count()));
  }
  const bool ours = status.code() == StatusCode::kInternal ||
                    status.code() == StatusCode::kDataLoss ||
                    status.code() == StatusCode::kUnavailable;
  if (ours) core.logger.Warning("a call failed", {{"call", name}, log::Field(status)});
}

// `allowed`: whether who calls may. `call` takes a CallInfo and gives a Result of the message.
template <typename Message, typename Call>
grpc::ServerUnaryReactor* AnswerCall(Core& core, Executor& executor, const Status& allowed,
                                     grpc::CallbackServerContext* context, const char* name,
                                     Message* answer, Call call) {
  constexpr std::chrono::seconds kBusyRetry{1};
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (!allowed.ok()) {
    reactor->Finish(rpc::ToGrpc(allowed));
    return reactor;
  }
  const bool taken =
      executor.Post([&core, context, reactor, name, answer, call = std::move(call)]() mutable {
        if (context->IsCancelled()) {  // nobody waits for it any more
          reactor->Finish(grpc::Status::CANCELLED);
          return;
        }
        CallInfo info;
        auto result = call(info);
        if (result.ok()) {
          *answer = std::move(*result);
        } else {
          NoteRefusal(core, *context, name, result.status(), info.retry_after);
        }
        reactor->Finish(rpc::ToGrpc(result.status()));
      });
  if (!taken) {
    const Status busy = ResourceExhausted("the judge has too many calls at once; try again");
    NoteRefusal(core, *context, name, busy, kBusyRetry);
    reactor->Finish(rpc::ToGrpc(busy));
  }
  return reactor;
}

}  // namespace assay::judge
