#include "supervisor/programs.h"

#include <array>

#include "supervisor/files.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 5> kServicePrograms = {
    "assay-identity", "assay-judge", "assay-courses", "assay-plagiarism", "assay-gateway"};

bool IsOpen(const fs::path& path, fs::perms needed) {
  std::error_code error;
  return CheckOthersCanPass(path).ok() &&
         (fs::status(path, error).permissions() & needed) == needed && !error;
}

// With the time of the original, by which the next start sees that it is the same.
Status CopyIfChanged(const fs::path& from, const fs::path& to, fs::perms mode) {
  std::error_code error;
  const auto time = fs::last_write_time(from, error);
  if (error) return ErrnoStatus(from.string(), error.value());
  std::error_code missing;
  if (fs::last_write_time(to, missing) == time &&
      fs::file_size(to, missing) == fs::file_size(from, missing) && !missing) {
    return OkStatus();
  }
  fs::create_directories(to.parent_path(), error);
  // A program that runs cannot be written over, but it can be replaced.
  const fs::path temporary = to.string() + ".new";
  fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, error);
  if (!error) fs::permissions(temporary, mode, error);
  if (!error) fs::last_write_time(temporary, time, error);
  if (!error) fs::rename(temporary, to, error);
  return error ? ErrnoStatus(to.string(), error.value()) : OkStatus();
}

// The folder of a service's migrations in the tree; empty where it has none (yet).
fs::path MigrationsOf(const fs::path& programs, const char* in_tree, const char* name) {
  for (fs::path folder = programs; folder.has_relative_path(); folder = folder.parent_path()) {
    std::error_code error;
    for (const fs::path& inner : {fs::path(in_tree), fs::path("share/assay/migrations") / name}) {
      if (fs::is_directory(folder / inner, error)) return folder / inner;
    }
  }
  return {};
}

struct Schema {
  const char* in_tree;
  const char* name;
};
constexpr std::array<Schema, 5> kSchemas = {{{"judge/migrations", "judge"},
                                             {"lms/identity/migrations", "identity"},
                                             {"lms/courses/migrations", "courses"},
                                             {"common/audit/migrations", "audit"},
                                             {"plagiarism/migrations", "plagiarism"}}};

bool AllOpen(const Site& site) {
  constexpr fs::perms kExecute = fs::perms::others_read | fs::perms::others_exec;
  for (const char* name : kServicePrograms) {
    if (!IsOpen(site.programs / name, kExecute)) return false;
  }
  for (const Schema& schema : kSchemas) {
    const fs::path folder = MigrationsOf(site.programs, schema.in_tree, schema.name);
    if (!folder.empty() && !IsOpen(folder, kExecute)) return false;
  }
  return true;
}

}  // namespace

Status MakeProgramsReachable(Site& site) {
  if (site.accounts.services.empty() || AllOpen(site)) return OkStatus();
  constexpr fs::perms kProgram = static_cast<fs::perms>(0755);
  constexpr fs::perms kText = static_cast<fs::perms>(0644);
  const fs::path target = site.layout.root / "programs";
  ASSAY_RETURN_IF_ERROR(MakeFolder(target, 0755));
  for (const char* name : kServicePrograms) {
    ASSAY_RETURN_IF_ERROR(CopyIfChanged(site.programs / name, target / name, kProgram));
  }
  for (const Schema& schema : kSchemas) {
    const fs::path from = MigrationsOf(site.programs, schema.in_tree, schema.name);
    if (from.empty()) continue;
    std::error_code error;
    for (fs::directory_iterator it(from, error), end; !error && it != end; it.increment(error)) {
      ASSAY_RETURN_IF_ERROR(CopyIfChanged(
          it->path(), target / "share/assay/migrations" / schema.name / it->path().filename(),
          kText));
    }
    if (error) return ErrnoStatus(from.string(), error.value());
  }
  site.service_programs = target;
  return OkStatus();
}

Result<fs::path> FindShared(const fs::path& program, const std::string& name) {
  std::error_code error;
  fs::path folder = fs::canonical(program, error).parent_path();
  for (; folder.has_relative_path(); folder = folder.parent_path()) {
    for (const fs::path& inner : {fs::path(name), fs::path("share/assay") / name}) {
      if (fs::is_directory(folder / inner, error)) return folder / inner;
    }
  }
  return NotFound(program.string() + ": no folder \"" + name + "\" above it");
}

}  // namespace assay::supervisor
