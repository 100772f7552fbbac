#include <array>
#include <string>
#include <system_error>

#include "common/archive/archive.h"
#include "common/files.h"
#include "grader/formats/readers.h"
#include "grader/package.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

struct Reader {
  std::string_view marks;  // for people: what its packages have
  bool (*looks)(const fs::path& folder);
  Result<Package> (*read)(const fs::path& folder);
};

// In the order in which they are asked: the surest mark first.
constexpr std::array kReaders = {
    Reader{"assignment.yaml (assay)", LooksLikeAssignment, ReadAssignment},
    Reader{".meta/config.json (Exercism)", LooksLikeExercism, ReadExercism},
    Reader{"run_autograder (Gradescope)", LooksLikeGradescope, ReadGradescope},
    Reader{"init.yml (DMOJ)", LooksLikeDmoj, ReadDmoj},
    Reader{"problem.xml (Polygon)", LooksLikePolygon, ReadPolygon},
    Reader{"task.yaml (CMS)", LooksLikeCms, ReadCms},
    Reader{"problem.yaml (Kattis, ICPC)", LooksLikeKattis,
           [](const fs::path& folder) { return ReadKattis(folder); }},
};

// All that a package needs while it is used.
struct Holdings {
  TempDir scratch;                      // for what generators make
  std::shared_ptr<TempDir> of_reader;   // what the reader unpacked
  std::shared_ptr<TempDir> of_archive;  // where the package itself was unpacked
};

Result<Package> ReadFolder(const fs::path& folder) {
  for (const Reader& reader : kReaders) {
    if (reader.looks(folder)) return reader.read(folder);
  }
  std::string known;
  for (const Reader& reader : kReaders) {
    known += (known.empty() ? "" : ", ") + std::string(reader.marks);
  }
  return InvalidArgument(folder.string() + ": not a package; none of these is in it: " + known);
}

}  // namespace

Result<Package> LoadPackage(const fs::path& path) {
  std::error_code error;
  fs::path folder = fs::absolute(path, error).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  if (!fs::exists(folder, error)) return NotFound(path.string() + ": no such file or folder");
  std::shared_ptr<TempDir> unpacked;
  const std::string id = folder.stem().string();
  if (!fs::is_directory(folder, error)) {
    ASSAY_ASSIGN_OR_RETURN(unpacked, Unpack(folder));
    folder = PackageRoot(unpacked->path());
  }
  ASSAY_ASSIGN_OR_RETURN(Package package, ReadFolder(folder));
  if (package.id.empty() || unpacked != nullptr) package.id = id;
  if (package.title.empty()) package.title = package.id;
  ASSAY_ASSIGN_OR_RETURN(TempDir scratch, TempDir::Create("assay-package-"));
  const auto holdings = std::make_shared<Holdings>(
      Holdings{std::move(scratch), std::move(package.scratch), std::move(unpacked)});
  package.scratch = std::shared_ptr<TempDir>(holdings, &holdings->scratch);
  return package;
}

}  // namespace assay::grader
