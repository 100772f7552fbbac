#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <system_error>

#include "common/files.h"
#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"
#include "grader/tool/scaffolds.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string folder, title, kind = "io";
};

Status Scaffold(const Options& options) {
  const fs::path folder = options.folder;
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    return InvalidArgument(folder.string() + ": it is there and not empty; name a new folder");
  }
  std::string title = options.title.empty() ? folder.filename().string() : options.title;
  if (title.empty()) title = folder.parent_path().filename().string();
  for (const ScaffoldFile& file : ScaffoldOf(options.kind, title)) {
    const fs::path path = folder / file.path;
    fs::create_directories(path.parent_path(), error);
    if (error) return ErrnoStatus(path.parent_path().string(), error.value());
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(path, file.text));
    fmt::print("  {}\n", path.string());
  }
  return OkStatus();
}

int RunNew(const Options& options) {
  const Status status = Scaffold(options);
  if (!status.ok()) return Complain(status);
  fmt::print("\nNext: assay verify {}\n", options.folder);
  return kExitOk;
}

}  // namespace

void AddNew(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("new", "lay out a new assignment that can be graded at once");
  command->add_option("folder", options->folder, "a folder that does not exist yet")->required();
  command->add_option("--title", options->title, "of the assignment (default: the folder's name)");
  command->add_option("--kind", options->kind, "io (default), unit-tests, checker or interactive")
      ->check(CLI::IsMember(ScaffoldKinds()));
  command->callback([options, &chosen] { chosen = [options] { return RunNew(*options); }; });
}

}  // namespace assay::grader
