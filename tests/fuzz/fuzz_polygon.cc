// Any text as a problem.xml in a folder with a few files: it is read or refused with its line, and
// no path that comes out leaves the folder.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>

#include "common/files.h"
#include "grader/formats/polygon/problem.h"

namespace {

namespace fs = std::filesystem;
using assay::grader::DataSource;

const fs::path& Folder() {
  static const std::unique_ptr<assay::TempDir> folder = [] {
    auto made = assay::TempDir::Create("assay-fuzz-");
    if (!made.ok()) std::abort();
    for (const char* name : {"1", "2", "1.a", "2.a", "c.cpp", "t.h"}) {
      if (!assay::WriteFileAtomically(made->path() / name, "1\n").ok()) std::abort();
    }
    return std::make_unique<assay::TempDir>(std::move(*made));
  }();
  return folder->path();
}

void Inside(const fs::path& path) {
  static const std::string root = fs::canonical(Folder()).string() + "/";
  if (!path.string().starts_with(root)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto files = assay::grader::PackageFiles::Open(Folder());
  if (!files.ok()) std::abort();
  const auto package = assay::grader::polygon::ReadProblem(
      std::string_view(reinterpret_cast<const char*>(data), size), std::move(*files));
  if (!package.ok()) {
    if (!package.status().message().starts_with("problem.xml:")) std::abort();
    return 0;
  }
  const auto& io = std::get<assay::grader::StandardIo>(package->parts.at(0).task);
  size_t tests = 0;
  assay::grader::ForEachTest(io.root, [&](const auto& test, const auto&) {
    ++tests;
    for (const DataSource* source : {&test.input, &test.answer}) {
      if (const auto* path = std::get_if<fs::path>(source)) Inside(*path);
      if (const auto* made = std::get_if<assay::grader::Generated>(source)) {
        if (made->program >= io.generators.size()) std::abort();
      }
    }
  });
  if (tests == 0) std::abort();
  for (const auto& submission : package->submissions) Inside(submission.path);
  return 0;
}
