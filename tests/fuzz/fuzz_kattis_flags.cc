// validator_flags of any bytes: a specification that means something, or an error.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "grader/compare.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<std::string> flags(1);
  for (size_t i = 0; i < size; ++i) {
    if (data[i] == '\n') {
      flags.emplace_back();
    } else {
      flags.back() += static_cast<char>(data[i]);
    }
  }
  const auto spec = assay::grader::ParseKattisFlags(flags);
  if (!spec.ok()) {
    if (spec.status().message().find("validator flag") != 0) std::abort();
    if (spec.status().message().size() > 1000) std::abort();
    return 0;
  }
  for (const auto& tolerance : {spec->absolute, spec->relative}) {
    if (tolerance && !(std::isfinite(*tolerance) && *tolerance >= 0)) std::abort();
  }
  return 0;
}
