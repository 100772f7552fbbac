#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/status.h"
#include "common/trace/span_data.h"

// OTLP/HTTP with JSON bodies, as opentelemetry-proto 1.x lays down for ExportTraceServiceRequest.
namespace assay::trace {

struct Resource {
  std::string service, version;
  int64_t pid = 0;
};
// Ids in hexadecimal, 64-bit numbers as strings: proto3's JSON with OTLP's exceptions.
std::string ExportRequest(const Resource& resource, std::span<const SpanData> spans);

// Posts to one collector. Of one thread, but for Abort.
class OtlpClient {
 public:
  // `endpoint`: http:// or https://; kInvalidArgument says what is wrong with it.
  static Result<std::unique_ptr<OtlpClient>> Create(std::string_view endpoint,
                                                    std::chrono::milliseconds timeout);
  ~OtlpClient();
  OtlpClient(const OtlpClient&) = delete;
  OtlpClient& operator=(const OtlpClient&) = delete;

  // How many spans of the request the collector refused. kUnavailable: sending it again may help.
  Result<uint64_t> Post(const std::string& body);
  // From any thread: a Post that runs, and every later one, ends at `deadline`.
  void AbortAt(std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  explicit OtlpClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::trace
