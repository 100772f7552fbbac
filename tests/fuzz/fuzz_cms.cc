// Any text as a task.yaml, and the same as a gen/GEN, in a folder with three tests: it is read or
// refused with its place.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>

#include "common/files.h"
#include "grader/formats/cms/gen_file.h"
#include "grader/formats/cms/task.h"

namespace {

const std::filesystem::path& Folder() {
  static const std::unique_ptr<assay::TempDir> folder = [] {
    auto made = assay::TempDir::Create("assay-fuzz-");
    if (!made.ok()) std::abort();
    for (const char* name : {"input", "output"}) {
      std::filesystem::create_directory(made->path() / name);
      for (int i = 0; i < 3; ++i) {
        const auto file = made->path() / name / (std::string(name) + std::to_string(i) + ".txt");
        if (!assay::WriteFileAtomically(file, "1\n").ok()) std::abort();
      }
    }
    return std::make_unique<assay::TempDir>(std::move(*made));
  }();
  return folder->path();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto gen = assay::grader::cms::ParseGenFile(text);
  if (gen.ok()) {
    size_t tests = 0;
    for (const auto& subtask : gen->subtasks) tests += subtask.tests;
    if (!gen->subtasks.empty() && tests != gen->tests) std::abort();
  } else if (!gen.status().message().starts_with("gen/GEN:")) {
    std::abort();
  }
  auto files = assay::grader::PackageFiles::Open(Folder());
  if (!files.ok()) std::abort();
  const auto package = assay::grader::cms::ReadTask(text, std::move(*files));
  if (!package.ok()) return package.status().message().empty() ? (std::abort(), 0) : 0;
  size_t tests = 0;
  assay::grader::ForEachTest(std::get<assay::grader::StandardIo>(package->parts.at(0).task).root,
                             [&](const auto&, const auto&) { ++tests; });
  if (tests == 0) std::abort();
  return 0;
}
