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

// OpenTelemetry traces: W3C trace context across HTTP, gRPC and the queue; spans leave in batches by
// OTLP/HTTP (JSON). A collector that is slow or gone costs spans, never requests.
namespace assay::trace {

// A place in a trace. W3C: "00-<32 hex>-<16 hex>-<2 hex>".
struct SpanContext {
  std::string trace_id, span_id;  // hexadecimal; empty: none
  bool sampled = true;
  bool valid() const { return !trace_id.empty(); }
  std::string Traceparent() const;  // "" where not valid
  static std::optional<SpanContext> Parse(std::string_view traceparent);
};

class Tracer;

// Ends with the object. Movable; of one thread at a time.
class Span {
 public:
  Span() = default;
  Span(Span&& other) noexcept;
  Span& operator=(Span&& other) noexcept;
  ~Span();
  void Set(std::string_view key, std::string_view value);
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
  std::string endpoint;  // "http://127.0.0.1:4318"; empty: nothing leaves, contexts still do
  double sample = 1.0;   // share of the traces that begin here
};

// Thread-safe; owns a thread that sends when there is an endpoint. Outlives its spans.
class Tracer {
 public:
  Tracer(TracerOptions options, log::Logger logger);
  ~Tracer();  // sends what waits, at most for two seconds
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;
  // A root where `parent` is not valid.
  Span Start(std::string_view name, const SpanContext& parent = {});
  struct Stats {
    uint64_t sent = 0, dropped = 0;
  };
  Stats stats() const;

 private:
  friend class Span;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::trace
