#pragma once

#include <memory>
#include <string>

#include "common/rpc/rpc.h"
#include "common/status.h"

namespace grpc {
class ChannelCredentials;
}  // namespace grpc

namespace assay::rpc {

// Those of Connect: they believe a peer of `service` alone.
Result<std::shared_ptr<grpc::ChannelCredentials>> ClientCredentials(const TlsFiles& files,
                                                                    const std::string& service);

}  // namespace assay::rpc
