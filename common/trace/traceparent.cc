#include <algorithm>

#include "common/trace/trace.h"

namespace assay::trace {
namespace {

bool LowerHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool Id(std::string_view text) {
  return LowerHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::string SpanContext::Traceparent() const {
  if (!valid()) return {};
  return "00-" + trace_id + "-" + span_id + (sampled ? "-01" : "-00");
}

std::optional<SpanContext> SpanContext::Parse(std::string_view text) {
  constexpr size_t kLength = 55;  // of version 00: vv-<32>-<16>-ff
  constexpr size_t kMax = 512;    // a later version may be longer, within reason
  if (text.size() < kLength || text.size() > kMax) return std::nullopt;
  if (text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  const std::string_view version = text.substr(0, 2), trace = text.substr(3, 32),
                         span = text.substr(36, 16), flags = text.substr(53, 2);
  if (!LowerHex(version) || version == "ff") return std::nullopt;
  if (!Id(trace) || !Id(span) || !LowerHex(flags)) return std::nullopt;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return std::nullopt;
  SpanContext context;
  context.trace_id = trace;
  context.span_id = span;
  const char last = flags[1];  // bit 0 of the flags is "sampled"
  const int nibble = last <= '9' ? last - '0' : last - 'a' + 10;
  context.sampled = nibble % 2 == 1;
  return context;
}

}  // namespace assay::trace
