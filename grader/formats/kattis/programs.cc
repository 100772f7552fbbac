#include "grader/formats/kattis/programs.h"

#include <fmt/format.h>

#include <algorithm>

#include "grader/formats/kattis/languages.h"
#include "runtime-images/suggest.h"

namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

bool Has(const std::vector<fs::path>& files, const fs::path& file) {
  return std::find(files.begin(), files.end(), file) != files.end();
}

bool HasExtension(const std::vector<fs::path>& files, const char* extension) {
  return std::any_of(files.begin(), files.end(),
                     [&](const fs::path& file) { return file.extension() == extension; });
}

// `files` stand in `base`; `is_folder`: it may carry build and run.
Result<std::optional<PackageProgram>> Make(Tree& tree, const std::string& name, fs::path base,
                                           std::vector<fs::path> files, bool is_folder) {
  PackageProgram program;
  program.name = name;
  const bool build = is_folder && Has(files, base / "build");
  if (build || (is_folder && Has(files, base / "run"))) {
    // A shell, Python and compilers may be asked for, and no image of ours has them all: the
    // sources tell which is meant.
    program.language = HasExtension(files, ".py") ? "python" : "cpp";
    if (build) program.commands = {{"./build"}};
    program.run = {"./run"};
  } else {
    const std::string code = DetectLanguage(files);
    if (code.empty()) return std::optional<PackageProgram>();
    program.language = OurLanguage(code);
    program.entry = EntryFile(code, files, base);
  }
  ASSAY_RETURN_IF_ERROR(tree.Materialize(&base, &files));
  program.base = std::move(base);
  program.files = std::move(files);
  return std::optional<PackageProgram>(std::move(program));
}

}  // namespace

Result<std::optional<PackageProgram>> ReadProgram(Tree& tree, const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    return Make(tree, tree.Name(path), path.parent_path(), {path}, false);
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<fs::path> files, tree.ListAll(path));
  return Make(tree, tree.Name(path), path, std::move(files), true);
}

Result<std::vector<PackageProgram>> ReadPrograms(Tree& tree, const fs::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(const Folder found, tree.List(folder));
  std::vector<fs::path> paths = found.files;
  paths.insert(paths.end(), found.folders.begin(), found.folders.end());
  std::sort(paths.begin(), paths.end());
  std::vector<PackageProgram> programs;
  for (const fs::path& path : paths) {
    ASSAY_ASSIGN_OR_RETURN(auto program, ReadProgram(tree, path));
    if (program) programs.push_back(std::move(*program));
  }
  return programs;
}

Result<std::vector<PackageProgram>> ReadOutputValidator(Tree& tree, const fs::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(const Folder found, tree.List(folder));
  const bool direct = Has(found.files, folder / "build") || Has(found.files, folder / "run") ||
                      !DetectLanguage(found.files).empty();
  if (!direct) return ReadPrograms(tree, folder);
  ASSAY_ASSIGN_OR_RETURN(auto program, ReadProgram(tree, folder));
  std::vector<PackageProgram> programs;
  if (program) programs.push_back(std::move(*program));
  return programs;
}

Result<std::vector<PackageProgram>> ReadInputValidators(Tree& tree) {
  std::vector<PackageProgram> programs;
  for (const char* name : {"input_validators", "input_format_validators"}) {
    const fs::path folder = tree.root() / name;
    ASSAY_ASSIGN_OR_RETURN(const Folder found, tree.List(folder));
    for (const fs::path& file : found.files) {
      const bool ctd = file.extension() == ".ctd";
      if (!ctd && file.extension() != ".viva") continue;
      tree.warnings.push_back(fmt::format("{}: not run: {} scripts are not supported",
                                          file.string(), ctd ? "checktestdata" : "VIVA"));
    }
    ASSAY_ASSIGN_OR_RETURN(auto more, ReadPrograms(tree, folder));
    std::move(more.begin(), more.end(), std::back_inserter(programs));
  }
  return programs;
}

Result<std::vector<PackageProgram>> ReadIncludes(Tree& tree) {
  const fs::path folder = tree.root() / "include";
  ASSAY_ASSIGN_OR_RETURN(const Folder found, tree.List(folder));
  std::vector<PackageProgram> given;
  for (const fs::path& inner : found.folders) {
    const std::string code = inner.filename().string();
    const bool for_all = code == "default";
    PackageProgram program;
    program.name = tree.Name(inner);
    program.language = for_all ? "" : OurLanguage(code);
    if (!for_all && program.language.empty()) {
      tree.warnings.push_back(fmt::format("{}: \"{}\" is no language code{}", inner.string(), code,
                                          runtime_images::DidYouMean(code, LanguageCodes())));
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(program.files, tree.ListAll(inner));
    program.base = inner;
    ASSAY_RETURN_IF_ERROR(tree.Materialize(&program.base, &program.files));
    // A language's own files win over those for all, so they come later.
    given.insert(for_all ? given.begin() : given.end(), std::move(program));
  }
  return given;
}

}  // namespace assay::grader::kattis
