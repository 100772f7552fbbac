#pragma once

#include <cstdint>
#include <memory>

#include "judge/worker/judge_link.h"

namespace grpc {
class Channel;
}

namespace assay::judge {

struct GrpcLinkOptions {
  std::chrono::milliseconds blob_timeout{600'000};  // of one blob, either way
  uint64_t max_blob_bytes = 512ULL << 20U;          // of one that is read
};

// The link over a channel of common/rpc, which connects by itself: a stream that finds no
// connection waits for one.
std::unique_ptr<JudgeLink> MakeGrpcLink(std::shared_ptr<grpc::Channel> channel,
                                        const GrpcLinkOptions& options = {});

}  // namespace assay::judge
