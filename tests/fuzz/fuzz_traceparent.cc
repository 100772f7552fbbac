// A traceparent of any bytes: what is accepted is written again as a valid one of version 00.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/trace/trace.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::trace::SpanContext;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto context = SpanContext::Parse(text);
  if (!context) return 0;
  if (!context->valid() || context->trace_id.size() != 32 || context->span_id.size() != 16)
    std::abort();
  const std::string again = context->Traceparent();
  if (again.size() != 55 || again.substr(3, 49) != text.substr(3, 49)) std::abort();
  const auto twice = SpanContext::Parse(again);
  if (!twice || twice->Traceparent() != again || twice->sampled != context->sampled) std::abort();
  return 0;
}
