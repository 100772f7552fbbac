// A request to the supervisor of any bytes: one of two verbs or an error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "supervisor/control_line.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto request = assay::supervisor::ParseControlLine(line);
  if (request.ok() && !line.starts_with("status") && !line.starts_with("down")) std::abort();
  if (!request.ok() && request.status().message().empty()) std::abort();
  return 0;
}
