#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "common/status.h"

namespace grpc {
class Channel;
}
namespace google::protobuf {
class MessageLite;
}

// Calls to the services behind the gateway, without a thread a call. Messages are serialised here
// and calls are named by their path, so that the files of the routes need messages only and not
// gRPC's headers.
namespace assay::gateway {

// A unary method: {"/assay.judge.v1.JudgeService/Submit"}. Names and types are checked against the
// contract by a test.
template <typename Request, typename Response>
struct Method {
  const char* path;
};

struct Reply {
  Status status;
  int retry_after_seconds = 0;  // of the trailing metadata
  bool ok() const { return status.ok(); }
};

struct CallOptions {
  std::chrono::milliseconds timeout{10'000};
  std::string traceparent;
};

// A stream of messages both ways. Thread-safe; every call returns at once.
class UpstreamStream {
 public:
  virtual ~UpstreamStream() = default;
  virtual void Write(const google::protobuf::MessageLite& message) = 0;
  virtual void WritesDone() = 0;
  virtual void Cancel() = 0;
  // Bytes that were given to Write and not sent yet.
  virtual size_t queued_bytes() const = 0;
};
struct UpstreamHandlers {
  std::function<void(const std::string& bytes)> on_message;  // one at a time
  std::function<void(const Reply&)> on_end;                  // once, last
};

// Thread-safe. Callbacks come from gRPC's threads and must not block; they may come after the
// object is gone.
class Upstream {
 public:
  explicit Upstream(std::shared_ptr<grpc::Channel> channel);

  template <typename Request, typename Response>
  void Call(const Method<Request, Response>& method, const std::type_identity_t<Request>& request,
            CallOptions options,
            std::type_identity_t<std::function<void(const Reply&, Response&)>> done) const {
    auto response = std::make_shared<Response>();
    CallBytes(method.path, request, *response, std::move(options),
              [response, done = std::move(done)](const Reply& reply) { done(reply, *response); });
  }

  std::shared_ptr<UpstreamStream> Open(const char* path, CallOptions options,
                                       UpstreamHandlers handlers) const;

 private:
  void CallBytes(const char* path, const google::protobuf::MessageLite& request,
                 google::protobuf::MessageLite& response, CallOptions options,
                 std::function<void(const Reply&)> done) const;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace assay::gateway
