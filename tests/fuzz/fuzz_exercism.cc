// An Exercism exercise whose .meta/config.json is any bytes.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "common/files.h"
#include "grader/formats/readers.h"

namespace {

// One folder for the whole run; only the configuration changes.
const std::filesystem::path& Folder() {
  static const assay::TempDir dir = [] {
    auto made = assay::TempDir::Create("assay-fuzz-");
    if (!made.ok()) std::abort();
    for (const char* folder : {".meta", "src", "tests"})
      std::filesystem::create_directory(made->path() / folder);
    for (const char* file : {"a.py", "a_test.py", "a.js", "a.spec.js", "src/lib.rs", "tests/a.rs",
                             "Cargo.toml", ".meta/example.py", ".meta/example.rs"}) {
      if (!assay::WriteFileAtomically(made->path() / file, "name = \"a\"\n").ok()) std::abort();
    }
    return std::move(*made);
  }();
  return dir.path();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view config(reinterpret_cast<const char*>(data), size);
  if (!assay::WriteFileAtomically(Folder() / ".meta" / "config.json", config).ok()) std::abort();
  const auto package = assay::grader::ReadExercism(Folder());
  if (!package.ok()) {
    if (package.status().message().find("config.json") == std::string::npos &&
        package.status().message().find("Exercise") == std::string::npos &&
        package.status().message().find("exercise") == std::string::npos) {
      std::abort();
    }
    return 0;
  }
  for (const auto& part : package->parts) {
    for (const auto& given : part.given) {
      for (const auto& file : given.files) {
        if (!std::filesystem::is_regular_file(file)) std::abort();
      }
    }
  }
  return 0;
}
