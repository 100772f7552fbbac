#include "common/rpc/rpc.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include <algorithm>

namespace assay::rpc {
namespace {

constexpr char kTraceparent[] = "traceparent";
constexpr size_t kMaxMessage = 1024;

std::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

// The longest start of at most `bytes` that ends no character in its middle.
std::string Shorten(const std::string& text, size_t bytes) {
  if (text.size() <= bytes) return text;
  size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

Status Denied(std::string message) {
  return Status(StatusCode::kPermissionDenied, std::move(message));
}

}  // namespace

Result<Identity> Authorise(const grpc::ServerContextBase& context,
                           const std::vector<std::string_view>& allowed) {
  const auto peer = context.auth_context();
  if (!peer || !peer->IsPeerAuthenticated()) return Denied("the caller showed no certificate");
  const auto uris = peer->FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME);
  // More than one would let a certificate be two services.
  if (uris.size() != 1) return Denied("the caller's certificate has no identity");
  auto identity = ParseIdentity(View(uris[0]));
  if (!identity.ok()) return Denied("the caller's certificate: " + identity.status().message());
  if (std::ranges::find(allowed, identity->service) == allowed.end()) {
    return Denied(ToUri(*identity) + " may not call this method");
  }
  return identity;
}

grpc::Status ToGrpc(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()), Shorten(status.message(), kMaxMessage)};
}

Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return OkStatus();
  const int code = status.error_code();
  const bool known = code > 0 && code <= static_cast<int>(StatusCode::kUnauthenticated);
  return Status(known ? static_cast<StatusCode>(code) : StatusCode::kUnknown,
                status.error_message());
}

void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds timeout) {
  context.set_deadline(std::min(context.deadline(), std::chrono::system_clock::now() + timeout));
}

void SetTraceparent(grpc::ClientContext& context, const std::string& traceparent) {
  if (!traceparent.empty()) context.AddMetadata(kTraceparent, traceparent);
}

std::string GetTraceparent(const grpc::ServerContextBase& context) {
  const auto found = context.client_metadata().find(kTraceparent);
  if (found == context.client_metadata().end()) return {};
  return std::string(View(found->second));
}

void Inherit(grpc::ClientContext& context, const grpc::ServerContextBase& caller) {
  context.set_deadline(std::min(context.deadline(), caller.deadline()));
  SetTraceparent(context, GetTraceparent(caller));
}

}  // namespace assay::rpc
