#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace grpc {
class Channel;
class ChannelArguments;
class ClientContext;
class ServerBuilder;
class ServerContextBase;
class ServerCredentials;
class Status;
}  // namespace grpc

// gRPC between services: mutual TLS 1.3, an identity a service, deadlines, retries with a budget,
// Status to and from grpc::Status, W3C trace context in metadata.
namespace assay::rpc {

// PEM files, read again when they change: certificates are short-lived and renewed without a
// restart.
struct TlsFiles {
  std::filesystem::path certificate;  // the chain of this service
  std::filesystem::path key;
  std::filesystem::path roots;  // whom to believe
};

// spiffe://assay/<service>[/<instance>], in a certificate's URI subject alternative name; its DNS
// name is <service>.assay.internal.
struct Identity {
  std::string service;   // "worker"
  std::string instance;  // "w1"; empty where there is one
  bool operator==(const Identity&) const = default;
};
Result<Identity> ParseIdentity(std::string_view uri);
std::string ToUri(const Identity& identity);

Result<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const TlsFiles& files);

// A channel that reconnects by itself and believes only a peer whose certificate is of `service`.
// "unix:PATH" targets work as well as HOST:PORT.
Result<std::shared_ptr<grpc::Channel>> Connect(const std::string& target,
                                               const std::string& service, const TlsFiles& files);

// Who calls, by the certificate. kPermissionDenied: none, or none of `allowed` (services).
Result<Identity> Authorise(const grpc::ServerContextBase& context,
                           const std::vector<std::string_view>& allowed);

grpc::Status ToGrpc(const Status& status);
Status FromGrpc(const grpc::Status& status);

// For a call made on behalf of another: its deadline, if sooner, and its trace context.
void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds timeout);
void SetTraceparent(grpc::ClientContext& context, const std::string& traceparent);
std::string GetTraceparent(const grpc::ServerContextBase& context);

}  // namespace assay::rpc
