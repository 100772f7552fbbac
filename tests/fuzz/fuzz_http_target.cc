// Request targets and forms: what is accepted is a clean path, and is read the same after encoding
// it again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace http = assay::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto form = http::ParseForm(text); form.ok()) {
    std::string again;
    for (const auto& [name, value] : *form)
      again += http::PercentEncode(name) + "=" + http::PercentEncode(value) + "&";
    const auto second = http::ParseForm(again);
    if (!second.ok() || *second != *form) std::abort();
  }
  const auto target = http::ParseTarget(text);
  if (!target.ok()) return 0;
  const std::string& path = target->path;
  if (!path.starts_with('/') || path.find('\0') != std::string::npos || !http::IsUtf8(path))
    std::abort();
  for (const char* bad : {"/../", "/./"})
    if ((path + "/").find(bad) != std::string::npos) std::abort();
  return 0;
}
