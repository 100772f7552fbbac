#include <algorithm>
#include <array>
#include <system_error>

#include "common/files.h"
#include "grader/formats/archive/package_files.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxScriptBytes = 1U << 20U;

// Words in its scripts that tell what an autograder is made with, the rarer ones first: many a Java
// autograder has a line of Python in it, few Python ones a line of javac.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kImages = {{
    {"javac", "java"},
    {"java ", "java"},
    {"mvn ", "java"},
    {"mcs ", "mono"},
    {"cargo ", "rust"},
    {"go test", "go"},
    {"npm ", "node"},
    {"node ", "node"},
    {"python", "python"},
    {"g++", "gcc"},
    {"gcc", "gcc"},
    {"make", "gcc"},
}};

std::string GuessImage(const PackageFiles& files, const std::vector<std::string>& names) {
  std::string scripts;
  bool python = false;
  for (const std::string& name : names) {
    if (name.find('/') != std::string::npos) continue;
    python = python || name.ends_with(".py");
    if (name != "run_autograder" && !name.ends_with(".sh")) continue;
    const auto path = files.File(name);
    if (!path.ok() || name == "setup.sh" || name == "make_autograder.sh") continue;
    if (auto text = ReadFile(*path, kMaxScriptBytes); text.ok()) scripts += *text + "\n";
  }
  for (const auto& [word, image] : kImages) {
    if (scripts.find(word) != std::string::npos) return std::string(image);
  }
  return python ? "python" : "shell";
}

// What setup.sh fetches will not be there.
void WarnOfSetup(const PackageFiles& files, Package& package) {
  const auto path = files.File("setup.sh");
  if (!path.ok()) return;
  const auto text = ReadFile(*path, kMaxScriptBytes);
  if (!text.ok()) return;
  size_t number = 0;
  for (size_t at = 0; at < text->size() && package.warnings.size() < 20;) {
    const size_t end = std::min(text->find('\n', at), text->size());
    const std::string_view line = std::string_view(*text).substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.find_first_not_of(" \t") != std::string_view::npos &&
        line[line.find_first_not_of(" \t")] == '#') {
      continue;
    }
    for (const std::string_view word :
         {"apt-get", "apt ", "pip", "npm ", "curl ", "wget ", "git clone", "conda "}) {
      if (line.find(word) == std::string_view::npos) continue;
      package.warnings.push_back("setup.sh:" + std::to_string(number) +
                                 ": it runs without a network; what this line fetches must be in "
                                 "the image or in the archive already");
      break;
    }
  }
}

}  // namespace

bool LooksLikeGradescope(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / "run_autograder", error);
}

Result<Package> ReadGradescope(const fs::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(const PackageFiles files, PackageFiles::Open(folder));
  ASSAY_ASSIGN_OR_RETURN([[maybe_unused]] const fs::path run, files.File("run_autograder"));
  ASSAY_ASSIGN_OR_RETURN(const auto names, files.List("", true));
  Package package;
  package.format = "gradescope";
  package.folder = files.folder();
  package.id = package.title = package.folder.filename().string();
  Autograder autograder;
  autograder.folder = package.folder;
  autograder.image = GuessImage(files, names);
  package.parts.resize(1);
  package.parts[0].limits.memory_bytes = 1024 * sandbox::kMiB;
  package.parts[0].task = std::move(autograder);
  WarnOfSetup(files, package);
  return package;
}

}  // namespace assay::grader
