// The reader of assignment.yaml on any bytes, in a folder that holds a few files to be named: it
// answers with a package or with errors that each name file, line and column. What it accepts names
// files of that folder only.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>

#include "common/files.h"
#include "grader/formats/assignment/assignment.h"

namespace {

namespace fs = std::filesystem;
using assay::grader::Test;

// Names that the examples use, so that the fuzzer gets past the check that files exist.
const fs::path& Folder() {
  static const assay::TempDir kFolder = [] {
    auto made = assay::TempDir::Create("assay-fuzz-");
    if (!made.ok()) std::abort();
    for (const char* name :
         {"tests/1.in", "tests/1.ans", "tests/2.in", "tests/2.out", "checker/check.py",
          "given/a.py", "generators/make.py", "suite/test_a.py", "statement.md",
          "submissions/accepted/a.py", "submissions/odd/b.py"}) {
      const fs::path path = made->path() / name;
      fs::create_directories(path.parent_path());
      std::ofstream(path) << name << '\n';
    }
    return *std::move(made);
  }();
  return kFolder.path();
}

void MustBeInside(const fs::path& path) {
  if (path.lexically_normal() != path) std::abort();
  const std::string relative = path.lexically_relative(fs::canonical(Folder())).string();
  if (relative.empty() || relative.starts_with("..")) std::abort();
}

void CheckTest(const Test& test) {
  if (test.name.empty()) std::abort();
  for (const auto* source : {&test.input, &test.answer}) {
    if (const auto* path = std::get_if<fs::path>(source)) MustBeInside(*path);
  }
  for (const fs::path& file : test.files) MustBeInside(file);
}

// Every line of an error is "…/assignment.yaml:line:column: what", or counts those left out.
void CheckMessage(std::string_view message) {
  const std::string start = (Folder() / "assignment.yaml").string() + ":";
  while (!message.empty()) {
    const size_t end = message.find('\n');
    const std::string_view line = message.substr(0, end);
    if (line.starts_with(start) && line.size() > start.size()) {
      const char next = line[start.size()];
      if ((next < '0' || next > '9') && next != ' ') std::abort();
      return;  // a message may quote several lines of the file; the first is what matters
    }
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::grader::assignment::ParseAssignment;
  const auto package =
      ParseAssignment(std::string_view(reinterpret_cast<const char*>(data), size), Folder());
  if (!package.ok()) {
    if (package.status().message().empty()) std::abort();
    CheckMessage(package.status().message());
    return 0;
  }
  if (package->parts.empty() || package->title.empty()) std::abort();
  for (const auto& part : package->parts) {
    for (const auto& given : part.given) {
      for (const fs::path& file : given.files) MustBeInside(file);
    }
    if (const auto* io = std::get_if<assay::grader::StandardIo>(&part.task)) {
      ForEachTest(io->root, [](const Test& test, const auto&) { CheckTest(test); });
    }
  }
  return 0;
}
