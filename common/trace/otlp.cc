#include "common/trace/otlp.h"

#include "common/log/json_text.h"

namespace assay::trace {
namespace {

constexpr size_t kMaxText = 4096;  // of one attribute, escaped

void AppendString(std::string& out, std::string_view text) {
  log::AppendJsonString(out, text, kMaxText);
}

void AppendAttribute(std::string& out, std::string_view key, std::string_view value) {
  out += "{\"key\":";
  AppendString(out, key);
  out += ",\"value\":{\"stringValue\":";
  AppendString(out, value);
  out += "}}";
}

void AppendAttribute(std::string& out, std::string_view key, int64_t value) {
  out += "{\"key\":";
  AppendString(out, key);
  out += ",\"value\":{\"intValue\":\"" + std::to_string(value) + "\"}}";
}

void AppendAttributes(std::string& out, const SpanData& span) {
  out += ",\"attributes\":[";
  bool first = true;
  for (const auto& [key, value] : span.attributes) {
    if (!first) out += ',';
    first = false;
    std::visit([&, &name = key](const auto& of) { AppendAttribute(out, name, of); }, value);
  }
  out += ']';
  if (span.dropped_attributes > 0)
    out += ",\"droppedAttributesCount\":" + std::to_string(span.dropped_attributes);
}

void AppendSpan(std::string& out, const SpanData& span) {
  out += "{\"traceId\":";
  AppendString(out, span.context.trace_id);
  out += ",\"spanId\":";
  AppendString(out, span.context.span_id);
  if (!span.parent_span_id.empty()) {
    out += ",\"parentSpanId\":";
    AppendString(out, span.parent_span_id);
  }
  out += ",\"name\":";
  AppendString(out, span.name);
  out += ",\"kind\":" + std::to_string(static_cast<int>(span.kind)) + ",\"startTimeUnixNano\":\"" +
         std::to_string(span.start_ns) + "\",\"endTimeUnixNano\":\"" + std::to_string(span.end_ns) +
         "\"";
  AppendAttributes(out, span);
  if (span.failed) {
    out += ",\"status\":{\"code\":2,\"message\":";
    AppendString(out, span.error);
    out += '}';
  } else {
    out += ",\"status\":{}";
  }
  out += '}';
}

}  // namespace

std::string ExportRequest(const Resource& resource, std::span<const SpanData> spans) {
  std::string out = "{\"resourceSpans\":[{\"resource\":{\"attributes\":[";
  AppendAttribute(out, "service.name", resource.service);
  out += ',';
  if (!resource.version.empty()) {
    AppendAttribute(out, "service.version", resource.version);
    out += ',';
  }
  AppendAttribute(out, "process.pid", resource.pid);
  out += "]},\"scopeSpans\":[{\"scope\":{\"name\":\"assay\"},\"spans\":[";
  bool first = true;
  for (const SpanData& span : spans) {
    if (!first) out += ',';
    first = false;
    AppendSpan(out, span);
  }
  return out + "]}]}]}";
}

}  // namespace assay::trace
