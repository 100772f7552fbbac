// Forms with files: parts lie in the body, one behind the other.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lms/gateway/multipart.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  // The first line is the header's value.
  const std::string_view type = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), type.size() + 1));
  const auto parts = assay::gateway::ParseMultipart(type, text);
  if (!parts.ok()) return parts.status().message().empty() ? std::abort(), 0 : 0;
  const char* last = text.data();
  for (const auto& part : *parts) {
    if (part.data.data() < last || part.data.data() + part.data.size() > text.data() + text.size())
      std::abort();
    last = part.data.data() + part.data.size();
  }
  return 0;
}
