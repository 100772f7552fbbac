// Any text as an init.yml in a folder with a few files: it is read or refused with its line, and no
// path that comes out leaves the folder.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/files.h"
#include "grader/formats/dmoj/init.h"

namespace {

namespace fs = std::filesystem;
using assay::grader::DataSource;

const fs::path& Folder() {
  static const std::unique_ptr<assay::TempDir> folder = [] {
    auto made = assay::TempDir::Create("assay-fuzz-");
    if (!made.ok()) std::abort();
    for (const char* name : {"1.in", "1.out", "gen.cpp", "c.py", "h.h"}) {
      if (!assay::WriteFileAtomically(made->path() / name, "1\n").ok()) std::abort();
    }
    return std::make_unique<assay::TempDir>(std::move(*made));
  }();
  return folder->path();
}

void Inside(const fs::path& path) {
  if (!path.string().starts_with(fs::canonical(fs::temp_directory_path()).string() + "/assay-"))
    std::abort();
}

void Check(const DataSource& source) {
  if (const auto* path = std::get_if<fs::path>(&source)) Inside(*path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto opened = assay::grader::dmoj::Data::Open(Folder());
  if (!opened.ok()) std::abort();
  const auto package = assay::grader::dmoj::ReadInit(
      std::string_view(reinterpret_cast<const char*>(data), size), std::move(*opened));
  if (!package.ok()) {
    if (!package.status().message().starts_with("init.yml:")) std::abort();
    return 0;
  }
  const auto& io = std::get<assay::grader::StandardIo>(package->parts.at(0).task);
  size_t tests = 0;
  assay::grader::ForEachTest(io.root, [&](const auto& test, const auto&) {
    ++tests;
    Check(test.input);
    Check(test.answer);
  });
  if (tests == 0) std::abort();
  for (const auto& generator : io.generators) {
    for (const auto& file : generator.files) Inside(file);
  }
  return 0;
}
