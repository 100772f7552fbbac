// A configuration of any bytes: an error has the file and a line; what is read is read again alike.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/service/config_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::service::ConfigEntry, assay::service::ParseConfig, assay::service::ToConfigValue;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = ParseConfig("f", text);
  if (!parsed.ok()) {
    if (!parsed.status().message().starts_with("f:")) std::abort();
    return 0;
  }
  std::string again;
  for (const ConfigEntry& entry : *parsed) {
    again += entry.key + " = [";
    for (const std::string& value : entry.values) again += ToConfigValue(value) + ",";
    again += "]\n";
  }
  const auto twice = ParseConfig("f", again);
  if (!twice.ok() || twice->size() != parsed->size()) std::abort();
  for (size_t i = 0; i < twice->size(); ++i) {
    if ((*twice)[i].key != (*parsed)[i].key || (*twice)[i].values != (*parsed)[i].values)
      std::abort();
  }
  return 0;
}
