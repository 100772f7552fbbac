#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "common/tls/identity.h"

namespace grpc {
class Channel;
class ClientContext;
class ServerContextBase;
class ServerCredentials;
class Status;
}  // namespace grpc

// gRPC between services: mutual TLS, an identity a service, deadlines, retries with a budget,
// Status to and from grpc::Status, W3C trace context in metadata. Servers: common/rpc/server.h.
//
// What is enforced, on both sides:
// - TLS 1.3. gRPC 1.51 has no setting for it, so this library leaves its older cipher suites
// without
//   any that a certificate of ours (EC) could be used with: a handshake of TLS 1.2 finds no suite.
//   It does so through GRPC_SSL_CIPHER_SUITES, set in this process before the first credentials.
// - Both certificates are signed by one of the roots and valid at the time of the handshake. Ones
//   that are renewed on disk are used for new connections within TlsFiles::refresh.
// - The client believes only the service that it means: by DNS name and by URI.
// - Nothing is said about who may call what: every method calls Authorise.
//
// A connection outlives the certificates it was made with; servers end theirs in time
// (ServerOptions::max_connection_age). Thread-safe throughout.
namespace assay::rpc {

// PEM files, read again when they change: certificates are short-lived and renewed without a
// restart. Replace the files together (tls::WriteCredentials).
struct TlsFiles {
  std::filesystem::path certificate;  // the chain of this service
  std::filesystem::path key;
  std::filesystem::path roots;  // whom to believe
  std::chrono::seconds refresh{5};
};

using Identity = tls::Identity;
using tls::ParseIdentity;
using tls::ToUri;

constexpr size_t kDefaultMaxMessageBytes = size_t{4} << 20U;

// kNotFound, kInvalidArgument, kFailedPrecondition: as tls::CheckFiles, which it asks first.
Result<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const TlsFiles& files);

struct ChannelOptions {
  // Of one message, either way; longer ones are kResourceExhausted.
  size_t max_message_bytes = kDefaultMaxMessageBytes;
  // Methods that may run twice without harm, as "assay.judge.v1.JudgeService/GetSubmission" or a
  // whole service as "assay.judge.v1.JudgeService/". They are tried up to three times where the
  // server is UNAVAILABLE, within the call's deadline and a budget: once about half of the
  // channel's recent calls failed, none is repeated. Calls that never left are always sent again.
  std::vector<std::string> retry = {};
};

// A channel that connects when it is first used, reconnects by itself within two seconds of the
// server's return, and believes only a peer whose certificate is of `service`. "unix:PATH" targets
// work as well as HOST:PORT. A call fails with UNAVAILABLE while there is no connection, unless
// its context waits (set_wait_for_ready). The environment's proxies are not used.
Result<std::shared_ptr<grpc::Channel>> Connect(const std::string& target,
                                               const std::string& service, const TlsFiles& files,
                                               const ChannelOptions& options = {});

// Who calls, by the certificate. kPermissionDenied: none, or none of `allowed` (services).
Result<Identity> Authorise(const grpc::ServerContextBase& context,
                           const std::vector<std::string_view>& allowed);

// Code for code. Messages travel in a bounded header: past 1 KiB they are cut.
grpc::Status ToGrpc(const Status& status);
Status FromGrpc(const grpc::Status& status);

// The call ends after `timeout`, or sooner where a sooner deadline was set before.
void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds timeout);
// W3C trace context in the metadata "traceparent". An empty one adds nothing; "" where a caller
// sent none. What a caller sends is not checked: trace::SpanContext::Parse does.
void SetTraceparent(grpc::ClientContext& context, const std::string& traceparent);
std::string GetTraceparent(const grpc::ServerContextBase& context);
// For a call made on behalf of another: its deadline, if sooner, and its trace context.
void Inherit(grpc::ClientContext& context, const grpc::ServerContextBase& caller);

}  // namespace assay::rpc
