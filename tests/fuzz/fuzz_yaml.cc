// The language loader on any bytes: it must answer with a language or an error that names file and
// line, and what it accepts must be usable.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runtime-images/language.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::runtime_images::ParseLanguage;
  const auto language =
      ParseLanguage(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.yaml");
  if (!language.ok()) {
    if (!language.status().message().starts_with("fuzz.yaml:")) std::abort();
    return 0;
  }
  const auto run = assay::runtime_images::Expand(language->run, {.source = "a", .sources = {"a"}});
  if (!run.ok() || run->empty()) std::abort();
  return 0;
}
