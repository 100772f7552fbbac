#include "common/trace/trace.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "common/trace/exporter.h"
#include "common/trace/random_syscalls.h"
#include "common/trace/span_data.h"

namespace assay::trace {
namespace {

constexpr size_t kMaxAttributes = 64;
constexpr size_t kMaxKey = 128;
constexpr size_t kMaxValue = 1024;

// By the trace's id, so that every process that begins the same trace decides alike.
bool Sampled(const std::string& trace_id, double share) {
  if (share >= 1) return true;
  if (!(share > 0)) return false;
  uint64_t low = 0;
  std::from_chars(trace_id.data() + 16, trace_id.data() + 32, low, 16);
  return static_cast<double>(low) < share * std::ldexp(1.0, 64);
}

}  // namespace

struct Tracer::State {
  double sample = 1;
  std::unique_ptr<Exporter> exporter;  // null: nothing leaves
};

struct Span::State {
  SpanData data;
  Exporter* exporter = nullptr;  // null: not sampled, or nothing leaves
  std::chrono::steady_clock::time_point start;

  void Add(std::string_view key, std::variant<std::string, int64_t> value) {
    if (exporter == nullptr) return;
    if (data.attributes.size() >= kMaxAttributes) {
      ++data.dropped_attributes;
    } else {
      data.attributes.emplace_back(key.substr(0, kMaxKey), std::move(value));
    }
  }
};

Span::Span() = default;
Span::Span(Span&& other) noexcept = default;
Span& Span::operator=(Span&& other) noexcept {
  if (this != &other) {
    End();
    state_ = std::move(other.state_);
  }
  return *this;
}
Span::~Span() { End(); }

void Span::Set(std::string_view key, std::string_view value) {
  if (state_) state_->Add(key, std::string(value.substr(0, kMaxValue)));
}

void Span::Set(std::string_view key, int64_t value) {
  if (state_) state_->Add(key, value);
}

void Span::Fail(const Status& status) {
  if (!state_ || status.ok()) return;
  state_->data.failed = true;
  state_->data.error = status.ToString().substr(0, kMaxValue);
}

const SpanContext& Span::context() const {
  static const SpanContext none;
  return state_ ? state_->data.context : none;
}

void Span::End() {
  const auto state = std::move(state_);
  if (!state || state->exporter == nullptr) return;
  // The duration is the monotonic clock's: a step of the wall clock makes no negative span.
  const auto took = std::chrono::steady_clock::now() - state->start;
  state->data.end_ns = state->data.start_ns + static_cast<uint64_t>(took.count());
  state->exporter->Add(std::move(state->data));
}

Tracer::Tracer(TracerOptions options, log::Logger logger) : state_(std::make_unique<State>()) {
  state_->sample = options.sample;
  if (options.endpoint.empty()) return;
  auto client = OtlpClient::Create(options.endpoint, options.timeout);
  if (!client.ok()) {
    logger.Error("no traces will be sent", {log::Field(client.status())});
    return;
  }
  state_->exporter =
      std::make_unique<Exporter>(std::move(client).value(), options, std::move(logger));
}

Tracer::~Tracer() = default;

Span Tracer::Start(std::string_view name, const SpanContext& parent, Kind kind) {
  Span span;
  span.state_ = std::make_unique<Span::State>();
  SpanData& data = span.state_->data;
  data.context.span_id = RandomHex(8);
  if (parent.valid()) {
    data.context.trace_id = parent.trace_id;
    data.context.sampled = parent.sampled;
    data.parent_span_id = parent.span_id;
  } else {
    data.context.trace_id = RandomHex(16);
    data.context.sampled = Sampled(data.context.trace_id, state_->sample);
  }
  if (!data.context.sampled || !state_->exporter) return span;
  span.state_->exporter = state_->exporter.get();
  data.name = name.substr(0, kMaxValue);
  data.kind = kind;
  data.start_ns = WallNanos();
  span.state_->start = std::chrono::steady_clock::now();
  return span;
}

Tracer::Stats Tracer::stats() const {
  return state_->exporter ? state_->exporter->stats() : Stats{};
}

}  // namespace assay::trace
