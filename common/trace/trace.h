#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/log/log.h"
#include "common/status.h"

// OpenTelemetry traces: W3C trace context across HTTP, gRPC and the queue; spans leave in batches
// by OTLP/HTTP (JSON). A collector that is slow or gone costs spans, never requests.
namespace assay::trace {

// A place in a trace. W3C: "00-<32 hex>-<16 hex>-<2 hex>". Parse takes what a client sent:
// lower-case hexadecimal, no zero ids, no version ff; of a version that it does not know it takes
// the four fields that it knows, as the recommendation says. Whoever makes one by hand fills both
// ids.
struct SpanContext {
  std::string trace_id, span_id;  // hexadecimal; empty: none
  bool sampled = true;
  bool valid() const { return !trace_id.empty(); }
  std::string Traceparent() const;  // "" where not valid
  static std::optional<SpanContext> Parse(std::string_view traceparent);
};

class Tracer;

// What a span is to its trace; the numbers are OpenTelemetry's.
enum class Kind : uint8_t { kInternal = 1, kServer, kClient, kProducer, kConsumer };

// Ends with the object. Movable; of one thread at a time. At most 64 attributes of 1 KiB: ids and
// sizes, never what a student wrote, never a secret.
class Span {
 public:
  Span();  // none: every call does nothing
  Span(Span&& other) noexcept;
  Span& operator=(Span&& other) noexcept;
  ~Span();
  void Set(std::string_view key, std::string_view value);
  void Set(std::string_view key, const char* value) { Set(key, std::string_view(value)); }
  void Set(std::string_view key, int64_t value);
  void Fail(const Status& status);
  const SpanContext& context() const;
  void End();

 private:
  friend class Tracer;
  struct State;
  std::unique_ptr<State> state_;
};

struct TracerOptions {
  std::string service;
  std::string version;  // of the service
  // "http://127.0.0.1:4318", to which "/v1/traces" is added; reached directly, never by a proxy.
  // Empty: nothing leaves, contexts still do.
  std::string endpoint;
  double sample = 1.0;      // share of the traces that begin here
  size_t max_queue = 4096;  // spans that wait
  size_t max_batch = 512;
  std::chrono::milliseconds interval{1000};   // how long a span waits for others
  std::chrono::milliseconds timeout{10'000};  // of one request
};

// Thread-safe; owns a thread that sends when there is an endpoint. Outlives its spans.
class Tracer {
 public:
  Tracer(TracerOptions options, log::Logger logger);
  ~Tracer();  // sends what waits, at most for two seconds; the rest is dropped
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;
  // A root where `parent` is not valid; else a child, sampled as its parent is. Never blocks: when
  // the collector is slower than the spans, the newest are dropped and counted.
  Span Start(std::string_view name, const SpanContext& parent = {}, Kind kind = Kind::kInternal);
  struct Stats {
    uint64_t sent = 0, dropped = 0;  // spans; sent: the collector took them
  };
  Stats stats() const;

 private:
  friend class Span;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::trace
